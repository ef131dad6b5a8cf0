"""The ways people type: without accents, in capitals, with spaces and zero-width characters in numbers."""

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from minhbach.privacy.text.folding import bare

TEENCODE = {
    "không": "ko",
    "được": "dc",
    "nhà": "nhà",
    "rồi": "r",
    "gì": "j",
    "với": "vs",
    "quá": "wá",
    "vậy": "z",
    "biết": "bik",
    "mấy": "mí",
    "điện thoại": "đt",
    "anh": "a",
    "chị": "c",
    "em": "e",
    "người": "ng",
    "nhé": "nha",
}


@dataclass(frozen=True)
class Piece:
    """A part of a sentence: private of some kind, or not (None)."""

    text: str
    kind: str | None


@dataclass(frozen=True)
class Habit:
    """One way of typing and how often the corpus uses it."""

    weight: int
    write: Callable[[Piece, random.Random], str]


def written(
    pieces: list[Piece], habit: Habit, chance: random.Random
) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """The sentence typed with one habit, and where its private values are then."""
    text = ""
    spans = []
    for piece in pieces:
        typed = habit.write(piece, chance)
        if piece.kind:
            spans.append((len(text), len(text) + len(typed), piece.kind))
        text += typed
    return text, tuple(spans)


def _as_written(piece: Piece, _: random.Random) -> str:
    return piece.text


def _lower(piece: Piece, _: random.Random) -> str:
    return piece.text.lower()


def _upper(piece: Piece, _: random.Random) -> str:
    return piece.text if piece.kind in ("EMAIL", "URL", "SOCIAL") else piece.text.upper()


def without_accents(text: str) -> str:
    """`text` as typed without accents; capitals stay."""
    folded = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return "".join(char for char in folded if not unicodedata.combining(char))


def _without_accents(piece: Piece, _: random.Random) -> str:
    return without_accents(piece.text)


def _plain(piece: Piece, _: random.Random) -> str:
    return bare(piece.text)


def _decomposed(piece: Piece, _: random.Random) -> str:
    return unicodedata.normalize("NFD", piece.text)


def _teencode(piece: Piece, _: random.Random) -> str:
    if piece.kind:
        return piece.text.lower()
    return " ".join(TEENCODE.get(word, word) for word in piece.text.lower().split(" "))


def _zero_width(piece: Piece, chance: random.Random) -> str:
    if not piece.kind or len(piece.text) < 3:
        return piece.text
    at = chance.randrange(1, len(piece.text) - 1)
    return piece.text[:at] + chance.choice("\u200b\u200c\u2060") + piece.text[at:]


def _full_width(piece: Piece, _: random.Random) -> str:
    if piece.kind not in ("PHONE", "ID", "BANK"):
        return piece.text
    return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isdigit() else c for c in piece.text)


HABITS = {
    "as written": Habit(30, _as_written),
    "lower case": Habit(14, _lower),
    "capitals": Habit(4, _upper),
    "no accents": Habit(8, _without_accents),
    "lower case, no accents": Habit(24, _plain),
    "decomposed": Habit(6, _decomposed),
    "teencode": Habit(6, _teencode),
    "zero-width": Habit(4, _zero_width),
    "full-width digits": Habit(4, _full_width),
}
