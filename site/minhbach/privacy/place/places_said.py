"""Hide the names of streets, wards and districts in the words of a report whose place is not told.

Where the crowd allows no place, the text must not give it away. Elsewhere such names stay: they say what has
to be mended. Words that are written with accents are compared with them, for an everyday word may differ
from a ward's name by its accents alone; others are compared without.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from minhbach.places.atlas import Atlas

SAID = "[địa điểm]"
_WORD = re.compile(r"\w+")
_INTRODUCERS = (
    "duong", "pho", "hem", "ngo", "ngach", "kiet", "phuong", "xa", "thi tran", "quan", "huyen", "ap",
    "khu pho", "to dan pho", "chung cu", "cho", "cau", "truong", "chua", "benh vien", "cong vien",
)  # fmt: skip
_HOUSE = re.escape("[so nha]")
_KEY = re.compile(rf"(?:\b(?:{'|'.join(_INTRODUCERS)})\b|\b[pq](?=[ .]*\d)|{_HOUSE})[ .]*")
_NUMBER = re.compile(r"\d{1,3}\b(?! ?(?:giờ|ngày|tuần|tháng|năm|lần|người|nhà|con|cái|mét|m\b))")
_CAPITAL = "[" + "".join(chr(code) for code in range(0x1F00) if chr(code).isupper()) + "]"
_NAME = re.compile(rf"{_CAPITAL}\w*(?: (?:{_CAPITAL}\w*|\d{{1,3}}\b)){{0,4}}")


class PlaceNames:
    """Names of places of more than one word, to be found however they are written."""

    def __init__(self, names: Iterable[str]) -> None:
        written = {tuple(_WORD.findall(unicodedata.normalize("NFC", name.lower()))) for name in names}
        bare = {tuple(map(folded, key)) for key in written}
        self._names = {key for key in written | bare if len(key) > 1}
        self._longest = max(map(len, self._names), default=0)

    @classmethod
    def of(cls, atlas: Atlas, pack: Path) -> "PlaceNames":
        """Units of every vintage, and the pack's streets."""
        units = (unit for v in atlas.vintages for unit in (*atlas.wards(v.id), *atlas.districts(v.id)))
        return cls([*(unit.name.removeprefix(f"{unit.kind} ") for unit in units), *_listed(pack)])

    def hidden(self, text: str) -> str:
        """The text with every place that is said in it hidden."""
        composed = unicodedata.normalize("NFC", text)
        spans = sorted([*self._known(composed), *_introduced(composed)])
        parts, done = [], 0
        for start, end in spans:
            if start >= done:
                parts += [composed[done:start], SAID]
            done = max(done, end)
        return "".join([*parts, composed[done:]])

    def _known(self, text: str) -> Iterator[tuple[int, int]]:
        words = list(_WORD.finditer(text))
        said = [word.group().lower() for word in words]
        for at, first in enumerate(words):
            for size in range(min(self._longest, len(words) - at), 1, -1):
                if tuple(said[at : at + size]) in self._names:
                    yield first.start(), words[at + size - 1].end()
                    break


def folded(text: str) -> str:
    """Lower case without accents, letter for letter."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(_bare(letter) for letter in composed)


def _bare(letter: str) -> str:
    lower = letter.lower()
    first = unicodedata.normalize("NFD", lower)[0] if len(lower) == 1 else letter
    return "d" if first == "đ" else first


def _introduced(text: str) -> Iterator[tuple[int, int]]:
    """A kind of place and what follows as its name: a number or capitals."""
    for key in _KEY.finditer(folded(text)):
        name = _NUMBER.match(text, key.end()) or _NAME.match(text, key.end())
        if name:
            yield key.start(), name.end()


def _listed(pack: Path) -> Iterator[str]:
    path = pack / "privacy" / "streets.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    yield from (line for line in lines if line.strip() and not line.startswith("#"))
