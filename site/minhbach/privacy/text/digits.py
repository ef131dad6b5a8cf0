"""Find runs of digits however they are written: dotted, spaced, with letters for digits, spelled out.

Dates, times, amounts, decision numbers and public hotlines are set aside first: they are what a report
is about, and must never be taken for a person's number.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

WALL = "\ue100"
"""Stands where a guarded number was: no digit run crosses it."""

_UNIT = (
    r"(?:d|dong|vnd|k|nghin|ngan|trieu|tr|ty|ti|usd|do la|m|m2|m3|km|cm|mm|kg|g|tan|ta|kwh|kw|w|lit|ml|"
    r"%|ho|nguoi|luot|vu|can|cay|ngay|gio|phut|thang|nam)"
)
SHAPES = tuple(
    re.compile(pattern)
    for pattern in (
        # dates and times, with or without year
        r"(?<![\d/.\-])(?:0?[1-9]|[12]\d|3[01])([/.\-])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d(?![\d/]|[.\-]\d)",
        r"(?<![\d/.\-])(?:19|20)\d\d([/.\-])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?![\d/]|[.\-]\d)",
        r"(?<![\d:])(?:[01]?\d|2[0-4])(?::[0-5]\d){1,2}(?![\d:])",
        # decisions, decrees, official letters: 24/2022/QĐ-UBND, 356/2025, 1234/STTTT-CNTT
        r"(?<![\d/])\d{1,6}/(?:19|20)\d\d(?:/[a-z]{1,6}\d{0,3}(?:-[a-z0-9]{1,12}){0,4})?(?![\d/])",
        r"(?<![\d/])\d{1,6}/[a-z]{2,8}(?:-[a-z0-9]{1,12}){0,4}\b(?!/)",
        # short codes and toll numbers anybody may dial
        r"(?<!\d)(?:19|18)00(?:[ .\-]?\d){4,6}(?![ .\-]?\d)",
    )
)
"""Dates, decisions and toll numbers, told by their shape."""
_AMOUNTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![\d.,])(?!0\d{8})\d{1,3}(?:[.,]\d{3}){1,5}(?:,\d{1,2})?\s?" + _UNIT + r"(?![a-z0-9])",
        r"(?<![\d.,])[1-9]\d{0,11}(?:[.,]\d{1,3})?\s?(?:d|dong|vnd|trieu|tr|ty|usd|kwh|m2|m3|"
        r"km|kg|%)(?![a-z0-9])",
    )
)
"""Amounts and measures, told by their unit."""

_SEPARATOR = r"[ .\-–_/()\[\]·•,*'\t]"
_RUN = re.compile(rf"(?<![a-z0-9])\+?\(?\d(?:{_SEPARATOR}{{0,3}}\d){{6,24}}(?![a-z0-9])")
_LOOSE_RUN = re.compile(rf"\d(?:{_SEPARATOR}{{0,3}}\d){{6,24}}")
_GLUED = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<=[a-z])\+?(?:0|84[ .\-]?)[235789](?:[ .\-]?\d){8,9}(?!\d)",
        r"(?<![\d.])(?:0|84[ .\-]?)[35789](?:[ .\-]?\d){8}(?=[a-z])",
        "(?:"
        + "|".join(
            f"(?<={label})" for label in ("stk", "tk", "cccd", "cmnd", "cmt", "mst", "bhxh", "sdt", "so")
        )
        + r")\d(?:[ .\-]?\d){6,19}(?!\d)",
        r"(?<![a-z0-9])\d(?:[ .\-]?\d){8,19}"
        r"(?=vcb|vietcom|techcom|bidv|agri|sacom|mbbank|vietin|acb|cap|nha(?![a-z]))",
    )
)
"""Numbers that touch a word: `alo0900000001alo`, `stk0071000000001vcb`."""
_SHORT_CODE = re.compile(r"(?<![\d])(?<!\d[ .\-])\d{3,4}(?![ .\-]?\d)")
_LETTERED = re.compile(r"(?<![a-z0-9])[0-9oil](?:[ .\-]?[0-9oil]){7,13}(?![a-z0-9])")
_LETTER_DIGITS = str.maketrans("oil", "011")

SPOKEN = {
    "khong": "0", "ko": "0", "o": "0", "zero": "0", "mot": "1", "hai": "2", "ba": "3", "bon": "4", "tu": "4",
    "nam": "5", "lam": "5", "sau": "6", "bay": "7", "bảy": "7", "tam": "8", "chin": "9",
    "muoi": "", "tram": "", "linh": "", "le": "",
}  # fmt: skip
_SPOKEN_WORD = "|".join(sorted(SPOKEN, key=len, reverse=True))
_SPOKEN_RUN = re.compile(
    rf"(?<![a-z0-9])(?:{_SPOKEN_WORD}|\d{{1,4}})(?:[ ,.\-/]{{1,3}}(?:{_SPOKEN_WORD}|"
    rf"\d{{1,4}})(?![a-z0-9])){{5,24}}"
)
_GROUP = re.compile(r"\d+|[a-z]+")


@dataclass(frozen=True)
class Group:
    """Digits written without a gap (or one spelled digit), at a place in the folded text."""

    start: int
    end: int
    digits: str


@dataclass(frozen=True)
class Run:
    """Groups that follow one another with nothing but separators between them."""

    groups: tuple[Group, ...]
    plus: bool = False
    spoken: bool = False


def set_aside(bare: str, is_public: Callable[[str], bool]) -> str:
    """`bare`, same length, with dates, amounts, decisions and public numbers walled off."""
    for guard in SHAPES + _AMOUNTS:
        bare = guard.sub(lambda m: WALL * len(m.group()), bare)

    def wall_code(found: re.Match[str]) -> str:
        return WALL * len(found.group()) if is_public(found.group()) else found.group()

    bare = _SHORT_CODE.sub(wall_code, bare)

    def wall_public(found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found.group())
        return WALL * len(found.group()) if is_public(digits) else found.group()

    return _LOOSE_RUN.sub(wall_public, bare)


def digit_runs(guarded: str) -> list[Run]:
    """Runs of seven digits or more in guarded text, in order; spelled runs need three spelled digits."""
    written = _LETTERED.sub(_letters_to_digits, guarded)
    runs = [Run(_groups(written, m), plus="+" in m.group()[:2]) for m in _RUN.finditer(written)]
    runs += [Run(_groups(guarded, m)) for pattern in _GLUED for m in pattern.finditer(guarded)]
    for found in _SPOKEN_RUN.finditer(guarded):
        groups = _groups(guarded, found)
        spoken = [g for g in groups if not guarded[g.start].isdigit()]
        if len(spoken) >= 3 and sum(len(g.digits) for g in groups) >= 8:
            runs.append(Run(groups, spoken=True))
    return runs


def _letters_to_digits(found: re.Match[str]) -> str:
    text = found.group()
    digits = sum(char.isdigit() for char in text)
    only_noughts = digits >= 2 and set(text) <= set("0123456789o .-")
    return text.translate(_LETTER_DIGITS) if digits >= 5 or only_noughts else text


def _groups(text: str, run: re.Match[str]) -> tuple[Group, ...]:
    return tuple(
        Group(run.start() + m.start(), run.start() + m.end(), SPOKEN.get(m.group(), m.group()))
        for m in _GROUP.finditer(run.group())
    )
