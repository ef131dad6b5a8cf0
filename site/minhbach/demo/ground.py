"""Where people are: random points inside real wards, denser near the centres that the pack names."""

import math
from collections.abc import Mapping
from functools import cache
from random import Random
from typing import Any

import shapely

from minhbach.errors import BadInput
from minhbach.places.atlas import Atlas
from minhbach.places.units import Place, Unit

KM_PER_DEGREE = 111.2


class Ground:
    """Draws points within the wards of a vintage."""

    def __init__(self, atlas: Atlas, year: Mapping[str, Any]) -> None:
        self.atlas = atlas
        self._year = year
        self._weighted = cache(self._weigh)

    def point(self, rng: Random, vintage: str) -> tuple[float, float, tuple[Place, ...]]:
        """Lat, lon and the places of a point that lies in a ward of `vintage`; some are right on a border."""
        wards, weights = self._weighted(vintage)
        for _attempt in range(1000):
            ward = rng.choices(wards, weights)[0]
            on_border = rng.random() < self._year["shares"]["borders"]
            lon, lat = _on_border(rng, ward) if on_border else _within(rng, ward)
            places = tuple(self.atlas.locate(lat, lon))
            here = next(place for place in places if place.vintage == vintage)
            if here.ward_code == ward.code or (on_border and here.ward_code):
                return lat, lon, places
        raise BadInput(f"no point could be found within the wards of {vintage}: run 'minhbach city check'")

    def _weigh(self, vintage: str) -> tuple[tuple[Unit, ...], list[float]]:
        wards = self.atlas.wards(vintage)
        for ward in wards:
            shapely.prepare(ward.geometry)
        return wards, [self._people(ward) for ward in wards]

    def _people(self, ward: Unit) -> float:
        """Area times density at its middle: a rough share of those who live there."""
        middle = ward.geometry.representative_point()
        squeeze = math.cos(math.radians(middle.y))
        density = self._year["ground"]["rural"] + sum(
            centre["weight"] * math.exp(-_km(middle, centre["at"], squeeze) / centre["km"])
            for centre in self._year["centre"]
        )
        return float(ward.geometry.area * squeeze * KM_PER_DEGREE**2 * density)


def _km(middle: shapely.Point, at: list[float], squeeze: float) -> float:
    return math.hypot(middle.y - at[0], (middle.x - at[1]) * squeeze) * KM_PER_DEGREE


def _within(rng: Random, ward: Unit) -> tuple[float, float]:
    west, south, east, north = ward.geometry.bounds
    while True:
        lon, lat = round(rng.uniform(west, east), 6), round(rng.uniform(south, north), 6)
        if shapely.contains_xy(ward.geometry, lon, lat):
            return lon, lat


def _on_border(rng: Random, ward: Unit) -> tuple[float, float]:
    border = ward.geometry.boundary
    spot = border.interpolate(rng.random(), normalized=True)
    return round(spot.x, 6), round(spot.y, 6)
