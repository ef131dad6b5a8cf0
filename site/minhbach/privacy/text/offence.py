"""Find words that insult or swear, with a small model trained on ViHOS (MIT). It advises; people decide."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pycrfsuite

from minhbach.errors import BadInput
from minhbach.privacy.text.folding import fold

MODEL = "offence.crfsuite"
LEAST = 0.6
"""Probability from which a word counts as offensive; the best span F1 on the development file."""
LONGEST_PIECE = 400
_TOKEN = re.compile(r"[^\W_]+(?:[*.]+[^\W_]+)*|\S")
_REPEATED = re.compile(r"(.)\1+")


@dataclass(frozen=True)
class Token:
    """A word or sign of the folded text."""

    start: int
    end: int
    lower: str
    bare: str


@dataclass(frozen=True)
class Offence:
    """Offensive words in the input: offsets in code points, and how sure the model is of its surest word."""

    start: int
    end: int
    text: str
    probability: float


def tokens_of(composed: str, bare: str) -> list[Token]:
    """Words with their inner asterisks (`đ*o`), signs one by one."""
    return [
        Token(m.start(), m.end(), m.group().lower(), bare[m.start() : m.end()])
        for m in _TOKEN.finditer(composed)
    ]


def describe_tokens(tokens: list[Token]) -> list[list[str]]:
    """Feature names of every token: its spelling, its pieces, its neighbours."""
    squeezed = [_REPEATED.sub(r"\1", token.lower) for token in tokens]
    described = []
    for at, token in enumerate(tokens):
        features = [
            "bias",
            f"w={squeezed[at]}",
            f"b={_REPEATED.sub(chr(92) + '1', token.bare)}",
            *_pieces(squeezed[at]),
        ]
        for shift in (-2, -1, 1, 2):
            other = at + shift
            word = squeezed[other] if 0 <= other < len(tokens) else "_"
            features.append(f"{shift}w={word}")
        features.append(f"-1b={tokens[at - 1].bare if at else '_'}")
        features.append(f"1b={tokens[at + 1].bare if at + 1 < len(tokens) else '_'}")
        features.append(f"-1|0={squeezed[at - 1] if at else '_'}|{squeezed[at]}")
        features.append(f"0|1={squeezed[at]}|{squeezed[at + 1] if at + 1 < len(tokens) else '_'}")
        features.append(f"s={_shape(token)}")
        described.append(features)
    return described


def _pieces(word: str) -> list[str]:
    edged = f"^{word}$"
    return [f"c={edged[i : i + n]}" for n in (2, 3, 4) for i in range(len(edged) - n + 1)][:24]


def _shape(token: Token) -> str:
    if "*" in token.lower or ("." in token.lower and len(token.lower) > 1):
        return "starred"
    return (
        "sign"
        if not token.lower[0].isalnum()
        else "number"
        if token.lower.isdigit()
        else f"letters{min(len(token.lower), 6)}"
    )


class OffenceTagger:
    """The trained model."""

    def __init__(self, folder: Path) -> None:
        model = folder / MODEL
        if not model.is_file():
            raise BadInput(
                f"{model} is missing: run scripts/train-offence, or take data/privacy from a release"
            )
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open(str(model))

    def find(self, text: str, least: float = LEAST) -> list[Offence]:
        """Stretches of offensive words in `text`, in order."""
        view = fold(text)
        tokens = tokens_of(view.composed, view.bare)
        found: list[Offence] = []
        for begin in range(0, len(tokens), LONGEST_PIECE):
            piece = tokens[begin : begin + LONGEST_PIECE]
            self._tagger.set(describe_tokens(piece))
            last = -2
            for at, token in enumerate(piece):
                inside = 1 - self._tagger.marginal("O", at)
                if inside < least:
                    continue
                start, end = view.span(token.start, token.end)
                if last == at - 1:
                    before = found[-1]
                    found[-1] = Offence(
                        before.start, end, text[before.start : end], max(before.probability, inside)
                    )
                else:
                    found.append(Offence(start, end, text[start:end], inside))
                last = at
        return found


@lru_cache(maxsize=2)
def offence_tagger_of(folder: Path) -> OffenceTagger:
    """The tagger of a language folder, opened once."""
    return OffenceTagger(folder)
