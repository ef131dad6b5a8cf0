"""The citizen's pages: fill in, see what will be public, send once, keep the code, look up.

Every page works without JavaScript; htmx only swaps in the part that changed. Pins and codes travel in
the body of a request, never in an address, so that no log and no history holds them.
"""

from dataclasses import replace
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)

from minhbach.intake.answers import field_of, questions_about, read_answers
from minhbach.intake.finding import Finding, add_finding
from minhbach.intake.form import FIELDS, Filled, check, fill, new_key
from minhbach.intake.limits import count_attempt
from minhbach.intake.outlines import Drawn, rivers, ward_choices, ward_outlines
from minhbach.intake.photos import MOST_PHOTOS, PhotosRefused, read_photos
from minhbach.intake.preview import preview
from minhbach.intake.spot import NoSpot, find_spot
from minhbach.intake.still import Still
from minhbach.intake.submission import Sent, code_of, submit, was_sent
from minhbach.intake.tracking import add_tracking
from minhbach.places.outlines import tile_layer
from minhbach.records.office import office

intake = Blueprint("intake", __name__)
MOST_SENT = 120
"""Reports from one origin in ten minutes: whole schools and phone networks share an address."""
RECEIPT_SECONDS = 15 * 60
"""How long the browser that sent a report can show its receipt again, to reload or print it."""


@intake.get("/report/")
def form() -> str:
    """The empty form."""
    return _form_page(Filled(new_key()), {})


@intake.post("/report/")
def send() -> Any:
    """Take the report in, or show the form again with every fault at its field."""
    filled = fill(request.form)
    if was_sent(office(), filled.key):
        return _to_receipt(filled, Sent(code_of(office(), filled.key), again=True))
    count_attempt(office(), "report", request.remote_addr or "", MOST_SENT)
    spot, faults = check(filled, office())
    answers, missing = _answers(filled)
    faults |= missing
    photos: list[bytes] = []
    try:
        photos = read_photos(request.files.getlist("photos"))
    except PhotosRefused as refused:
        faults["photos"] = str(refused)
    if faults or spot is None:
        return _faults(filled, faults)
    return _to_receipt(filled, submit(office(), filled, spot, photos, answers))


@intake.post("/report/place")
def place() -> str:
    """The units that hold the pin, or why it cannot be taken: a part of the form."""
    return render_template("report/_place.html", **_spot(request.form.get("point", "")))


@intake.get("/report/questions")
def questions() -> str:
    """What the city asks about a category: a part of the form."""
    asked = questions_about(office(), request.args.get("category", ""))
    return render_template("report/_questions.html", asked=asked, answered={}, faults={})


@intake.post("/report/preview")
def show_preview() -> str:
    """What the public would read of the form so far."""
    filled = fill(request.form)
    if _is_htmx():
        return render_template("report/_preview.html", shown=preview(office(), filled))
    return _form_page(filled, {}, with_preview=True)


@intake.post("/report/pin/")
def pin() -> str:
    """Without JavaScript: show a ward's picture, or take a click on one as the pin."""
    filled = fill(request.form)
    atlas, area = office().atlas, request.form.get("area", "")
    still = Still.of(atlas, atlas.in_force(office().today()).id, area, filled.point)
    clicked = (
        still.clicked(request.form.get("still.x", ""), request.form.get("still.y", "")) if still else None
    )
    filled = replace(filled, point=clicked or filled.point)
    return _form_page(filled, {}, area=area)


@intake.get("/report/outlines/<vintage>/<any(first, close):detail>.geojson")
def outlines(vintage: str, detail: str) -> Response:
    """Ward outlines in force today; the address changes with them, so browsers may keep the file."""
    today = office().atlas.in_force(office().today()).id
    if vintage != today:
        return make_response(redirect(url_for(".outlines", vintage=today, detail=detail)))
    return _map_file(ward_outlines(office().atlas, today, detail))


@intake.get("/report/water.geojson")
def water() -> Response:
    """The rivers of the map; a home without any has no such file."""
    drawn = rivers(office().atlas)
    if drawn is None:
        abort(404)
    return _map_file(drawn)


