"""The page of one's own report: drawn for who typed its code, and counted so that nobody can guess."""

from typing import Any

from flask import g, render_template, request
from flask_babel import gettext as _

from minhbach.intake.limits import count_attempt
from minhbach.intake.photos import MOST_PHOTOS
from minhbach.intake.progress import find_progress
from minhbach.records.office import office

MOST_LOOKUPS = 20
"""From one origin in ten minutes, over all these pages together."""


def typed_code() -> str:
    """What was typed in the code's field; counts as an attempt."""
    count_attempt(office(), "track", request.remote_addr or "", MOST_LOOKUPS)
    return request.form.get("code", "")


def told(done: str = "", act: str = "", fault: str = "", status: int = 422) -> Any:
    """Where the report stands, with what was just done, or why an act was not: what was typed stays."""
    progress = find_progress(office(), request.form.get("code", ""), g.language)
    if progress is None:
        return unknown(act)
    page = render_template(
        "report/track.html", progress=progress, fault=None, done=done, act=act, act_fault=fault,
        typed=request.form if fault else {}, most_photos=MOST_PHOTOS,
    )  # fmt: skip
    return (page, status) if fault else page


def unknown(act: str) -> tuple[str, int]:
    """Nobody's code; the words that came with it are shown, so that they are not lost."""
    fault = _("Không tìm thấy phản ánh nào có mã này. Hãy xem lại mã trên biên nhận.")
    if act:
        fault += " " + _("Chưa có gì thay đổi.")
    lost = request.form.get("said", "")
    return render_template("report/track.html", progress=None, fault=fault, lost=lost), 404
