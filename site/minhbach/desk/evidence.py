"""Photos of what was done: sent with the answer or before it, and let be published one by one."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from minhbach.desk.cases import Case, find_report
from minhbach.desk.decisions import read_decision
from minhbach.desk.guard import current_actor, for_roles
from minhbach.desk.page import case_or_404, page
from minhbach.intake.photos import MOST_PHOTOS, PhotosRefused, read_photos
from minhbach.records.amends import AFTER, Amends, let_photo
from minhbach.records.evidence import keep_evidence
from minhbach.records.models import Photo
from minhbach.records.office import office
from minhbach.records.work import ChangedMeanwhile
from minhbach.records.workflow import AGENCY, OPERATOR


@for_roles(AGENCY)
def after(id: int) -> Any:
    """Keep photos of what was done; an answer that is being written stays in its field."""
    case = case_or_404(id)
    decision = read_decision("resolve", request.form, office())
    wrong = keep_sent(case, request.files.getlist("after"))
    decision.errors = {"after": wrong} if wrong else {}
    return page(id, decision), 422 if wrong else 200


@for_roles(OPERATOR, AGENCY)
def let(id: int, photo_id: int) -> Any:
    """Let one photo be published, or hold it back."""
    case = case_or_404(id)
    if photo_id not in {photo.id for photo in case.photos}:
        abort(404)
    publish = request.form.get("publish") == "yes"
    amends = Amends(current_actor(), office().now(), request.form.get("version", -1, type=int), None)
    try:
        with office().private.writing() as session:
            report = find_report(session, id, current_actor()) or abort(404)
            let_photo(session, report, session.get_one(Photo, photo_id), amends, publish=publish)
    except ChangedMeanwhile:
        return page(id, changed=True), 409
    flash(_("Ảnh này được phép công bố.") if publish else _("Ảnh này không công bố."))
    return redirect(url_for("desk.report", id=id, _anchor="photos-heading"), 303)


def keep_sent(case: Case, files: Sequence[FileStorage]) -> str | None:
    """Keep the photos that came with a form, all or none; a sentence where one cannot be taken."""
    try:
        photos = read_photos(files)
    except PhotosRefused as refused:
        return str(refused)
    if not photos:
        return None
    there = sum(photo.kind == AFTER for photo in case.photos)
    if there + len(photos) > MOST_PHOTOS:
        return _("Đã có %(has)s ảnh, tối đa %(most)s.", has=there, most=MOST_PHOTOS)
    with office().private.writing() as session:
        report = find_report(session, case.report.id or 0, current_actor()) or abort(404)
        for data in photos:
            keep_evidence(session, office().keyring, office().settings.originals, report, data,
                          current_actor(), office().now())  # fmt: skip
    return None
