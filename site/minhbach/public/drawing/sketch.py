"""Draw where something lies as a small SVG: a unit among its neighbours, and points with their uncertainty.

It needs no script and no tile, prints, and follows the page's colours.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from minhbach.public.drawing.frame import HEIGHT, WIDTH, Frame, Surroundings

LABEL_SHARE = 0.05
"""A neighbour is named only where it fills at least this share of the picture."""
LETTER, LINE = 10.5, 20
"""Roughly how wide and how high a letter of a label is drawn, on a phone at most."""
SCALES_M = (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000)


@dataclass(frozen=True)
class Shape:
    """A unit as drawn: its simplified shape, its name and the address of its page."""

    code: str
    name: str
    href: str
    geometry: BaseGeometry


@dataclass(frozen=True)
class Dot:
    """A published point: `reports` share it; the real place lies within `uncertainty_m`."""

    lat: float
    lon: float
    resolved: bool
    reports: int = 1
    uncertainty_m: int | None = None


class Sketcher:
    """Draws the units of one vintage and level in one language."""

    def __init__(self, shapes: Sequence[Shape], surroundings: Surroundings) -> None:
        """`surroundings` of the same units in the same order."""
        self.shapes = shapes
        self._surroundings = surroundings
        self._index = {shape.code: number for number, shape in enumerate(shapes)}
        self._grounds: dict[str, tuple[Frame, str]] = {}

    def draw(self, code: str, dots: Iterable[Dot], title: str) -> Markup:
        """The unit, its neighbours (each a link), the dots and a scale; `title` says it all in words."""
        frame, ground = self._ground(code)
        marks, words = "".join(_mark(frame, dot) for dot in dots), _safe(title)
        return Markup(  # noqa: S704  (numbers, and texts escaped below)
            f'<svg class="sketch" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-label="{words}">'
            f"<title>{words}</title>{ground}{marks}{scale_bar(frame)}</svg>"
        )

    def _ground(self, code: str) -> tuple[Frame, str]:
        """Everything below the dots; the same for every report of a unit."""
        if code not in self._grounds:
            number = self._index[code]
            around = self._surroundings.of(number)
            drawn = "".join(_neighbour(self.shapes[n], path) for n, _, path in around.near)
            near = [(self.shapes[n].name, seen) for n, seen, _ in around.near]
            names = "".join(labels(around.frame, self.shapes[number].geometry, near))
            ground = f'{drawn}<path class="here" d="{around.here}"/>{around.water}{names}'
            self._grounds[code] = around.frame, ground
        return self._grounds[code]


def _neighbour(shape: Shape, path: str) -> str:
    title = f"<title>{_safe(shape.name)}</title>"
    return f'<a href="{_safe(shape.href)}"><path class="near" d="{path}"/>{title}</a>'


def labels(
    frame: Frame, here: BaseGeometry | None, near: Sequence[tuple[str, BaseGeometry]]
) -> Iterator[str]:
    """Names of what shows enough of itself, where they cover neither `here` nor each other."""
    west, south, east, north = frame.box
    enough = LABEL_SHARE * (east - west) * (north - south)
    taken = []
    if here is not None:
        taken = [shapely.transform(here, lambda at: np.array([frame.point(lon, lat) for lon, lat in at]))]
    for name, seen in sorted(near, key=lambda one: (-one[1].area, one[0])):
        if seen.area < enough:
            continue
        x, y = frame.point(*seen.representative_point().coords[0])
        half = len(name) * LETTER / 2
        x, y = min(max(x, half), WIDTH - half), min(max(y, LINE), HEIGHT - 2 * LINE)
        place = shapely.box(x - half, y - LINE, x + half, y + LINE / 2)
        if not any(place.intersects(other) for other in taken):
            taken.append(place)
            yield f'<text x="{x:.0f}" y="{y:.0f}">{_safe(name)}</text>'


def _mark(frame: Frame, dot: Dot) -> str:
    x, y = frame.point(dot.lon, dot.lat)
    kind = "done" if dot.resolved else "open"
    ring, least = "", 4.5
    if dot.uncertainty_m:  # a picture of one report: it must be easy to see
        least = 8
        ring = f'<circle class="within" cx="{x:.1f}" cy="{y:.1f}" r="{dot.uncertainty_m * frame.metre:.1f}"/>'
    radius = min(least + 1.5 * math.sqrt(dot.reports - 1), 16)
    return f'{ring}<circle class="dot {kind}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>'


def scale_bar(frame: Frame) -> str:
    """A bar of a round length, with the length beside it."""
    metres = next((m for m in reversed(SCALES_M) if m * frame.metre <= WIDTH / 4), SCALES_M[0])
    long, words = metres * frame.metre, f"{metres} m" if metres < 1000 else f"{metres // 1000} km"
    return (
        f'<g class="scale"><path d="M14 {HEIGHT - 18}v6h{long:.1f}v-6"/>'
        f'<text x="{18 + long:.1f}" y="{HEIGHT - 11}">{words}</text></g>'
    )


def _safe(text: str) -> str:
    return str(Markup.escape(text))
