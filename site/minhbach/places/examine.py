"""What is wrong with a file of boundaries, feature by feature, with the place where to look."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from minhbach.places.coverage import area_km2

NOISE_M2 = 1000.0
"""Overlaps and gaps smaller than this are the noise of rounded coordinates: counted, not refused."""


@dataclass(frozen=True)
class Candidate:
    """A feature of a file that may become a unit."""

    row: int
    """Its number in the file, from 1."""
    code: str
    name: str
    shape: BaseGeometry | None
    parent: str | None = None
    name_en: str | None = None

    @property
    def label(self) -> str:
        return f"feature {self.row} ({' '.join(filter(None, (self.code, self.name))) or 'no code, no name'})"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong; `mendable` says whether --repair can put it right."""

    kind: str
    """"code", "name", "shape", "place", "duplicate", "crossing", "overlap" or "gap"."""
    message: str
    mendable: bool
    square_metres: float = 0.0
    """The size of an overlap or a gap."""


def examine(candidates: Sequence[Candidate]) -> list[Finding]:
    """Everything that keeps the features from being a set of units, in the order of the file."""
    findings = [*_labels(candidates), *_duplicates(candidates), *_shapes(candidates)]
    drawn = [candidate for candidate in candidates if is_area(candidate.shape)]
    return [*findings, *_overlaps(drawn), *_gaps(drawn)]


def is_area(shape: BaseGeometry | None) -> bool:
    """Whether there is a polygon that covers something."""
    if shape is None or shape.geom_type not in ("Polygon", "MultiPolygon"):
        return False
    # A ring that crosses itself may sum to nothing.
    return bool(shape.area > 0 or shapely.make_valid(shape).area > 0)


def noise(candidates: Sequence[Candidate]) -> int:
    """How many overlaps and gaps are too small to matter."""
    shapes = made_valid(candidate.shape for candidate in candidates if is_area(candidate.shape))
    small = [part for _, _, part in _pairs(shapes)] + _holes(shapes)
    return sum(0 < area_km2(part) * 1e6 < NOISE_M2 for part in small)


def made_valid(shapes: Iterable[BaseGeometry | None]) -> np.ndarray:
    """The shapes without crossings, polygons only."""
    return shapely.make_valid(np.array(list(shapes), dtype=object), method="structure", keep_collapsed=False)


def _labels(candidates: Iterable[Candidate]) -> Iterator[Finding]:
    for candidate in candidates:
        if not candidate.code:
            yield Finding("code", f"{candidate.label} has no code", False)
        if not candidate.name:
            yield Finding("name", f"{candidate.label} has no name", False)


def _duplicates(candidates: Iterable[Candidate]) -> Iterable[Finding]:
    same: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        same[candidate.code].append(candidate)
    for code, group in same.items():
        if code and len(group) > 1:
            rows = ", ".join(str(candidate.row) for candidate in group)
            one_name = len({candidate.name for candidate in group}) == 1
            yield Finding("duplicate", f"features {rows} share the code {code}", mendable=one_name)


def _shapes(candidates: Iterable[Candidate]) -> Iterable[Finding]:
    for candidate in candidates:
        shape = candidate.shape
        if shape is None or not is_area(shape):
            yield Finding("shape", f"{candidate.label} is no area", False)
            continue
        west, south, east, north = shape.bounds
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            yield Finding(
                "place", f"{candidate.label} lies outside the globe: check the file's projection", False
            )
        elif not shape.is_valid:
            reason = shapely.is_valid_reason(shape).replace("[", " at ").replace("]", "")
            yield Finding("crossing", f"{candidate.label}: {reason.lower()}", True)


def _overlaps(candidates: Sequence[Candidate]) -> Iterable[Finding]:
    for first, second, common in _pairs(made_valid(candidate.shape for candidate in candidates)):
        square_metres = area_km2(common) * 1e6
        if square_metres >= NOISE_M2 and candidates[first].code != candidates[second].code:
            both = f"{candidates[first].label} and {candidates[second].label}"
            text = f"{both} overlap by {square_metres:,.0f} m² near {_near(common)}"
            yield Finding("overlap", text, True, square_metres)


def _gaps(candidates: Sequence[Candidate]) -> Iterable[Finding]:
    shapes = made_valid(candidate.shape for candidate in candidates)
    tree = shapely.STRtree(shapes)
    for hole in _holes(shapes):
        square_metres = area_km2(hole) * 1e6
        if square_metres >= NOISE_M2:
            around = [candidates[index].code for index in sorted(tree.query(hole, predicate="intersects"))]
            text = f"a gap of {square_metres:,.0f} m² near {_near(hole)} between {', '.join(around)}"
            yield Finding("gap", text, True, square_metres)


def _pairs(shapes: np.ndarray) -> list[tuple[int, int, BaseGeometry]]:
    """Each two shapes whose insides meet, with what they share."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    common = shapely.intersection(shapes[first], shapes[second])
    shared = shapely.area(common) > 0
    order = np.lexsort((second[shared], first[shared]))
    return [(int(first[shared][at]), int(second[shared][at]), common[shared][at]) for at in order]


def _holes(shapes: np.ndarray) -> list[BaseGeometry]:
    """What the shapes enclose together without covering it."""
    whole = shapely.get_parts(shapely.unary_union(shapes)) if len(shapes) else []
    return [shapely.Polygon(ring) for part in whole for ring in part.interiors]


def _near(shape: BaseGeometry) -> str:
    point = shape.representative_point()
    return f"{point.y:.5f}, {point.x:.5f}"
