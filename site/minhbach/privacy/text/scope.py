"""How likely a text belongs on another track by law, from a small model of its words. It only advises."""

from functools import lru_cache
from pathlib import Path

import pycrfsuite

from minhbach.errors import BadInput
from minhbach.privacy.text.words import Word

MODEL = "scope.crfsuite"
IN_SCOPE = "accept"
MOST_WORDS = 400
"""Words read: what a report is about stands near its beginning."""


def describe_scope(words: list[Word]) -> list[str]:
    """Feature names of a text: its words without accents, alone and in twos, and twos with one between."""
    plain = [word.bare for word in words[:MOST_WORDS] if word.is_word]
    twos = zip(plain, plain[1:], strict=False)
    apart = zip(plain, plain[2:], strict=False)
    return sorted({"bias", *plain, *(f"{a} {b}" for a, b in twos), *(f"{a} _ {b}" for a, b in apart)})


class ScopeModel:
    """The trained model: a text is one item, its reason the label."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise BadInput(f"{path} is missing: run scripts/train-scope, or take data/privacy from a release")
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open(str(path))

    def reason(self, words: list[Word]) -> tuple[str, float]:
        """The likeliest reason for another track (never IN_SCOPE) and its probability."""
        self._tagger.set([describe_scope(words)])
        others = [label for label in self._tagger.labels() if label != IN_SCOPE]
        likeliest = max(others, key=lambda label: self._tagger.marginal(label, 0))
        return likeliest, self._tagger.marginal(likeliest, 0)

    def in_scope(self, words: list[Word]) -> float:
        """The probability that the text belongs to the hotline."""
        self._tagger.set([describe_scope(words)])
        return float(self._tagger.marginal(IN_SCOPE, 0))


@lru_cache(maxsize=2)
def scope_model_of(folder: Path) -> ScopeModel:
    """The model of a language folder, opened once."""
    return ScopeModel(folder / MODEL)
