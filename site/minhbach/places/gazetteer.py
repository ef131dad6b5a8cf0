"""Find a place by what people call it: units of every vintage, streets, landmarks, points and map links.

Nothing is asked of any other host, and nothing is joined on a ward's name alone: "Phường 1" gives every
one of them, each with its district.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from minhbach.city import City
from minhbach.places.abbreviations import Asked, Part, SearchWords, numbers_before, spelling
from minhbach.places.atlas import Atlas
from minhbach.places.coordinates import Point, find_coordinates
from minhbach.places.gazetteer_entries import Entry, Heir, read_spots, spot_entries, unit_entries
from minhbach.places.gazetteer_names import EXACT, NameIndex
from minhbach.places.map_link import find_link, read_link
from minhbach.places.plus_code import find_plus_code
from minhbach.places.units import Place

POINT = "point"
_OTHER_KIND, _NO_KIND = 0.8, 0.97
_NOW, _SPELT, _HERE = 0.1, 0.04, 0.02
_LEAST = 0.45
_BESIDE_THE_BEST = 0.55
"""What is this much less likely than the likeliest is not shown."""


@dataclass(frozen=True)
class Hit:
    """One place that may be meant."""

    label: str
    """In the city's language, with the district where there is one."""
    label_en: str
    kind: str
    """"ward", "district", "street", "landmark" or "point"."""
    vintage: str
    """In which the code is to be read: the newest that knows this unit."""
    code: str | None
    """The unit's, or for a point its ward's; None outside the city."""
    lat: float
    lon: float
    until: date | None = None
    """The unit's last day, for one that is no more."""
    became: tuple[Heir, ...] = ()
    """What such a unit became, the largest share first."""


class Gazetteer:
    """Search over one installation's places, as of one day."""

    def __init__(
        self,
        atlas: Atlas,
        city: City,
        day: date,
        words: SearchWords | None = None,
        spots: Sequence[Entry] = (),
    ) -> None:
        self._atlas, self._centre = atlas, city.centre
        self._words = words or SearchWords()
        self._now = atlas.in_force(day).id
        self._entries = [*unit_entries(atlas, self._now), *spots]
        self._kinds = frozenset(kind for entry in self._entries if (kind := entry.kind_folded))
        self._of: dict[str, list[Entry]] = {}
        for entry in self._entries:
            for name in entry.names:
                self._of.setdefault(name, []).append(entry)
        self._index = NameIndex(self._of)
        self._spelt = {entry: spelling(entry.name) for entry in self._entries}

    @classmethod
    def open(cls, atlas: Atlas, city: City, day: date, data: Path, geo: Path) -> "Gazetteer":
        """With the pack's short forms (data/search.toml), streets and landmarks (geo/*.csv)."""
        spots = spot_entries(read_spots(geo), atlas, atlas.in_force(day).id)
        return cls(atlas, city, day, SearchWords.load(data), spots)

    def search(self, text: str, limit: int = 20) -> list[Hit]:
        """The places that `text` may mean, the likeliest first; [] when none is known."""
        if points := self._points(text):
            return [self._point(point) for point in points][:limit]
        asked = self._words.take_apart(text, self._kinds)
        found: dict[Entry, float] = {}
        for reading in asked.readings:
            for entry, score in self._score(reading):
                found[entry] = max(found.get(entry, 0.0), score)
        likely = _BESIDE_THE_BEST * max(found.values(), default=0.0)
        found = {entry: score for entry, score in found.items() if score >= likely}
        ranked = sorted(found, key=lambda entry: self._rank(entry, found[entry], asked))
        return [self._hit(entry) for entry in ranked[:limit]]

    def _points(self, text: str) -> list[Point]:
        """Points that the text states; of a pair that reads both ways, the way that lies in the city."""
        if link := find_link(text):
            point = read_link(link, self._centre)
            return [point] if point else []
        if code := find_plus_code(text, self._centre):
            return [code]
        both = find_coordinates(text, self._words.compass)
        return [point for point in both if self._place(point).ward_code][:1] or both[:1]

    def _place(self, point: Point) -> Place:
        return next(place for place in self._atlas.locate(*point) if place.vintage == self._now)

    def _point(self, point: Point) -> Hit:
        place = self._place(point)
        written = f"{point[0]:.5f}, {point[1]:.5f}"
        unit = self._atlas.unit(self._now, place.ward_code) if place.ward_code else None
        names = (f"{written} ({unit.name})", f"{written} ({unit.name_en})") if unit else (written, written)
        return Hit(*names, POINT, self._now, place.ward_code, *point)

    def _score(self, reading: Sequence[Part]) -> Iterator[tuple[Entry, float]]:
        """Entries that one part at least names; every other part should name where they lie."""
        reading = [part for one in reading for part in self._divided(one)]
        alike = [self._index.like(part.words) for part in reading]
        for entry in {entry for likes in alike for name in likes for entry in self._of[name]}:
            own = [_likeness(part, likes, entry) for part, likes in zip(reading, alike, strict=True)]
            if max(own) < _LEAST:
                continue
            around = [
                max((_likeness(part, likes, one) for one in entry.within), default=0.0)
                for part, likes in zip(reading, alike, strict=True)
            ]
            yield entry, sum(max(pair) for pair in zip(own, around, strict=True)) / len(reading)

    def _divided(self, part: Part) -> list[Part]:
        """ "hiep thanh go vap": a name and where it lies, where no name holds all of it.

        A house number at its start is passed over, for no unit is told by it.
        """
        words = part.words
        if part.kind or len(words) < 2 or self._index.like(words):
            return [part]
        words = words[numbers_before(words) :] or words
        cuts = range(len(words) - 1, 0, -1)
        for cut in cuts if not self._index.like(words) else ():
            if self._index.like(words[:cut]) and EXACT in self._index.like(words[cut:]).values():
                return [Part("", words[:cut]), Part("", words[cut:])]
        return [Part("", words)]

    def _rank(self, entry: Entry, score: float, asked: Asked) -> tuple[float, int, int, str]:
        """Likeliest first; then what exists now or did last, and what is spelt alike to the last mark."""
        score += _NOW if entry.until is None else 0.0
        spelt = self._spelt[entry]
        score += _SPELT * len(spelt & asked.spelling) / max(len(spelt), 1)
        score += _HERE if entry.level == "district" else 0.0
        ended = (entry.until or date.max).toordinal()
        return -round(score, 3), -ended, len(entry.label), entry.label

    def _hit(self, entry: Entry) -> Hit:
        return Hit(
            entry.label,
            entry.label_en,
            entry.level,
            entry.vintage,
            entry.code,
            entry.lat,
            entry.lon,
            entry.until,
            entry.became,
        )


def _likeness(part: Part, likes: dict[str, float], entry: Entry) -> float:
    """How well a part names an entry."""
    likeness = max((likes.get(name, 0.0) for name in entry.names), default=0.0)
    if not part.kind:
        return likeness * _NO_KIND
    if part.kind == entry.kind_folded:
        return likeness
    return 0.0 if part.words[0].isdigit() else likeness * _OTHER_KIND  # quận 1 is never taken for phường 1
