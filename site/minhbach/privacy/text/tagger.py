"""Find names where no capital shows them, with a small trained model (conditional random field)."""

import gzip
from functools import lru_cache
from pathlib import Path

import pycrfsuite

from minhbach.errors import BadInput
from minhbach.privacy.text.features import Background, describe
from minhbach.privacy.text.spans import Found
from minhbach.privacy.text.vocabulary import Vocabulary
from minhbach.privacy.text.words import Word

MODEL = "names.crfsuite"
BACKGROUND = "background.txt.gz"
SURE_ENOUGH = 0.5
LONGEST_PIECE = 400
"""Words tagged at a time: keeps memory flat on endless lines."""


class NameTagger:
    """The trained model with the word counts that it reads."""

    def __init__(self, folder: Path) -> None:
        model = folder / MODEL
        if not model.is_file():
            raise BadInput(f"{model} is missing: run scripts/train-names, or take data/privacy from a release")
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open(str(model))
        self.background = read_background(folder / BACKGROUND)

    def find(self, words: list[Word], vocabulary: Vocabulary, accents: bool, least: float = SURE_ENOUGH) -> list[Found]:
        """Names among `words`, each at least `least` probable."""
        hits = []
        for begin in range(0, len(words), LONGEST_PIECE):
            hits += self._find_in(words[begin : begin + LONGEST_PIECE], vocabulary, accents, least)
        return hits

    def _find_in(self, words: list[Word], vocabulary: Vocabulary, accents: bool, least: float) -> list[Found]:
        self._tagger.set(describe(words, vocabulary, self.background, accents))
        inside = [w.is_word and 1 - self._tagger.marginal("O", at) >= least for at, w in enumerate(words)]
        hits: list[Found] = []
        for at, word in enumerate(words):
            if not inside[at]:
                continue
            if at and inside[at - 1] and word.gap != "\n" and self._tagger.marginal("B", at) < 0.5:
                hits[-1] = Found(hits[-1].start, word.end, "PERSON", hits[-1].reason, hits[-1].weight)
            else:
                hits.append(Found(word.start, word.end, "PERSON", "reads as a name", 30))
        return hits


def read_background(path: Path) -> Background:
    """Counts from lines `count word` and `count word word`."""
    words: dict[str, int] = {}
    pairs: dict[tuple[str, str], int] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            count, *spelled = line.split()
            if len(spelled) == 1:
                words[spelled[0]] = int(count)
            else:
                pairs[spelled[0], spelled[1]] = int(count)
    return Background(words, pairs)


@lru_cache(maxsize=2)
def tagger_of(folder: Path) -> NameTagger:
    """The tagger of a language folder, opened once."""
    return NameTagger(folder)
