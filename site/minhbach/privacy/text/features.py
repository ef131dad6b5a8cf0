"""What the name tagger sees of each word: the lists it is in and its surroundings, never the name itself.

A model that saw the words would learn the made-up names it was trained on; this one learns how people are
mentioned. Of a word itself it sees the lists, and whether names or everyday text hold it more often; of the
words around it, those that everyday text uses and that are no sure names.
"""

import math
from dataclasses import dataclass
from functools import cached_property

from minhbach.privacy.text.lexicon import Words
from minhbach.privacy.text.vocabulary import Vocabulary, is_syllable
from minhbach.privacy.text.words import Word, phrase_ends

_SHOWN = frozenset({"kin", "acts", "place_links", "kin_sure"})
_NAMES_SURE = frozenset({"surnames_sure", "givens_sure"})
EVERYDAY = 6
"""Sightings in everyday text from which a word is shown to its neighbours."""
_MOST_ODDS, _LEAST_ODDS = 5, -4


@dataclass(frozen=True)
class Background:
    """How usual words and pairs of words are in everyday text, by unaccented spelling."""

    words: dict[str, int]
    pairs: dict[tuple[str, str], int]
    names: dict[str, int]
    """How often a syllable is met in names."""

    @cached_property
    def _sizes(self) -> tuple[int, int]:
        return sum(self.names.values()) + 1000, sum(self.words.values()) + 1000

    def odds(self, bare: str) -> str:
        """A coarse class of the odds that `bare` is part of a name, were names as frequent as other words."""
        named, said = self._sizes
        odds = (self.names.get(bare, 0) + 0.3) * said / ((self.words.get(bare, 0) + 0.5) * named)
        return str(max(_LEAST_ODDS, min(_MOST_ODDS, round(math.log(odds)))))

    def of_word(self, word: Word) -> str:
        """A coarse class of how often the word is seen."""
        return _class(self.words.get(word.bare, 0))

    def of_pair(self, first: Word, second: Word) -> str:
        """The same for two words in a row."""
        return _class(self.pairs.get((first.bare, second.bare), 0))


def _class(count: int) -> str:
    return str(min(count.bit_length(), 9))


def describe(
    words: list[Word], vocabulary: Vocabulary, background: Background, accents: bool
) -> list[list[str]]:
    """Feature names of every word, for a text written without capitals."""
    inside = _phrase_marks(words, vocabulary, accents)
    local = [
        _local(word, marks, vocabulary, background, accents)
        for word, marks in zip(words, inside, strict=True)
    ]
    mode = "acc" if accents else "plain"
    spoken = [_spoken(word, vocabulary, background) for word in words]
    odds = [background.odds(word.bare) if word.is_word else "sign" for word in words]
    described = []
    for at, word in enumerate(words):
        features = [f"{mode}:{item}" for item in local[at]]
        for shift in (-3, -2, -1, 1, 2, 3):
            other = at + shift
            if not 0 <= other < len(words):
                features.append(f"{shift}:edge")
            elif abs(shift) < 3:
                features += [f"{shift}:{item}" for item in local[other]]
            else:
                features += [f"{shift}:{item}" for item in local[other] if item.startswith("in=")]
        features += _pairs(words, at, local, background, mode)
        features += _context(at, spoken, odds)
        features.append("bias" if word.is_word else "no word")
        described.append(features)
    return described


def _local(
    word: Word, marks: frozenset[str], vocabulary: Vocabulary, background: Background, accents: bool
) -> list[str]:
    if not word.is_word:
        return [
            f"sign={word.composed}" if not word.composed.isdigit() else f"number{min(len(word.composed), 5)}"
        ]
    roles = vocabulary.roles(word, accents)
    items = [f"r={role}" for role in roles] + [f"in={mark}" for mark in marks]
    items.append(f"f={background.of_word(word)}")
    if roles & _SHOWN:
        items.append(f"w={word.lower if accents else word.bare}")
    if len(word.bare) == 1:
        items.append("letter")
    if not is_syllable(word.bare):
        items.append("strange")
    return items


def _spoken(word: Word, vocabulary: Vocabulary, background: Background) -> str:
    """The word as its neighbours may see it."""
    if word.bare.isdigit():
        return "#"
    if not word.is_word:
        return word.bare
    sure = _NAMES_SURE & vocabulary.plain.get(word.bare, frozenset())
    return "_" if sure or background.words.get(word.bare, 0) < EVERYDAY else word.bare


def _context(at: int, spoken: list[str], odds: list[str]) -> list[str]:
    before2, before = ["^", "^", *spoken[:at]][-2:]
    after, after2 = [*spoken[at + 1 : at + 3], "$", "$"][:2]
    own, left = odds[at], odds[at - 1] if at else "^"
    right = odds[at + 1] if at + 1 < len(odds) else "$"
    return [
        f"odds={own}", f"-1odds={left}", f"1odds={right}", f"odds={own}/{right}", f"-1odds={left}/{own}",
        f"-1x={before}", f"1x={after}", f"-2x={before2}", f"2x={after2}", f"-x={before2}_{before}",
        f"x={after}_{after2}", f"x-x={before}_{after}", f"-1x={before}/{own}", f"1x={after}/{own}",
    ]  # fmt: skip


def _pairs(
    words: list[Word], at: int, local: list[list[str]], background: Background, mode: str
) -> list[str]:
    features = []
    if at and words[at - 1].is_word and words[at].is_word:
        features.append(f"{mode}:p-={background.of_pair(words[at - 1], words[at])}")
        features += [
            f"{a}|{b}"
            for a in local[at - 1]
            if a[:2] in ("r=", "w=", "in")
            for b in local[at]
            if b[:2] in ("r=", "in")
        ]
    if at + 1 < len(words) and words[at + 1].is_word and words[at].is_word:
        features.append(f"{mode}:p+={background.of_pair(words[at], words[at + 1])}")
        features += [
            f"{a}+{b}" for a in local[at] if a[:2] == "r=" for b in local[at + 1] if b[:2] in ("r=", "in")
        ]
    return features


def _phrase_marks(words: list[Word], vocabulary: Vocabulary, accents: bool) -> list[frozenset[str]]:
    """For each word, the kinds of phrase it is part of, and whether it ends one."""
    marks: list[set[str]] = [set() for _ in words]
    lists: tuple[tuple[str, Words], ...] = (
        ("title", vocabulary.before), ("intro", vocabulary.introductions), ("head", vocabulary.place_heads),
        ("known", vocabulary.not_people), ("street", vocabulary.streets), ("compound", vocabulary.compounds),
    )  # fmt: skip
    for at, word in enumerate(words):
        if not word.is_word:
            continue
        for name, phrases in lists:
            for end in phrase_ends(words, at, phrases, accents):
                for inner in range(at, end):
                    marks[inner].add(name)
                marks[end - 1].add(name + ".")
                break
    return [frozenset(mark) for mark in marks]
