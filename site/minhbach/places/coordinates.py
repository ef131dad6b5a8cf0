"""Read coordinates as people paste them: decimals with point or comma, degrees, minutes, hemispheres."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

Point = tuple[float, float]
"""Lat, lon in degrees."""
MOST_READ = 300

_COMPASS = {"N": "N", "S": "S", "E": "E", "W": "W"}
_SIGNS = {"N": 1, "S": -1, "E": 1, "W": -1}
_PRIMES = str.maketrans(
    {"’": "'", "‘": "'", "′": "'", "´": "'", "`": "'", "”": '"', "“": '"', "″": '"', "º": "°", "˚": "°"}
    | {"−": "-", "–": "-"}
)


def find_coordinates(text: str, compass: Mapping[str, str] | None = None) -> list[Point]:
    """The point that `text` gives, with the swapped reading second where that is one too; [] for none.

    `compass` adds the letters of another language ({"B": "N"}): tried where N, S, E, W do not fit.
    """
    clean = _cleaned(text)
    for letters in (_COMPASS, {letter.upper(): side for letter, side in (compass or {}).items()}):
        for decimal in (".", ","):
            if points := list(_points(clean, decimal, letters)):
                return points
    return []


def _cleaned(text: str) -> str:
    """NFC with plain primes and minus, without words before the numbers ("lat:", "vĩ độ")."""
    cut = unicodedata.normalize("NFC", text[:MOST_READ].translate(_PRIMES)).replace("''", '"')
    numbers = re.sub(r"(?:[^\W\d_]{2,}\.?\s*)+[:=]?\s*", " ", cut)
    return " ".join(numbers.split()).strip("()[]{}.,; ")


def _points(text: str, decimal: str, letters: Mapping[str, str]) -> Iterator[Point]:
    number = rf"\d{{1,3}}(?:[{decimal}]\d{{1,20}})?"
    side = f"[{''.join(letters) or '?'}]"
    angle = (
        rf"({side})?\s*([-+])?\s*({number})(\s*°)?(?:\s*({number})\s*')?(?:\s*({number})\s*\")?\s*({side})?"
    )
    between = r"\s*[;/|]\s*|\s*,\s+|\s+" if decimal == "," else r"\s*[,;/|]\s*|\s+"
    found = re.fullmatch(rf"{angle}(?:{between}|(?<={side}))\(?{angle}", text, re.ASCII | re.I)
    if found is None:
        return
    parts = found.groups()
    first, second = _Angle(parts[:7], letters), _Angle(parts[7:], letters)
    if not (first.precise and second.precise):
        return  # "12, 5" is no place: nobody pastes whole degrees
    if first.side in ("E", "W") or second.side in ("N", "S"):
        first, second = second, first
    told = bool(first.side or second.side)
    for lat, lon in ((first.value, second.value), (second.value, first.value)):
        if abs(lat) <= 90 and abs(lon) <= 180:
            yield lat, lon
        if told:
            return


class _Angle:
    """Degrees, minutes and seconds of one side of the pair."""

    def __init__(self, parts: tuple[str | None, ...], letters: Mapping[str, str]) -> None:
        before, sign, degrees, ring, minutes, seconds, after = parts
        letter = (before or after or "").upper()
        self.side = letters.get(letter, "")
        numbers = [float((part or "0").replace(",", ".")) for part in (degrees, minutes, seconds)]
        size = numbers[0] + numbers[1] / 60 + numbers[2] / 3600
        self.value = size * (-1 if sign == "-" else 1) * _SIGNS.get(self.side, 1)
        self.precise = bool(ring or letter) or not (degrees or "").isdigit()
