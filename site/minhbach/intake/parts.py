"""What htmx and the map ask for while somebody fills in the form: parts of its pages, and files to draw."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from minhbach.intake.current import draft_sent
from minhbach.intake.form import fill
from minhbach.intake.nearby import nearby
from minhbach.intake.outlines import Drawn, pack, rivers, ward_choices, ward_outlines
from minhbach.intake.pages import spot_told
from minhbach.intake.preview import hint, preview
from minhbach.intake.steps import PREVIEW, WHAT
from minhbach.records.office import office


def add_parts(intake: Blueprint) -> None:
    """Give the citizen's pages the routes of their parts."""
    intake.post("/report/spot")(spot)
    intake.post("/report/hint")(show_hint)
    intake.post("/report/nearby")(show_nearby)
    intake.post("/report/shown")(show_preview)
    intake.get("/report/outlines/<vintage>/<any(first, close):detail>.geojson")(outlines)
    intake.get("/report/water.geojson")(water)
    intake.get("/report/wards/<vintage>.html")(wards)


def spot() -> str:
    """The units that hold the pin, or why it cannot be taken."""
    return render_template("report/_place.html", **spot_told(request.form.get("point", "")))


def show_hint() -> str:
    """What should be known about the text so far: where it would belong, what of it is personal."""
    return render_template("report/_hint.html", hint=hint(office(), fill(request.form).text))


def show_nearby() -> str:
    """Published reports that may tell of the same thing."""
    return render_template("report/_nearby.html", near=nearby(office(), draft_sent(WHAT).filled))


def show_preview() -> str:
    """What the public would read, with what is being hidden now."""
    draft = draft_sent(PREVIEW)
    return render_template("report/_preview.html", shown=preview(office(), draft.filled, draft.hidden))


def outlines(vintage: str, detail: str) -> Response:
    """Ward outlines in force today; the address changes with them, so browsers may keep the file."""
    today = office().atlas.in_force(office().today()).id
    if vintage != today:
        return make_response(redirect(url_for("intake.outlines", vintage=today, detail=detail)))
    return _map_file(ward_outlines(office().atlas, today, detail))


def water() -> Response:
    """The rivers of the map; a home without any has no such file."""
    drawn = rivers(office().atlas)
    if drawn is None:
        abort(404)
    return _map_file(drawn)


def wards(vintage: str) -> Response:
    """The wards in force today as a list to choose from; the address changes with them."""
    today = office().atlas.in_force(office().today()).id
    if vintage != today:
        return make_response(redirect(url_for("intake.wards", vintage=today)))
    listed = render_template("report/_wards.html", wards=ward_choices(office().atlas, today), chosen=None)
    # Packed, unlike our pages: nothing secret stands beside it.
    return _map_file(pack(listed.encode()), "text/html; charset=utf-8")


def _map_file(drawn: Drawn, kind: str = "application/geo+json") -> Response:
    """A file of the map's that browsers may keep for a day."""
    response = make_response(drawn.packed)
    response.headers.update({"Content-Type": kind, "Content-Encoding": "gzip"})
    response.cache_control.public, response.cache_control.max_age = True, 86400
    response.set_etag(drawn.etag)
    response.make_conditional(request)
    return response
