"""Find names with small trained models (conditional random fields): one reads capitals, one does without."""

import gzip
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pycrfsuite

from minhbach.errors import BadInput
from minhbach.privacy.text.casing import describe_cased
from minhbach.privacy.text.features import Background, describe
from minhbach.privacy.text.vocabulary import Vocabulary
from minhbach.privacy.text.words import Word

MODEL = "names.crfsuite"
CASED = "names_cased.crfsuite"
BACKGROUND = "background.txt.gz"
LEAST = 0.3
"""Probability from which a word counts as part of a name."""
LONGEST_PIECE = 400
"""Words tagged at a time: keeps memory flat on endless lines."""


@dataclass(frozen=True)
class Tagged:
    """Words `start` to `end` (exclusive) that read as a name."""

    start: int
    end: int
    probability: float


class NameTagger:
    """A trained model with the word counts that it reads: MODEL for small letters, CASED for capitals."""

    def __init__(self, folder: Path, name: str = MODEL) -> None:
        model = folder / name
        self._describe = describe_cased if name == CASED else describe
        if not model.is_file():
            raise BadInput(
                f"{model} is missing: run scripts/train-names, or take data/privacy from a release"
            )
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open(str(model))
        self.background = read_background(folder / BACKGROUND)

    def find(self, words: list[Word], vocabulary: Vocabulary, accents: bool) -> list[Tagged]:
        """Stretches of words that read as a name, with their probability."""
        tagged = []
        for begin in range(0, len(words), LONGEST_PIECE):
            tagged += self._find_in(words[begin : begin + LONGEST_PIECE], vocabulary, accents, begin)
        return tagged

    def _find_in(self, words: list[Word], vocabulary: Vocabulary, accents: bool, begin: int) -> list[Tagged]:
        self._tagger.set(self._describe(words, vocabulary, self.background, accents))
        tagged: list[Tagged] = []
        for at, word in enumerate(words):
            inside = 1 - self._tagger.marginal("O", at) if word.is_word else 0.0
            if inside < LEAST:
                continue
            last = tagged[-1] if tagged else None
            if last and last.end == begin + at and self._tagger.marginal("B", at) < 0.5:
                tagged[-1] = Tagged(last.start, begin + at + 1, max(last.probability, inside))
            else:
                tagged.append(Tagged(begin + at, begin + at + 1, inside))
        return tagged


def read_background(path: Path) -> Background:
    """Counts from lines `count word`, `count word word` and, of names, `count = syllable`."""
    words: dict[str, int] = {}
    pairs: dict[tuple[str, str], int] = {}
    names: dict[str, int] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            count, *spelled = line.split()
            if len(spelled) == 1:
                words[spelled[0]] = int(count)
            elif spelled[0] == "=":
                names[spelled[1]] = int(count)
            else:
                pairs[spelled[0], spelled[1]] = int(count)
    return Background(words, pairs, names)


@lru_cache(maxsize=4)
def tagger_of(folder: Path, name: str = MODEL) -> NameTagger:
    """A tagger of a language folder, opened once."""
    return NameTagger(folder, name)
