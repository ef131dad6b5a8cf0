"""A map for who has no JavaScript: a picture drawn here, whose click is the pin."""

import re
from base64 import b64encode
from dataclasses import dataclass
from math import cos, radians

import shapely
from jinja2 import Environment
from shapely.geometry.base import BaseGeometry

from minhbach.intake.clean import read_point
from minhbach.places.atlas import Atlas
from minhbach.places.units import Unit

SIDE = 320
"""Pixels; every phone shows it whole, so a click is told in the picture's own pixels."""
_PIXEL = re.compile(r"[0-9]{1,4}")
_MARGIN = 1.1
_PIN = 7.0
"""Pixels across half a pin."""
_METRES = 111_195
"""To one degree of latitude."""
_PICTURE = Environment(autoescape=True).from_string(
    '<svg xmlns="http://www.w3.org/2000/svg" width="{{ side }}" height="{{ side }}">'
    "<style>rect{fill:#e0eeee}path{fill:#fff;stroke:#0b5c61}path.here{stroke-width:3}"
    "text{font:600 11px sans-serif;fill:#4b5b62;text-anchor:middle}"
    "circle{fill:#a3262a;fill-opacity:.8;stroke:#fff;stroke-width:2}"
    '</style><rect width="{{ side }}" height="{{ side }}"/>'
    '{% for unit in units %}<path{% if unit.here %} class="here"{% endif %} d="{{ unit.path }}"/>{% endfor %}'
    '{% for unit in units %}<text x="{{ unit.x }}" y="{{ unit.y }}">{{ unit.name }}</text>{% endfor %}'
    '{% if pin %}<circle cx="{{ pin[0] }}" cy="{{ pin[1] }}" r="{{ radius }}"/>{% endif %}</svg>'
)


@dataclass(frozen=True)
class Window:
    """The square of ground that a picture shows."""

    north: float
    west: float
    across: float
    """Degrees of latitude from its upper to its lower edge."""

    @classmethod
    def of(cls, unit: Unit) -> "Window":
        """All of a ward."""
        west, south, east, north = unit.geometry.bounds
        lat, lon, squeeze = (south + north) / 2, (west + east) / 2, cos(radians((south + north) / 2))
        across = max(north - south, (east - west) * squeeze) * _MARGIN
        return cls(lat + across / 2, lon - across / 2 / squeeze, across)

    @property
    def frame(self) -> BaseGeometry:
        """The ground itself."""
        south, east = self.point(SIDE, SIDE)
        return shapely.box(self.west, south, east, self.north)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """The (lat, lon) under a pixel."""
        step = self.across / SIDE
        lat = self.north - y * step
        return round(lat, 6), round(self.west + x * step / self._squeeze, 6)

    def pixel(self, lat: float, lon: float) -> tuple[float, float]:
        """The pixel over a point."""
        scale = SIDE / self.across
        return round((lon - self.west) * self._squeeze * scale, 1), round((self.north - lat) * scale, 1)

    @property
    def _squeeze(self) -> float:
        """How much shorter a degree of longitude is than one of latitude, in the middle."""
        return cos(radians(self.north - self.across / 2))


@dataclass(frozen=True)
class Still:
    """The picture of one ward."""

    atlas: Atlas
    ward: Unit

    @classmethod
    def of(cls, atlas: Atlas, vintage: str, area: str, point: str) -> "Still | None":
        """The picture for a chosen ward's code or, without one, for a pin's field; both may be wrong."""
        pin = read_point(point)
        if not area and pin:
            area = next(p.ward_code or "" for p in atlas.locate(*pin) if p.vintage == vintage)
        ward = atlas.unit(vintage, area)
        return cls(atlas, ward) if ward else None

    def clicked(self, x: str, y: str) -> str | None:
        """What a click at these pixels puts into the pin's field; None where it was on no pixel."""
        if not (_PIXEL.fullmatch(x) and _PIXEL.fullmatch(y) and max(int(x), int(y)) <= SIDE):
            return None
        return "{:.6f}, {:.6f}".format(*Window.of(self.ward).point(int(x), int(y)))

    def drawn(self, point: str) -> str:
        """The picture with the pin, as an SVG data address: no pin may stand in an address that is logged."""
        return self._drawn(Window.of(self.ward), read_point(point), _PIN)

    def around(self, lat: float, lon: float, metres: int) -> str:
        """The same picture with all the ground on which a place told so exactly may lie."""
        window = Window.of(self.ward)
        return self._drawn(window, (lat, lon), max(_PIN, metres / _METRES * SIDE / window.across))

    def _drawn(self, window: Window, pin: tuple[float, float] | None, radius: float) -> str:
        units = [
            _unit(window, ward, ward.geometry.intersection(window.frame), here=ward == self.ward)
            for ward in self.atlas.wards(self.ward.vintage)
            if ward.geometry.intersects(window.frame)
        ]
        at = window.pixel(*pin) if pin else None
        svg = _PICTURE.render(side=SIDE, units=units, pin=at, radius=f"{radius:.1f}")
        return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()


def _unit(window: Window, ward: Unit, shape: BaseGeometry, here: bool) -> dict[str, object]:
    """What the picture's template needs of one ward."""
    lon, lat = shapely.get_coordinates(shape.representative_point())[0].tolist()
    x, y = window.pixel(lat, lon)
    path = _path(window, shapely.simplify(shape, window.across / SIDE))
    return {"name": ward.name, "here": here, "path": path, "x": x, "y": y}


def _path(window: Window, shape: BaseGeometry) -> str:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    points = [[window.pixel(lat, lon) for lon, lat in ring.coords] for ring in rings]
    return "".join("M" + " ".join(f"{x:g},{y:g}" for x, y in ring) + "Z" for ring in points)
