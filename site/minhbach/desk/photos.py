"""The operator's eye on photos: what was sent, what will be published, and boxes drawn by hand."""

from typing import Any

from flask import Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from minhbach.desk.cases import Case, find_report
from minhbach.desk.guard import current_actor, for_roles
from minhbach.desk.page import case_or_404
from minhbach.errors import BadInput
from minhbach.privacy.photos import (
    HAND,
    Box,
    PhotoCleaner,
    PhotoRefused,
    clean_photo,
    drawn_over,
    read_boxes,
)
from minhbach.privacy.photos.models import models_at
from minhbach.records.amends import AFTER, Amends, keep_boxes, may_draw
from minhbach.records.keyring import Erased
from minhbach.records.models import Photo
from minhbach.records.office import office
from minhbach.records.originals import open_original
from minhbach.records.work import ChangedMeanwhile
from minhbach.records.workflow import AGENCY, OPERATOR

EDGES = ("left", "top", "right", "bottom")
MOST_BOXES = 60
SPARE_ROWS = 3
"""Empty rows for who draws without JavaScript."""


@for_roles(OPERATOR, AGENCY)
def photo(id: int, photo_id: int) -> Response:
    """One photo from its sealed original, cleaned like any stranger's file before it reaches a browser."""
    case = case_or_404(id)
    try:
        return _jpeg(clean_photo(_original(case, _photo_or_404(case, photo_id))).data)
    except (Erased, FileNotFoundError, PhotoRefused):
        abort(404)


@for_roles(OPERATOR, AGENCY)
def public_photo(id: int, photo_id: int) -> Response:
    """The photo as the public will see it, with what was drawn and what the detector found hidden."""
    case = case_or_404(id)
    found = _drawable_or_404(case, photo_id)
    try:
        with PhotoCleaner(office().settings.cache) as clean:
            return _jpeg(clean(_original(case, found), boxes=read_boxes(found.boxes)).data)
    except (Erased, FileNotFoundError, PhotoRefused):
        abort(404)


@for_roles(OPERATOR, AGENCY)
def detected(id: int, photo_id: int) -> Response:
    """What the detector hides by itself, as boxes in fractions; none where it is not installed."""
    case = case_or_404(id)
    found = _drawable_or_404(case, photo_id)
    if models_at(office().settings.cache) is None:
        return jsonify([])
    try:
        with PhotoCleaner(office().settings.cache) as clean:
            boxes = clean(_original(case, found)).boxes
    except (Erased, FileNotFoundError, PhotoRefused):
        abort(404)
    return jsonify([{edge: getattr(box, edge) for edge in EDGES} | {"kind": box.kind} for box in boxes])


@for_roles(OPERATOR, AGENCY)
def boxes(id: int, photo_id: int) -> str:
    """The page to draw on."""
    return _page(case_or_404(id), photo_id)


@for_roles(OPERATOR, AGENCY)
def draw(id: int, photo_id: int) -> Any:
    """Keep what was drawn, in place of what was drawn before."""
    case = case_or_404(id)
    _drawable_or_404(case, photo_id)
    rows = list(zip(*(request.form.getlist(edge) for edge in EDGES), strict=False))[: MOST_BOXES + SPARE_ROWS]
    try:
        drawn = [_box(row) for row in rows if any(edge.strip() for edge in row)]
        keep = Amends(current_actor(), office().now(), request.form.get("version", -1, type=int),
                      _("Số ô che: %(count)d.", count=len(drawn)))  # fmt: skip
        with office().private.writing() as session:
            report = find_report(session, id, current_actor()) or abort(404)
            photo = session.get_one(Photo, photo_id)
            keep_boxes(session, report, photo, drawn_over(photo.boxes, drawn), keep)
    except BadInput:
        said = _("Mỗi ô cần bốn số từ 0 đến 100: trái nhỏ hơn phải, trên nhỏ hơn dưới.")
        return _page(case, photo_id, rows=rows, wrong=said), 422
    except ChangedMeanwhile:
        return _page(case, photo_id, rows=rows, changed=True), 409
    flash(_("Đã lưu các ô che. Ảnh bên dưới là ảnh sẽ công bố."))
    return redirect(url_for("desk.boxes", id=id, photo_id=photo_id), 303)


def _box(row: tuple[str, ...]) -> Box:
    """A box from four percentages, as typed; raises BadInput."""
    try:
        left, top, right, bottom = (round(float(edge.replace(",", ".")) / 100, 6) for edge in row)
    except ValueError:
        raise BadInput("a box's edge is not a number: write 0 to 100") from None
    return Box(left, top, right, bottom, HAND)


def _page(case: Case, photo_id: int, rows: list[tuple[str, ...]] | None = None, **what: Any) -> str:
    found = _drawable_or_404(case, photo_id)
    kept = [tuple(f"{getattr(box, edge) * 100:g}" for edge in EDGES) for box in read_boxes(found.boxes)]
    return render_template(
        "desk/boxes.html",
        case=case,
        found=case.report,
        photo=found,
        number=case.photos.index(found) + 1,
        rows=[row for row in (kept if rows is None else rows) if any(row)],
        spare=SPARE_ROWS,
        amendable=may_draw(case.report, found, current_actor()),
        detects=models_at(office().settings.cache) is not None,
        **what,
    )


def _photo_or_404(case: Case, photo_id: int) -> Photo:
    """A photo of this report whose original is still there."""
    there = (photo for photo in case.photos if photo.id == photo_id and photo.gone_at is None)
    return next(there, None) or abort(404)


def _drawable_or_404(case: Case, photo_id: int) -> Photo:
    """A photo that concerns the person signed in: any for an operator, for an agency those it took itself."""
    found = _photo_or_404(case, photo_id)
    return found if current_actor().role == OPERATOR or found.kind == AFTER else abort(404)


def _original(case: Case, photo: Photo) -> bytes:
    return open_original(office().keyring, office().settings.originals, case.report, photo)


def _jpeg(data: bytes) -> Response:
    return Response(data, mimetype="image/jpeg")
