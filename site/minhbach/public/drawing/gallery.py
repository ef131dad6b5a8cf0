"""The drawings of one edition: simplified shapes, sketches and maps, each made once and in one language."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from minhbach.places.outlines import tile_layer
from minhbach.places.units import DISTRICT, WARD, Unit
from minhbach.places.water import rivers
from minhbach.public.counting.edition import Edition
from minhbach.public.drawing.frame import Surroundings
from minhbach.public.drawing.maps import Area, DrawnMap, draw, shades
from minhbach.public.drawing.metrics import REPORTS, Metric, metrics
from minhbach.public.drawing.mosaic import mosaic
from minhbach.public.drawing.shapes import generalise
from minhbach.public.drawing.sketch import Dot, Shape, Sketcher
from minhbach.public.wording import address, counted, credit_of, unit_name

MAP = re.compile(r"(?P<level>ward|district)s-(?P<vintage>[0-9-]{10})-(?P<metric>[a-z-]+)")


class Gallery:
    """Draws for pages; what it drew once it hands out again."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self._shapes: dict[tuple[str, str], Mapping[str, BaseGeometry]] = {}
        self._sketchers: dict[tuple[str, str, str], Sketcher] = {}
        self._surroundings: dict[tuple[str, str], Surroundings] = {}
        self._maps: dict[tuple[str, str], DrawnMap] = {}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every map that pages show: "wards-2025-07-01-reports", "districts-2025-01-01-days"."""
        found = []
        for vintage in self.edition.vintages:
            for level in (WARD, DISTRICT):
                if self.edition.all_units(vintage.id, level):
                    known = metrics(self.edition, level, vintage.id)
                    found += [f"{level}s-{vintage.id}-{code}" for code in known]
        return tuple(found)

    def map(self, name: str, language: str) -> DrawnMap | None:
        """A map by name; None where there is none such."""
        if name not in self.names:
            return None
        if (name, language) not in self._maps:
            found = MAP.fullmatch(name)
            assert found is not None  # noqa: S101  (names holds no other; for the type checker)
            level, vintage = found["level"], found["vintage"]
            units = self.edition.all_units(vintage, level)
            metric = metrics(self.edition, level, vintage)[found["metric"]]
            self._maps[name, language] = self._draw(units, metric, language)
        return self._maps[name, language]

    def floors(self, units: Sequence[Unit], metric: str = REPORTS) -> list[int]:
        """The least value of each shade, for the legend."""
        if not units:
            return []
        value = metrics(self.edition, units[0].level, units[0].vintage)[metric].value
        return shades({unit.code: value(unit) for unit in units})[1]

    def sketch(self, unit: Unit, dots: Iterable[Dot], title: str, language: str) -> Markup:
        """Where the unit lies, with dots in it."""
        key = unit.vintage, unit.level, language
        if key not in self._sketchers:
            units = self.edition.all_units(unit.vintage, unit.level)
            self._sketchers[key] = Sketcher(self._drawn(units, language), self._around(unit))
        return self._sketchers[key].draw(unit.code, dots, title)

    def mosaic(self, units: Sequence[Unit], title: str, language: str) -> Markup:
        """Units of one vintage and level side by side, shaded by how much was reported in each."""
        tallies = {unit.code: self.edition.tally(unit) for unit in units}
        shade, _ = shades({code: tally.reports or None for code, tally in tallies.items()})
        tips = {code: counted(tally) for code, tally in tallies.items()}
        return mosaic(self._drawn(units, language), shade, tips, title)

    def _around(self, unit: Unit) -> Surroundings:
        """The surroundings of the units beside this one: the same for all languages."""
        key = unit.vintage, unit.level
        if key not in self._surroundings:
            shapes = self._simple(*key)
            units = self.edition.all_units(*key)
            self._surroundings[key] = Surroundings([shapes[one.code] for one in units], self._rivers)
        return self._surroundings[key]

    def _drawn(self, units: Sequence[Unit], language: str) -> list[Shape]:
        shapes = self._simple(units[0].vintage, units[0].level)
        return [
            Shape(u.code, unit_name(u, language), address(u, self.edition, language), shapes[u.code])
            for u in units
        ]

    def _draw(self, units: Sequence[Unit], metric: Metric, language: str) -> DrawnMap:
        vintage, level = units[0].vintage, units[0].level
        shapes = self._simple(vintage, level)
        shade, _ = shades({unit.code: metric.value(unit) for unit in units})
        areas = [
            Area(
                code=unit.code,
                shape=shapes[unit.code],
                shade=shade[unit.code],
                tip=(unit_name(unit, language), metric.said(unit)),
                href=address(unit, self.edition, language),
            )
            for unit in units
        ]
        tiles = tile_layer(self.edition.showroom.city.facts)
        return draw(areas, credit_of(self.edition, vintage, language), tiles, self._rivers)

    @cached_property
    def _rivers(self) -> tuple[BaseGeometry, ...]:
        return rivers(self.edition.showroom.atlas.water)

    def _simple(self, vintage: str, level: str) -> Mapping[str, BaseGeometry]:
        if (vintage, level) not in self._shapes:
            self._shapes[vintage, level] = generalise(self.edition.all_units(vintage, level))
        return self._shapes[vintage, level]
