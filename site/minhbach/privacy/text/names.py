"""Find people's names in text that uses capitals, by the rules of Vietnamese naming and address."""

import re
from collections.abc import Iterator

from minhbach.privacy.text.folding import View
from minhbach.privacy.text.spans import Found
from minhbach.privacy.text.vocabulary import Vocabulary, is_syllable
from minhbach.privacy.text.words import Word, longest_phrase

LONGEST_NAME = 6
LONGEST_CHUNK = 30
NAME_ROLES = frozenset({"surnames", "middles", "givens"})
PARTICLES = frozenset({"von", "van", "der", "de", "da", "di", "bin", "al", "el", "del", "la"})
AREAS = frozenset({"tỉnh", "huyện", "quận", "phường", "xã", "thành phố", "tp", "thị trấn", "thị xã", "ấp", "thôn", "bản"})
_AGE = re.compile(
    r"\s?[,(–-]?\s?\(?(?:\d{1,2} tuoi|sn\s?:?\s?\d{4}|sinh nam|sinh ngay|nam sinh|\d{1,2}t\b|ngu (?:tai|o|phuong|xa|quan|huyen|ap|thon|tinh|tp|thanh)|tru (?:tai|o)|que )"
)
_INITIALS = re.compile(r"(?<![\w.])(?:[A-ZĐ]\.\s?){1,4}[A-ZĐ]\.?(?![\w])")
_NOT_INITIALS = re.compile(r"(?:TP|T\.?Ư|V\.?V|U\.?S\.?A?|U\.?N|A\.?D|Q\.?\d|Đ\.?C|Đ\.?T|P\.?S|N\.?B|S\.?O\.?S|C\.?K|P\.?V|X\.?H|K\.?P)\.?")


def find_names(view: View, words: list[Word], vocabulary: Vocabulary, accents: bool) -> list[Found]:
    """Names written with capitals: titled, surname-led, foreign, initials. Reasons say which."""
    hits = []
    place_end = -1
    for start, end in _chunks(words):
        while start < end:
            reading = _Reading(view, words, vocabulary, accents, start, end, place_end)
            hit = reading.name()
            if hit is None:
                place_end = end if reading.is_place else place_end
                break
            first, start, reason, weight = hit
            hits.append(Found(words[first].start, words[start - 1].end, "PERSON", reason, weight))
    return hits + _initials(view)


