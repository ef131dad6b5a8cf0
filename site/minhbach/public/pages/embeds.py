"""A unit as a small page for other people's sites, and as one sheet of paper."""

from flask import Response, current_app, make_response, render_template

from minhbach.pages import FRAMED_BY_ALL, FRAMED_BY_US
from minhbach.places.units import DISTRICT, WARD, Unit
from minhbach.public.counting.current import edition
from minhbach.public.counting.edition import key_of
from minhbach.public.pages.views import pages, ranked, sketch_of_unit, unit_or_404

SHEET_ROWS = 10
"""Categories on a sheet: what one page of A4 holds beside the map."""


@pages.get("/embed/wards/<vintage>/<key>/", defaults={"level": WARD}, endpoint="ward_embed")
@pages.get("/embed/districts/<vintage>/<key>/", defaults={"level": DISTRICT}, endpoint="district_embed")
def embed(vintage: str, key: str, level: str) -> Response:
    """A map and key figures for an iframe."""
    unit = unit_or_404(vintage, level, key)
    response = make_response(render_template("public/embed.html", **_told(unit)))
    policy = str(current_app.config["CONTENT_SECURITY"]).replace(FRAMED_BY_US, FRAMED_BY_ALL)
    response.headers["Content-Security-Policy"] = policy
    return response


@pages.get("/wards/<vintage>/<key>/sheet/", defaults={"level": WARD}, endpoint="ward_sheet")
@pages.get("/districts/<vintage>/<key>/sheet/", defaults={"level": DISTRICT}, endpoint="district_sheet")
def sheet(vintage: str, key: str, level: str) -> str:
    """One page of A4 for a notice board."""
    unit = unit_or_404(vintage, level, key)
    by_category = ranked(edition().units.by_category(unit.vintage, unit.level, unit.code))
    return render_template("public/sheet.html", by_category=by_category[:SHEET_ROWS], **_told(unit))


def _told(unit: Unit) -> dict[str, object]:
    return {
        "unit": unit,
        "key": key_of(unit),
        "tally": edition().tally(unit),
        "vintage": edition().vintage(unit.vintage),
        "sketch": sketch_of_unit(unit),
    }
