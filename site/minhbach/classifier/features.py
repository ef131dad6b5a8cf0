"""A text as the numbers that a model weighs: its words and pairs of words, by hash.

Hashed, a model file holds no word of the reports that it was trained on.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from minhbach.places.names import fold

SIZE = 1 << 16
_WORD = re.compile(r"[^\W\d_]+")
MOST_WORDS = 400


@dataclass(frozen=True)
class Word:
    """One word of a text, as it was written and without diacritics."""

    text: str
    folded: str


@dataclass(frozen=True)
class Features:
    """The columns of a text and their values (of length 1 together), and the words that each came from."""

    columns: np.ndarray
    values: np.ndarray
    sources: tuple[tuple[int, ...], ...]
    """Of each column, the numbers of its words."""


def words_of(text: str) -> list[Word]:
    """The words of a text, as far as they count."""
    found = _WORD.findall(unicodedata.normalize("NFC", text))[:MOST_WORDS]
    return [Word(one, fold(one)) for one in found]


def features_of(words: list[Word]) -> Features:
    """What of a text's words a model weighs."""
    found: dict[int, list[int]] = {}
    for name, sources in _named(words):
        found.setdefault(crc32(name.encode()) % SIZE, []).extend(sources)
    counts = np.array([len(sources) for sources in found.values()], dtype=np.float32)
    values = np.sqrt(counts)
    length = float(np.linalg.norm(values)) or 1.0
    return Features(np.array(list(found), dtype=np.int64), values / length, tuple(map(tuple, found.values())))


def _named(words: list[Word]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Each word and each pair, without diacritics and, where there are any, with them."""
    for number, word in enumerate(words):
        yield f"w {word.folded}", (number,)
        if word.text.lower() != word.folded:
            yield f"a {word.text.lower()}", (number,)
        if number:
            before = words[number - 1]
            pair, plain = f"{before.text} {word.text}".lower(), f"{before.folded} {word.folded}"
            yield f"p {plain}", (number - 1, number)
            if pair != plain:
                yield f"q {pair}", (number - 1, number)
