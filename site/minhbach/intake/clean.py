"""Clean text and coordinates from strangers: what people wrote stays, what machines trip over goes."""

import re
import unicodedata
from itertools import groupby

LEAST_TEXT, MOST_TEXT = 10, 2000
"""Length of a report's description in characters, after cleaning."""
MOST_READ = 20_000
"""Characters looked at; whatever follows is not read, so that no input takes long."""
_MOST_MARKS = 3
"""Combining marks in a row: Vietnamese needs two; floods of them break lines and readers."""
_BREAKS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_JOINER = "\u200d"
_ORDINARY = re.compile("[ -~À-ɏḀ-ỿ]*")
"""Printable ASCII and composed Latin letters, Vietnamese ones too: already what cleaning would leave."""


def clean_text(text: str, most: int = MOST_READ) -> str:
    """Return many-line text in NFC without controls, bidi overrides, zero-width signs or surrogates."""
    lines = [_clean(line) for line in _BREAKS.sub("\n", text[:most]).split("\n")]
    kept = [next(same) if empty else "\n".join(same) for empty, same in groupby(lines, lambda line: not line)]
    return "\n".join(kept).strip()


def clean_line(text: str, most: int = 300) -> str:
    """Return one line of text, cleaned like clean_text, at most `most` characters long."""
    return _clean(_BREAKS.sub(" ", text[:most]).replace("\n", " "))


def read_point(text: str) -> tuple[float, float] | None:
    """Read "10.7769, 106.7009" as (lat, lon), to about 10 cm; None where it is not a point on the earth.

    A decimal comma, a semicolon, spaces and degree signs are understood.
    """
    found = _POINT.fullmatch(clean_line(text, 80).replace("°", ""))
    if found is None:
        return None
    lat, lon = (round(float(number.replace(",", ".")), 6) for number in found.groups())
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None


_NUMBER = r"([-+]?\d{1,3}(?:[.,]\d{1,20})?)"
_POINT = re.compile(rf"\(?\s*{_NUMBER}\s*[,;\s]\s*{_NUMBER}\s*\)?", re.ASCII)


def _clean(line: str) -> str:
    """One line: marks are capped before normalising, because sorting a flood of them takes quadratic time."""
    if _ORDINARY.fullmatch(line):
        return re.sub(" {2,}", " ", line).strip()
    kept: list[str] = []
    marks = 0
    for sign in line:
        kind = unicodedata.category(sign)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if kind == "Zs" or sign == "\t":
            kept.append(" ")
        elif marks <= _MOST_MARKS and (kind[0] != "C" or kind == "Cn" or _joins(sign, kept)):
            kept.append(sign)
    return re.sub(" {2,}", " ", unicodedata.normalize("NFC", "".join(kept))).strip()


def _joins(sign: str, before: list[str]) -> bool:
    """Whether a zero-width joiner holds an emoji together; anywhere else it only hides something."""
    return sign == _JOINER and bool(before) and unicodedata.category(before[-1]) in ("So", "Sk", "Mn")