def _map_file(drawn: Drawn) -> Response:
    """GeoJSON that browsers may keep for a day."""
    response = make_response(drawn.packed)
    response.headers.update({"Content-Type": "application/geo+json", "Content-Encoding": "gzip"})
    response.cache_control.public, response.cache_control.max_age = True, 86400
    response.set_etag(drawn.etag)
    response.make_conditional(request)
    return response


@intake.get("/report/receipt/")
def receipt() -> str:
    """The tracking code, for the browser that sent the report and for a short while."""
    kept = session.get("receipt")
    if not kept or office().now().timestamp() - kept["at"] > RECEIPT_SECONDS:
        session.pop("receipt", None)
        return render_template("report/receipt.html", code=None)
    return render_template(
        "report/receipt.html", code=code_of(office(), kept["key"]), again=kept["again"], now=office().now()
    )


@intake.post("/report/receipt/close/")
def close_receipt() -> Any:
    """Forget the receipt at once: for a shared computer."""
    session.pop("receipt", None)
    return redirect(url_for(".receipt"), 303)


def _to_receipt(filled: Filled, sent: Sent) -> Response:
    # The form's key, not the code: a cookie that is read says nothing without this installation's secret.
    session["receipt"] = {"key": filled.key, "again": sent.again, "at": int(office().now().timestamp())}
    if _is_htmx():
        response = make_response("", 204)
        response.headers["HX-Redirect"] = url_for(".receipt")
        return response
    return make_response(redirect(url_for(".receipt"), 303))


def _faults(filled: Filled, faults: dict[str, str]) -> Any:
    if _is_htmx():
        return render_template("report/_faults.html", faults=faults, fields=_fields(faults)), 422
    return _form_page(filled, faults), 422


def _form_page(
    filled: Filled,
    faults: dict[str, str],
    with_preview: bool = False,
    area: str = "",
    finding: Finding | None = None,
) -> str:
    vintage = office().atlas.in_force(office().today())
    still = Still.of(office().atlas, vintage.id, area, filled.point)
    return render_template(
        "report/form.html",
        filled=filled,
        faults=faults,
        fields=_fields(faults),
        asked=questions_about(office(), filled.category),
        answered=_answered(filled),
        categories=office().city.categories.values(),
        vintage=vintage,
        wards=ward_choices(office().atlas, vintage.id),
        tiles=tile_layer(office().city.facts),
        has_water=office().atlas.water is not None,
        most_photos=MOST_PHOTOS,
        area=area,
        finding=finding,
        still=still.drawn(filled.point) if still else None,
        shown=preview(office(), filled) if with_preview else None,
        **(_spot(filled.point) if filled.point else {"spot": None, "no_spot": None}),
    )


def _answers(filled: Filled) -> tuple[dict[str, str], dict[str, str]]:
    """The answers, and their faults by field of the form."""
    asked = {field_of(question): question for question in questions_about(office(), filled.category)}
    answers, wrong = read_answers(
        list(asked.values()), lambda question: request.form.getlist(field_of(question))
    )
    return answers, {field: wrong[one.code] for field, one in asked.items() if one.code in wrong}


def _answered(filled: Filled) -> dict[str, list[str]]:
    """What was sent in for each question, as it came: shown again with the form."""
    asked = questions_about(office(), filled.category)
    return {question.code: request.form.getlist(field_of(question)) for question in asked}


def _fields(faults: dict[str, str]) -> list[str]:
    """The fields in the page's order, the city's questions after the category."""
    first, rest = FIELDS[:2], FIELDS[2:]
    return [*first, *(field for field in faults if field not in FIELDS), *rest]


def _spot(point: str) -> dict[str, Any]:
    try:
        return {"spot": find_spot(office(), point), "no_spot": None}
    except NoSpot as wrong:
        return {"spot": None, "no_spot": str(wrong)}


def _is_htmx() -> bool:
    return request.headers.get("HX-Request") == "true"


add_tracking(intake)
add_finding(intake, lambda filled, area, finding: _form_page(filled, {}, area=area, finding=finding))
