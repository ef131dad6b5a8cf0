"""What stands around a run of capitalised words: a title, the head of a place, a doing."""

import re

from minhbach.privacy.text.capitals import is_capital
from minhbach.privacy.text.folding import View
from minhbach.privacy.text.lexicon import Words
from minhbach.privacy.text.vocabulary import Vocabulary
from minhbach.privacy.text.words import Word, longest_phrase

_AGE = re.compile(
    r"\s?[,(–-]?\s?\(?(?:\d{1,2} tuoi|sn\s?:?\s?\d{4}|sinh nam|sinh ngay|nam sinh|"
    r"\d{1,2}t\b|ngu (?:tai|o|phuong|xa|quan|huyen|ap|thon|tinh|tp|thanh)|tru (?:tai|o)|"
    r"que )"
)


class Surroundings:
    """A run of capitalised words, `start` to `end`, and what the words around it say of it."""

    def __init__(
        self,
        view: View,
        words: list[Word],
        vocabulary: Vocabulary,
        accents: bool,
        start: int,
        end: int,
        place_end: int,
    ) -> None:
        self.view, self.words, self.vocabulary, self.accents = view, words, vocabulary, accents
        self.start, self.end = start, end
        self.text_accents = accents
        if end - start > 1 and not any(word.has_accent for word in words[start:end]):
            self.accents = False
        self.opens = start == 0 or words[start - 1].composed in '.!?:"“”-•*' or words[start].gap == "\n"
        if self.opens and end - start > 1 and "openers" in self._roles(start) and not self._is_known(start):
            self.start = start = start + 1
        self.title_inside = False
        self.title = self._title_before(start)
        self.introduced = self._phrase_before(start, vocabulary.introductions)
        self.is_place = self._is_place(place_end) or (not self.title and self._strip_place_heads())
        if not self._is_known(start) and not self.is_place:
            self._strip_titles()

    def _strip_place_heads(self) -> bool:
        """Move past a capitalised `Đường`, `Trường`, …; a surname that is one too (`Hồ`) stays."""
        head = longest_phrase(
            self.words, self.start, self.vocabulary.place_heads, self.text_accents, self.end
        )
        if head is None or head >= self.end or "surnames" in self._roles(self.start):
            return False
        self.start = head
        return True

    def _strip_titles(self) -> None:
        """Move past titles that are themselves capitalised: `Ông Nguyễn Văn An`."""
        while self.start < self.end - 1:
            titles = (
                self.vocabulary.before if self.opens and self.text_accents else self.vocabulary.before_plain
            )
            end = longest_phrase(self.words, self.start, titles, self.text_accents, self.end)
            if end is None or end >= self.end:
                break
            if "surnames_sure" in self._roles(self.start):
                break
            self.start, self.title, self.title_inside = end, True, True

    def _roles(self, at: int) -> frozenset[str]:
        return self.vocabulary.roles(self.words[at], self.accents)

    def _has_surname(self, at: int) -> bool:
        return "surnames" in self._roles(at)

    def _is_known(self, at: int) -> bool:
        return longest_phrase(self.words, at, self.vocabulary.not_people, self.accents) is not None

    def _phrase_before(self, at: int, phrases: Words, signs: str = ":\"“'-–(") -> bool:
        """Whether a phrase of `phrases` ends right before word `at` (a colon or quote may stand between)."""
        stop = at
        while stop > 0 and self.words[stop - 1].composed in signs and at - stop < 2:
            stop -= 1
        for size in range(1, min(4, stop) + 1):
            piece = self.words[stop - size : stop]
            if " ".join(w.lower for w in piece) in phrases:
                return True
            if not self.text_accents and " ".join(w.bare for w in piece) in phrases.bare:
                return True
        return False

    def _title_before(self, at: int) -> bool:
        phrases = self.vocabulary.before if self.text_accents else self.vocabulary.before_plain
        if at > 1 and longest_phrase(self.words, at - 2, self.vocabulary.compounds, self.text_accents) == at:
            return self._phrase_before(at, self.vocabulary.offices, signs="")
        return self._phrase_before(at, phrases, signs='."“')

    def _is_place(self, place_end: int) -> bool:
        """Named after `đường`, `trường`, … or going on with a list of places."""
        if self._phrase_before(self.start, self.vocabulary.place_heads, signs='"“') and not self.title:
            return True
        if place_end < 0 or self.title or self.introduced:
            return False
        between = self.words[place_end : self.start]
        return 0 < len(between) <= 2 and all(
            w.composed in "-–,/" or "place_links" in self.vocabulary.roles(w, self.accents) for w in between
        )

    def _titled_by_kin(self, at: int) -> bool:
        return at > 0 and "kin" in self._roles(at - 1)

    def _starts_compound(self, at: int) -> bool:
        """Whether word `at` and the next make an everyday word (`Công an`), not a name."""
        return longest_phrase(self.words, at, self.vocabulary.compounds, self.accents) is not None

    def _acts(self, end: int) -> bool:
        """Whether a person's doing or age follows."""
        if self._ages(end):
            return True
        return end < len(self.words) and self.words[end].gap == " " and "acts" in self._roles(end)

    def _is_unknown(self, at: int) -> bool:
        return not {"capital_words", "one_word_places"} & self._roles(at)

    def _is_country(self, at: int) -> bool:
        return "one_word_places" in self._roles(at)

    def _capital_before(self, at: int) -> bool:
        return at > 0 and (is_capital(self.words[at - 1]) or self.words[at - 1].composed in ".-–/")

    def _ages(self, end: int) -> bool:
        """Whether an age, a year of birth or a home follows: `(35 tuổi`, `, ngụ …`."""
        return _AGE.match(self.view.bare, self.words[end - 1].end) is not None
