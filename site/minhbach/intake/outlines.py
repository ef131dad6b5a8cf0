"""The form's map: today's ward outlines, a light file to begin with and a finer one for who comes closer."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import orjson
import shapely
from shapely.geometry import mapping, shape

from minhbach.places import outlines as drawing
from minhbach.places.atlas import Atlas

FIRST, CLOSE = "first", "close"
_SMOOTH, _DIGITS = 0.007, 4
"""Degrees, and their decimals: with the page and its scripts a first view stays below 100 kB."""


@dataclass(frozen=True)
class Drawn:
    """A file of the map's as it goes over the wire."""

    packed: bytes
    """gzip'd."""
    etag: str


@lru_cache(maxsize=8)
def ward_outlines(atlas: Atlas, vintage: str, detail: str) -> Drawn:
    """The wards of a vintage for FIRST sight or CLOSE up, drawn once a process."""
    document = drawing.outlines(atlas, vintage)
    return pack(_light(document) if detail == FIRST else document)


@lru_cache(maxsize=4)
def rivers(atlas: Atlas) -> Drawn | None:
    """The rivers to draw over the wards; None where the home has none."""
    return pack(atlas.water) if atlas.water else None


def pack(document: bytes) -> Drawn:
    """A document packed, with a tag that changes when it does."""
    packed = drawing.packed(document)
    return Drawn(packed, hashlib.sha256(packed).hexdigest()[:16])


def _light(document: bytes) -> bytes:
    """The same outlines, smoothed together once more, with names and nothing else."""
    features = orjson.loads(document)["features"]
    shapes = np.array([shape(feature["geometry"]) for feature in features], dtype=object)
    smooth = shapely.transform(shapely.coverage_simplify(shapes, _SMOOTH), lambda xy: np.round(xy, _DIGITS))
    light = [
        {
            "type": "Feature",
            "properties": {key: feature["properties"][key] for key in ("code", "name", "label")},
            "geometry": mapping(drawn),
        }
        for feature, drawn in zip(features, smooth, strict=True)
    ]
    return orjson.dumps({"type": "FeatureCollection", "features": light})


@lru_cache(maxsize=4)
def ward_choices(atlas: Atlas, vintage: str) -> tuple[tuple[str | None, tuple[tuple[str, str], ...]], ...]:
    """(district's name or None, its wards as (code, name)) for a list to choose from, in natural order."""
    names = {district.code: district.name for district in atlas.districts(vintage)}
    groups: dict[str | None, list[tuple[str, str]]] = {}
    for ward in atlas.wards(vintage):
        groups.setdefault(names.get(ward.parent or ""), []).append((ward.code, ward.name))
    return tuple(
        (district, tuple(sorted(wards, key=lambda ward: _natural(ward[1]))))
        for district, wards in sorted(groups.items(), key=lambda group: _natural(group[0] or ""))
    )


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """Words in order, numbers by value: Quận 3 before Quận 10."""
    return tuple((int(word), "") if word.isdecimal() else (-1, word) for word in name.split())
