"""Draw a map of units coloured by how much was reported: folium, with our own files and no inline script."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

import folium
import orjson
import shapely
from branca.element import Element, Figure, MacroElement
from folium.template import Template
from folium.utilities import JsCode
from shapely.geometry.base import BaseGeometry

CLASSES = 5
RIVER = {"className": "water", "interactive": False}
APART_DEGREES = 0.15
"""A unit farther than this from all others (an island) does not shrink the rest of the map."""

# Tooltips are filled as text nodes in the browser, so no name or number can become markup.
ON_EACH = JsCode("""
(feature, layer) => {
  const tip = document.createElement("div");
  for (const line of feature.properties.tip) {
    tip.append(Object.assign(document.createElement("div"), {textContent: line}));
  }
  layer.bindTooltip(tip, {sticky: true, className: "tip"});
  if (feature.properties.href) layer.on("click", () => { window.location.href = feature.properties.href; });
}
""")


class OwnMap(folium.Map):
    """folium's map without its links to other hosts: the page itself loads Leaflet from this host."""

    default_js: list[tuple[str, str]] = []
    default_css: list[tuple[str, str]] = []


class Credit(MacroElement):
    """Says whose boundaries are drawn, and nothing else."""

    _template = Template("""
        {% macro script(this, kwargs) %}
        {{ this._parent.get_name() }}.attributionControl.setPrefix(false);
        {{ this._parent.get_name() }}.attributionControl.addAttribution({{ this.text|tojson }});
        {% endmacro %}
    """)

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Credit"
        self.text = escape(text)


@dataclass(frozen=True)
class Area:
    """One unit on the map."""

    code: str
    shape: BaseGeometry
    shade: int
    """0 for nothing reported, 1 … CLASSES for little to much."""
    tip: tuple[str, ...]
    href: str


@dataclass(frozen=True)
class DrawnMap:
    """A map in two parts, so that no script stands inside the page."""

    html: str
    script: str


def shades(values: Mapping[str, int | None]) -> tuple[dict[str, int], list[int]]:
    """A shade for every value, and the least value of each: classes that hold about equally many units.

    Shade 0 is for what has no value.
    """
    some = sorted(value for value in values.values() if value is not None)
    floors = sorted({some[len(some) * n // CLASSES] for n in range(CLASSES)}) if some else []
    known = {code: -1 if value is None else value for code, value in values.items()}
    return {code: sum(value >= floor for floor in floors) for code, value in known.items()}, floors


def draw(
    areas: Sequence[Area],
    credit: str,
    tiles: Mapping[str, Any] | None = None,
    rivers: Sequence[BaseGeometry] = (),
) -> DrawnMap:
    """The areas as a folium map with its rivers, or over the city's own background where there is one.

    The same areas always give the same bytes.
    """
    figure = Figure()
    chart = OwnMap(
        location=(0, 0), tiles=None, zoom_snap=0.25, scroll_wheel_zoom=False, min_zoom=7, max_zoom=16
    )
    figure.add_child(chart)
    if tiles:
        chart.add_child(_background(tiles))
    if areas:
        chart.add_child(_layer(areas, "clear " if tiles else ""))
        if rivers and not tiles:
            chart.add_child(_rivers(rivers))
        chart.add_child(folium.FitBounds(main_bounds(tuple(area.shape for area in areas)), padding=(8, 8)))
    chart.add_child(Credit(credit))
    for number, element in enumerate(_walk(figure)):
        element._id = str(number)  # folium's own ids are random: no two builds would be alike
    figure.render()
    return DrawnMap(html=figure.html.render(), script=figure.script.render())


def _background(tiles: Mapping[str, Any]) -> folium.TileLayer:
    """The tiles that city.toml names; what it says of their source is text, not markup."""
    credit, zoom = escape(tiles["attribution"]), tiles["most_zoom"]
    return folium.TileLayer(tiles=tiles["url"], attr=credit, max_native_zoom=zoom, control=False)


def _layer(areas: Sequence[Area], look: str = "") -> folium.GeoJson:
    shade_of = {area.code: f"{look}shade-{area.shade}" for area in areas}
    features = [
        {
            "type": "Feature",
            "id": area.code,
            "properties": {"tip": area.tip, "href": area.href},
            "geometry": _geometry(area.shape),
        }
        for area in areas
    ]
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        style_function=lambda feature: {"className": shade_of[feature["id"]], "weight": 1},
        on_each_feature=ON_EACH,
        smooth_factor=0.5,
    )


@lru_cache(maxsize=2048)
def _geometry(shape: BaseGeometry) -> dict[str, Any]:
    """A shape as GeoJSON: the same for every language and every figure that colours it."""
    geometry: dict[str, Any] = orjson.loads(shapely.to_geojson(shapely.set_precision(shape, 1e-4)))
    return geometry


def _rivers(rivers: Sequence[BaseGeometry]) -> folium.GeoJson:
    """Lines over the areas' colours, which nobody can point at."""
    lines = shapely.to_geojson(shapely.geometrycollections(rivers))
    return folium.GeoJson(orjson.loads(lines), style_function=lambda feature: RIVER, interactive=False)


@lru_cache(maxsize=32)
def main_bounds(shapes: tuple[BaseGeometry, ...]) -> list[list[float]]:
    """South-west and north-east corners of the main body of some areas, as lat, lon."""
    bodies = shapely.get_parts(shapely.union_all(shapely.buffer(shapes, APART_DEGREES, quad_segs=2)))
    main = bodies[shapely.area(bodies).argmax()]
    west, south, east, north = shapely.total_bounds([shape for shape in shapes if main.intersects(shape)])
    return [[float(south), float(west)], [float(north), float(east)]]


def _walk(element: Any) -> Iterator[Element]:
    yield element
    for child in element._children.values():
        yield from _walk(child)
