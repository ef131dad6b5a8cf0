"""Plus Codes (Open Location Code): a short code for a place, read without asking anybody.

The specification is that of github.com/google/open-location-code; digits after the tenth refine 4 × 5.
"""

import re

_DIGITS = "23456789CFGHJMPQRVWX"
_BASE = 20
_PAIRS = 10
"""Digits that come in pairs; each digit after them divides the cell in 4 columns and 5 rows."""
_BEFORE_PLUS = 8
_CODE = re.compile(
    rf"(?<![0-9A-Za-z])([{_DIGITS}]{{2,8}}0{{0,6}})\+([{_DIGITS}]{{2,7}})?(?![0-9A-Za-z])", re.I
)


def find_plus_code(text: str, near: tuple[float, float]) -> tuple[float, float] | None:
    """The middle (lat, lon) of the first Plus Code in `text`, or None; a short code is read near `near`."""
    for found in _CODE.finditer(text):
        before, after = found[1].upper(), (found[2] or "").upper()
        whole = before.rstrip("0")
        if len(before) % 2 or len(whole) % 2 or ("0" in before and (after or len(before) != _BEFORE_PLUS)):
            continue
        if len(before) == _BEFORE_PLUS and _on_earth(whole):
            return decode(whole + after)
        if len(before) < _BEFORE_PLUS and after:
            return _recover(before + after, _BEFORE_PLUS - len(before), near)
    return None


def encode(lat: float, lon: float) -> str:
    """The ten digits of the cell of about 14 × 14 m that holds a point, plus sign left out."""
    lat, lon = min(max(lat, -90.0), 90.0 - 1e-9), (lon + 180) % 360 - 180
    y, x = int((lat + 90) * 8000), int((lon + 180) * 8000)
    digits = []
    for _ in range(_PAIRS // 2):
        digits += [_DIGITS[x % _BASE], _DIGITS[y % _BASE]]
        y, x = y // _BASE, x // _BASE
    return "".join(reversed(digits))


def decode(digits: str) -> tuple[float, float]:
    """The middle of the cell that these digits (plus sign and padding left out) name."""
    south, west, height, width = -90.0, -180.0, 400.0, 400.0
    for first, second in zip(digits[:_PAIRS:2], digits[1:_PAIRS:2], strict=True):
        height, width = height / _BASE, width / _BASE
        south += _DIGITS.index(first) * height
        west += _DIGITS.index(second) * width
    for digit in digits[_PAIRS:]:
        height, width = height / 5, width / 4
        row, column = divmod(_DIGITS.index(digit), 4)
        south, west = south + row * height, west + column * width
    return south + height / 2, west + width / 2


def _on_earth(digits: str) -> bool:
    return _DIGITS.index(digits[0]) < 9 and _DIGITS.index(digits[1]) < 18


def _recover(short: str, missing: int, near: tuple[float, float]) -> tuple[float, float]:
    """The cell nearest to `near` among those that end in the digits of a short code."""
    cell = float(_BASE) ** (2 - missing / 2)
    lat, lon = decode(encode(*near)[:missing] + short)
    if lat - near[0] > cell / 2 and lat - cell > -90:
        lat -= cell
    elif near[0] - lat > cell / 2 and lat + cell < 90:
        lat += cell
    if lon - near[1] > cell / 2:
        lon -= cell
    elif near[1] - lon > cell / 2:
        lon += cell
    return lat, lon
