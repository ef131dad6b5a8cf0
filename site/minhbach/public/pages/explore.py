"""The map that filters: counts of published reports from the release's own tiles, and the same in tables."""

from typing import Any

import orjson
import shapely
from flask import Response, render_template
from flask_babel import gettext

from minhbach.places.outlines import tile_layer
from minhbach.places.units import WARD
from minhbach.places.water import rivers
from minhbach.public.counting.current import edition
from minhbach.public.drawing.maps import main_bounds
from minhbach.public.drawing.shapes import PUBLISHED_M, generalise
from minhbach.public.language import language
from minhbach.public.pages.views import pages
from minhbach.public.telling import outcome_told
from minhbach.public.wording import category_name

DIGITS = 1e-4
"""Of a degree: what is drawn needs no more."""


@pages.get("/map/")
def explore() -> str:
    """All published reports on one map, by category, result and month."""
    shown = edition()
    units = shown.all_units(shown.in_force.id, WARD)
    known = dict.fromkeys([*shown.showroom.city.categories, *shown.categories])
    release = shown.release.id if shown.release else "latest"
    return render_template(
        "public/map.html",
        # The release's own folder: ranges of two releases can never be mixed.
        archive=f"/data/{release}/reports.pmtiles",
        bounds=main_bounds(tuple(unit.geometry for unit in units)),
        categories={code: category_name(code, shown, language()) for code in known},
        standings=standings(),
        tiles=tile_layer(shown.showroom.city.facts),
        units=sorted(units, key=lambda unit: (-shown.tally(unit).reports, unit.code)),
    )


@pages.get("/maps/outline.json")
def outline() -> Response:
    """Borders of the wards in force and rivers, drawn under the counts: as exact as they may be passed on."""
    shown = edition()
    shapes = generalise(shown.all_units(shown.in_force.id, WARD), metres=PUBLISHED_M)
    borders = shapely.union_all([shape.boundary for shape in shapes.values()])
    parts = [_feature(borders, water=False)]
    parts += [_feature(river, water=True) for river in rivers(shown.showroom.atlas.water)]
    body = orjson.dumps({"type": "FeatureCollection", "features": parts})
    return Response(body, mimetype="application/json")


def standings() -> dict[str, str]:
    """Names of statuses and outcomes in the reader's language."""
    return {
        "resolved": gettext("Đã giải quyết"),
        "assigned": gettext("Đang xử lý"),
        "answered": gettext("Đã trả lời, chưa tính là giải quyết"),
        **{outcome: outcome_told(outcome) for outcome in edition().outcomes},
    }


def _feature(shape: Any, water: bool) -> dict[str, Any]:
    geometry = orjson.loads(shapely.to_geojson(shapely.set_precision(shape, DIGITS)))
    return {"type": "Feature", "properties": {"water": water}, "geometry": geometry}
