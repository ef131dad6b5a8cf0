"""What the name tagger sees of each word: small numbers that its network has learnt to read."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from minhbach.privacy.text.folding import SEALS
from minhbach.privacy.text.lexicon import Words
from minhbach.privacy.text.names.background import NO_WORD, Background
from minhbach.privacy.text.vocabulary import WORD_LISTS, Vocabulary, is_syllable
from minhbach.privacy.text.words import Word, phrase_ends

Rows = NDArray[np.int32]
"""One row a word; columns as COLUMNS says."""
COLUMNS = ("spelling", "accented", "marks", "odds", "seen", "pair", "form", "case")
SIZES = {"odds": 11, "seen": 11, "pair": 11, "form": 5, "case": 6}
"""How many classes a column has; spellings are as many as were learnt, marks are MARKS bits."""
_PHRASES = ("title", "intro", "head", "known", "street", "compound")
MARKS = len(WORD_LISTS) + 2 * len(_PHRASES)
UNKNOWN = 1
"""The number of a spelling that was not learnt; 0 stands for none."""
SEALED = "[]"
"""How every placeholder is spelled."""
_CASES = "aSTA#."
_REMEMBERED = 50_000
_ENDS = frozenset('.!?:"“”')


class Sight:
    """Describes words by the lists of a vocabulary, the counts of a background and the spellings learnt."""

    def __init__(
        self, vocabulary: Vocabulary, background: Background, bare: Sequence[str], accented: Sequence[str]
    ) -> None:
        self._vocabulary, self._background = vocabulary, background
        self._bare = {spelled: UNKNOWN + 1 + at for at, spelled in enumerate(bare)}
        self._accented = {spelled: UNKNOWN + 1 + at for at, spelled in enumerate(accented)}
        self._roles = {role: 1 << at for at, role in enumerate(WORD_LISTS)}
        self._known: dict[tuple[str, bool], tuple[int, ...]] = {}
        self._lists: tuple[Words, ...] = (
            vocabulary.before, vocabulary.introductions, vocabulary.place_heads,
            vocabulary.not_people, vocabulary.streets, vocabulary.compounds,
        )  # fmt: skip

    def rows(self, words: list[Word]) -> Rows:
        """The numbers of every word of one line."""
        accents = any(word.has_accent for word in words)
        rows = np.empty((len(words), len(COLUMNS)), np.int32)
        for at, word in enumerate(words):
            spelling, accented, roles, odds, seen, form = self._of(word, accents)
            before = words[at - 1] if at else None
            pair = (
                self._background.together(before.bare, word.bare)
                if before and before.is_word and word.is_word
                else NO_WORD
            )
            rows[at] = spelling, accented, roles, odds, seen, pair, form, _case(word, before)
        rows[:, COLUMNS.index("marks")] |= np.array(self._phrase_marks(words, accents), np.int32)
        return rows

    def accented(self, words: Sequence[Word]) -> NDArray[np.int32]:
        """The number of each word's accented spelling, however the line is written."""
        return np.array([self._accented.get(w.lower, UNKNOWN) if w.is_word else 0 for w in words], np.int32)

    def _of(self, word: Word, accents: bool) -> tuple[int, ...]:
        """What a word is wherever it stands."""
        known = self._known.get((word.lower, accents))
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[word.lower, accents] = self._look_up(word, accents)
        return known

    def _look_up(self, word: Word, accents: bool) -> tuple[int, ...]:
        if not word.is_word:
            return self._bare.get(spelling_of(word), UNKNOWN), 0, 0, 0, NO_WORD, _form(word)
        return (
            self._bare.get(word.bare, UNKNOWN),
            self._accented.get(word.lower, UNKNOWN) if accents else 0,
            sum(self._roles[role] for role in self._vocabulary.roles(word, accents)),
            self._background.odds(word.bare),
            self._background.seen(word.bare),
            _form(word),
        )

    def _phrase_marks(self, words: list[Word], accents: bool) -> list[int]:
        """For each word, the kinds of phrase it is part of, and whether it ends one."""
        marks = [0] * len(words)
        for at, word in enumerate(words):
            if not word.is_word:
                continue
            for kind, phrases in enumerate(self._lists):
                bit = 1 << (len(WORD_LISTS) + 2 * kind)
                for end in phrase_ends(words, at, phrases, accents):
                    for inner in range(at, end):
                        marks[inner] |= bit
                    marks[end - 1] |= bit << 1
                    break
        return marks


def spelling_of(word: Word) -> str:
    """How the network spells a word: without accents; numbers by their length, placeholders all the same."""
    if word.is_word:
        return word.bare
    if word.composed.isdigit():
        return f"#{min(len(word.composed), 5)}"
    return SEALED if word.composed in SEALS else word.composed


def _form(word: Word) -> int:
    """A syllable, another word, a number, a sign, a letter."""
    if not word.is_word:
        return 2 if word.composed.isdigit() else 3
    if len(word.bare) == 1:
        return 4
    return 0 if is_syllable(word.bare) else 1


def _case(word: Word, before: Word | None) -> int:
    """How the word is capitalised; a capital that opens a sentence says little and has a class of its own."""
    if not word.is_word:
        return _CASES.index("#" if word.composed.isdigit() else ".")
    if word.is_upper:
        return _CASES.index("A")
    if not word.is_title:
        return _CASES.index("a")
    return _CASES.index("S" if before is None or before.composed in _ENDS else "T")
