"""A line of text without capitals, and the questions that rules ask of its words."""

from dataclasses import dataclass

from minhbach.privacy.text.features import Background
from minhbach.privacy.text.folding import View
from minhbach.privacy.text.lexicon import Words
from minhbach.privacy.text.vocabulary import Vocabulary, is_syllable
from minhbach.privacy.text.words import Word, longest_phrase

USUAL = 6
"""Times a pair of words is seen in everyday text from which it is no name."""


@dataclass(frozen=True)
class SmallText:
    """One line without capitals, with what is needed to read it."""

    view: View
    words: list[Word]
    vocabulary: Vocabulary
    background: Background
    accents: bool

    def roles(self, at: int) -> frozenset[str]:
        """Lists that hold word `at`; nothing for a sign, a number or past the end."""
        if at >= len(self.words) or not self.words[at].is_word:
            return frozenset()
        return self.vocabulary.roles(self.words[at], self.accents)

    def ends_before(self, at: int, phrases: Words, longest: int = 4) -> bool:
        """Whether one of `phrases` ends right before word `at`; a colon may stand between."""
        stop = at - 1 if at and self.words[at - 1].composed in ":-" else at
        for size in range(1, longest + 1):
            begin = stop - size
            if begin >= 0 and longest_phrase(self.words, begin, phrases, self.accents, stop) == stop:
                return True
        return False

    def titled(self, at: int) -> bool:
        """Whether a title or kinship word, no part of an everyday word, stands right before word `at`."""
        if self.ends_before(at, self.vocabulary.offices):
            return not self.inside_place(at)
        phrases = self.vocabulary.before if self.accents else self.vocabulary.before_plain
        return self.ends_before(at, phrases) and not self.usual(at - 2) and not self.inside_place(at)

    def after_place_head(self, at: int) -> bool:
        """Whether `đường`, `trường`, … stand right before word `at`."""
        heads = self.vocabulary.place_heads if self.accents else self.vocabulary.place_heads_plain
        return self.ends_before(at, heads)

    def inside_place(self, at: int) -> bool:
        """Whether word `at` goes on with a place that starts before it: `bắc giang` is no uncle Giang."""
        return any(
            (longest_phrase(self.words, start, self.vocabulary.not_people, self.accents) or 0) > at
            for start in range(max(0, at - 3), at)
        )

    def usual(self, at: int, times: int = USUAL) -> bool:
        """Whether words `at` and `at + 1` often stand together in everyday text."""
        if at < 0 or at + 1 >= len(self.words):
            return False
        return self.background.pairs.get((self.words[at].bare, self.words[at + 1].bare), 0) >= times

    def with_foreign_rest(self, end: int) -> int:
        """`end` moved past words no Vietnamese would spell: `kim jong-un`, `giuse`."""
        stop = end + 2
        while end < min(stop, len(self.words)) and self.words[end].gap == " " and self.is_strange(end):
            end += 1
        return self.with_hyphens(end)

    def with_hyphens(self, end: int) -> int:
        """`end` moved past parts that hang on by a hyphen: `jong-un`."""
        while end + 1 < len(self.words) and self.words[end].composed == "-" and not self.words[end].gap:
            if self.words[end + 1].gap or not self.words[end + 1].is_word:
                break
            end += 2
        return end

    def is_strange(self, at: int) -> bool:
        """A word that Vietnamese spelling does not allow and that is no known brand, short form or link."""
        if at >= len(self.words) or not self.words[at].is_word or len(self.words[at].bare) < 3:
            return False
        if self._in_link(at) or is_syllable(self.words[at].bare):
            return False
        known = self.roles(at) & {"one_word_places", "capital_words", "things", "kin", "short_forms"}
        return not known and self.background.words.get(self.words[at].bare, 0) < USUAL

    def _in_link(self, at: int) -> bool:
        """Whether a sign of addresses touches the word: `tphcm.gov`, `https:`, `tin-tuc/`."""
        after = self.words[at + 1] if at + 1 < len(self.words) else None
        touched = after is not None and not after.gap and after.composed in "/:@_&=?"
        dotted = after is not None and after.composed == "." and at + 2 < len(self.words)
        before = at > 0 and not self.words[at].gap and self.words[at - 1].composed in "/:@_.&=?"
        return touched or before or (dotted and not self.words[at + 2].gap)