def _chunks(words: list[Word]) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words that stand together."""
    at = 0
    while at < len(words):
        if not _capital(words[at]):
            at += 1
            continue
        end = at + 1
        while end < min(len(words), at + LONGEST_CHUNK) and _continues(words, end):
            end += 1
        while end > at + 1 and not words[end - 1].is_word:
            end -= 1
        yield at, end
        at = end


def _capital(word: Word) -> bool:
    return word.is_word and (word.is_title or word.is_upper)


def _continues(words: list[Word], at: int) -> bool:
    """Whether word `at` goes on with the name before it: a capital, `V.`, or a Korean `-hyun`."""
    word, last = words[at], words[at - 1]
    if word.composed == "." and word.gap == "":
        follows = at + 1 < len(words) and _capital(words[at + 1])
        return len(last.composed) == 1 and last.is_title and follows
    if word.composed == "-" and word.gap == "":
        return at + 1 < len(words) and words[at + 1].is_word and words[at + 1].gap == "" and last.is_word
    if last.composed == "-":
        return word.is_word and word.gap == ""
    if last.composed == ".":
        return _capital(word) and word.gap in ("", " ")
    if word.lower in PARTICLES and word.gap == " " and (last.lower in PARTICLES or not is_syllable(last.bare)):
        return at + 1 < len(words) and (_capital(words[at + 1]) or words[at + 1].lower in PARTICLES)
    return _capital(word) and (word.gap == " " or last.lower in PARTICLES)


class _Reading:
    """One chunk of capitalised words, read with what stands around it."""

    def __init__(
        self, view: View, words: list[Word], vocabulary: Vocabulary, accents: bool, start: int, end: int, place_end: int
    ) -> None:
        self.view, self.words, self.vocabulary, self.accents = view, words, vocabulary, accents
        self.start, self.end = start, end
        self.text_accents = accents
        if end - start > 1 and not any(word.has_accent for word in words[start:end]):
            self.accents = False
        self.opens = start == 0 or words[start - 1].composed in ".!?:\"“”-•*" or words[start].gap == "\n"
        if self.opens and end - start > 1 and "openers" in self._roles(start) and not self._is_known(start):
            self.start = start = start + 1
        self.title_inside = False
        self.title = self._title_before(start)
        self.introduced = self._phrase_before(start, vocabulary.introductions)
        self.is_place = self._is_place(place_end) or (not self.title and self._strip_place_heads())
        if not self._is_known(start) and not self.is_place:
            self._strip_titles()

    def name(self) -> tuple[int, int, str, int] | None:
        """First word, end, reason and weight of the name in this chunk, or None."""
        start, end = self._past_places(self.start), self.end
        if start >= end:
            return None
        titled = self.title or self.introduced
        if self.is_place and start == self.start and not self.title_inside:
            return self._surname_led(start, end) if self._is_person_of_area(start) else None
        if titled and self._may_follow_title(start):
            return start, self._cut(start, end), "after a title", 50
        if self._has_surname(start) and (found := self._surname_led(start, end)):
            return found
        return self._foreign(start, end) or self._given(start, end) or self._inner_name(start, end)

    def _inner_name(self, start: int, end: int) -> tuple[int, int, str, int] | None:
        """A full name that ends a run of capitals: `CDC Nguyễn Văn An`."""
        for at in range(start + 1, end - 2):
            if "surnames_sure" in self._roles(at) and NAME_ROLES & self._roles(at + 1) and not self._is_known(at):
                return self._surname_led(at, end)
        return None

    def _past_places(self, start: int) -> int:
        """After leading places: `Mỹ Donald Trump`, `Đồng Nai Nguyễn Văn An`; a titled street name stays."""
        titled = self.title or self.introduced
        while start < self.end:
            known = longest_phrase(self.words, start, self.vocabulary.not_people, self.accents)
            if known and titled and longest_phrase(self.words, start, self.vocabulary.streets, self.accents):
                return start
            if known is None and self._is_country_before_name(start):
                known = start + 1
            if known is None:
                return start
            start = known
        return start

    def _is_country_before_name(self, at: int) -> bool:
        if "one_word_places" not in self._roles(at) or self.end - at < 3 or "surnames_sure" in self._roles(at):
            return False
        return self._has_surname(at + 1) or not is_syllable(self.words[at + 1].bare)

    def _is_person_of_area(self, at: int) -> bool:
        """A full name after `Công an tỉnh`: no ward or district is called so unless the lists know it."""
        area = at > 0 and self.words[at - 1].lower in AREAS and "surnames_sure" in self._roles(at)
        return area and self.end - at == 3 and not self._is_known(at)

    def _strip_place_heads(self) -> bool:
        """Move past a capitalised `Đường`, `Trường`, …; a surname that is one too (`Hồ`) stays."""
        head = longest_phrase(self.words, self.start, self.vocabulary.place_heads, self.text_accents, self.end)
        if head is None or head >= self.end or "surnames" in self._roles(self.start):
            return False
        self.start = head
        return True

    def _strip_titles(self) -> None:
        """Move past titles that are themselves capitalised: `Ông Nguyễn Văn An`."""
        while self.start < self.end - 1:
            titles = self.vocabulary.before if self.opens else self.vocabulary.before_plain
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

    def _phrase_before(self, at: int, phrases: object, signs: str = ":\"“'-–(") -> bool:
        """Whether a phrase of `phrases` ends right before word `at` (a colon or quote may stand between)."""
        stop = at
        while stop > 0 and self.words[stop - 1].composed in signs and at - stop < 2:
            stop -= 1
        for size in range(1, 5):
            piece = self.words[max(0, stop - size) : stop]
            if len(piece) == size and " ".join(w.lower for w in piece) in phrases:  # type: ignore[operator]
                return True
            if len(piece) == size and not self.text_accents and " ".join(w.bare for w in piece) in phrases.bare:  # type: ignore[attr-defined]
                return True
        return False

    def _title_before(self, at: int) -> bool:
        phrases = self.vocabulary.before if self.text_accents else self.vocabulary.before_plain
        if at > 1 and longest_phrase(self.words, at - 2, self.vocabulary.compounds, self.text_accents) == at:
            return self._phrase_before(at, self.vocabulary.offices, signs="")
        return self._phrase_before(at, phrases, signs=".\"“")

    def _is_place(self, place_end: int) -> bool:
        """Named after `đường`, `trường`, … or going on with a list of places."""
        if self._phrase_before(self.start, self.vocabulary.place_heads, signs="\"“") and not self.title:
            return True
        if place_end < 0 or self.title or self.introduced:
            return False
        between = self.words[place_end : self.start]
        return 0 < len(between) <= 2 and all(
            w.composed in "-–,/" or "place_links" in self.vocabulary.roles(w, self.accents) for w in between
        )

    def _may_follow_title(self, at: int) -> bool:
        roles = self._roles(at)
        word = self.words[at]
        alone = self.end == at + 1
        if self._is_known(at):
            return longest_phrase(self.words, at, self.vocabulary.streets, self.accents) is not None
        if self._starts_compound(at):
            return False
        if longest_phrase(self.words, at, self.vocabulary.place_heads, self.accents):
            return "surnames_sure" in roles or ("givens" in roles and alone and self._titled_by_kin(at))
        if {"capital_words", "one_word_places"} & roles:
            return bool(roles & NAME_ROLES) and (not alone or self._titled_by_kin(at) or self.introduced)
        if word.is_upper:
            return bool(NAME_ROLES & roles) or (self._titled_by_kin(at) and not alone)
        if roles & NAME_ROLES or "foreign_givens" in roles:
            return True
        return len(word.composed) == 1 or not is_syllable(word.bare) or self._titled_by_kin(at) or self.introduced

    def _titled_by_kin(self, at: int) -> bool:
        return at > 0 and "kin" in self._roles(at - 1)

    def _cut(self, start: int, end: int) -> int:
        """The end of a name that starts here: before a place, a body, or a word that no name holds."""
        for at in range(start + 1, end):
            roles = self._roles(at)
            if roles & NAME_ROLES:
                if at - start > 2 and (self._is_known(at) or self._starts_compound(at)):
                    return at
            elif "capital_words" in roles or self._is_known(at):
                return at
            elif longest_phrase(self.words, at, self.vocabulary.place_heads, self.accents):
                return at
        return min(end, start + LONGEST_NAME)

    def _starts_compound(self, at: int) -> bool:
        """Whether word `at` and the next make an everyday word (`Công an`), not a name."""
        return longest_phrase(self.words, at, self.vocabulary.compounds, self.accents) is not None

    def _surname_led(self, start: int, end: int) -> tuple[int, int, str, int] | None:
        end = self._cut(start, end)
        size = sum(w.is_word for w in self.words[start:end])
        if size < 2:
            return self._given(start, end)
        if self._starts_compound(end - 1):
            return None if size < 4 else (start, end - 1, "surname and given name", 42)
        second, last = self._roles(start + 1), self._roles(end - 1)
        sure = "surnames_sure" in self._roles(start)
        initial = any(len(w.composed) == 1 for w in self.words[start:end])
        if size > 5:
            return (start, start + 4, "surname and given name", 42) if sure else None
        if size > 2:
            fits = sure or initial or (second | last) & NAME_ROLES
        else:
            fits = (sure and (last & NAME_ROLES or initial)) or self._acts(end) or (
                "givens" in last and not self.opens
            )
        return (start, end, "surname and given name", 45) if fits else None

    def _acts(self, end: int) -> bool:
        """Whether a person's doing or age follows."""
        if _AGE.match(self.view.bare, self.words[end - 1].end):
            return True
        return end < len(self.words) and self.words[end].gap == " " and "acts" in self._roles(end)

    def _foreign(self, start: int, end: int) -> tuple[int, int, str, int] | None:
        words = [w for w in self.words[start:end] if w.is_word]
        if not 1 <= len(words) <= 4 or any(w.is_upper for w in words) or not self._is_unknown(start):
            return None
        strange = sum(not is_syllable(w.bare) for w in words)
        if self._is_korean(start, end):
            return start, end, "foreign name", 41
        if len(words) == 1:
            thing = start > 0 and "things" in self._roles(start - 1)
            return (start, end, "foreign name", 35) if strange and self._acts(end) and not thing else None
        if "foreign_givens" in self._roles(start):
            return start, end, "foreign name", 41
        thing = start > 0 and {"things", "one_word_places"} & self._roles(start - 1)
        return (start, end, "foreign name", 38) if strange == len(words) and not thing else None

    def _is_korean(self, start: int, end: int) -> bool:
        """`Song Hye-kyo`: a small letter after the hyphen."""
        tail = self.words[end - 1].composed
        return end - start == 4 and self.words[end - 2].composed == "-" and tail.islower()

    def _is_unknown(self, at: int) -> bool:
        return not {"capital_words", "one_word_places"} & self._roles(at)

    def _is_country(self, at: int) -> bool:
        return "one_word_places" in self._roles(at)

    def _given(self, start: int, end: int) -> tuple[int, int, str, int] | None:
        """Given names without a surname: in the middle of a sentence, or where somebody acts or ages."""
        size = end - start
        places = range(start, end)
        if size > 3 or not all({"givens", "middles"} & self._roles(at) for at in places):
            return None
        if (size == 1 and "givens" not in self._roles(start)) or self._starts_compound(end - 1):
            return None
        if not all(self._is_unknown(at) for at in places) and (size == 1 or self._is_country(start)):
            return None
        if size == 1 and self.opens and (not self.text_accents or "numbers" in self._roles(start)):
            return None
        if _AGE.match(self.view.bare, self.words[end - 1].end):
            return start, end, "given name and age", 39
        acts = self._acts(end)
        if size == 1 and self.opens and acts and "functions" in self._roles(end):
            acts = self._pair_of_names(end)
        if acts or (size == 1 and not self.opens and not self._capital_before(start)):
            return start, end, "given name", 36
        return None

    def _pair_of_names(self, end: int) -> bool:
        """`Tuấn và Lan`: a second given name follows."""
        pair = self.words[end].lower in ("và", "va") and end + 1 < len(self.words) and _capital(self.words[end + 1])
        return pair and "givens" in self._roles(end + 1)

    def _capital_before(self, at: int) -> bool:
        return at > 0 and (_capital(self.words[at - 1]) or self.words[at - 1].composed in ".-–/")


def _initials(view: View) -> list[Found]:
    """`N.V.A`, `T.T.H.`: how the press hides a name, and still a name."""
    return [
        Found(m.start(), m.end(), "PERSON", "initials", 44)
        for m in _INITIALS.finditer(view.composed)
        if not _NOT_INITIALS.fullmatch(m.group()) and not re.match(r"\s?\d", view.composed[m.end() : m.end() + 2])
    ]
