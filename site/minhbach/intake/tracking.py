"""The pages behind a tracking code: look up, and the sender's rights over their report.

Each request carries the code in its body, and each counts as an attempt: no page keeps it, so whoever sits
down at the same screen afterwards can do nothing.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, g, make_response, render_template, request
from flask_babel import gettext as _

from minhbach.intake.limits import count_attempt
from minhbach.intake.progress import find_progress
from minhbach.intake.rights import NoSuchReport, erase_data, export_data, withdraw_report
from minhbach.records.office import Office, office

MOST_LOOKUPS = 20
"""From one origin in ten minutes, over all these pages together."""


def add_tracking(intake: Blueprint) -> None:
    """Give the citizen's pages their routes under /track/."""
    intake.get("/track/")(track)
    intake.post("/track/")(look_up)
    intake.post("/track/withdraw/")(withdraw)
    intake.post("/track/erase/")(erase)
    intake.post("/track/export/")(export)


def track() -> str:
    """Ask for the tracking code."""
    return render_template("report/track.html", progress=None, fault=None)


def look_up() -> Any:
    """Where the report stands; the code is neither shown again nor kept."""
    _count()
    return _told("")


def withdraw() -> Any:
    """Take the report back, once its sender confirmed it."""
    done = _("Bạn đã rút lại phản ánh. Nếu đã công khai, nó sẽ được gỡ ở đợt công bố tới.")
    return _confirmed("withdraw", withdraw_report, done)


def erase() -> Any:
    """Delete the sender's personal data, once they confirmed it."""
    return _confirmed("erase", erase_data, _("Dữ liệu cá nhân của bạn trong phản ánh này đã được xóa hẳn."))


def export() -> Any:
    """A zip with everything kept about the report."""
    _count()
    try:
        packed = export_data(office(), request.form.get("code", ""))
    except NoSuchReport:
        return _unknown("export")
    response = make_response(packed)
    response.headers["Content-Type"] = "application/zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{_("phan-anh-cua-toi")}.zip"'
    return response


def _confirmed(right: str, do: Callable[[Office, str], None], done: str) -> Any:
    _count()
    if request.form.get("sure") != "yes":
        fault = _("Hãy đánh dấu vào ô xác nhận trước khi gửi. Chưa có gì thay đổi.")
        return _told("", right, fault)
    try:
        do(office(), request.form.get("code", ""))
    except NoSuchReport:
        return _unknown(right)
    return _told(done)


def _count() -> None:
    count_attempt(office(), "track", request.remote_addr or "", MOST_LOOKUPS)


def _told(done: str, right: str = "", right_fault: str = "") -> Any:
    progress = find_progress(office(), request.form.get("code", ""), g.language)
    if progress is None:
        return _unknown(right)
    page = render_template("report/track.html", progress=progress, fault=None, done=done, right=right,
                           right_fault=right_fault)  # fmt: skip
    return (page, 422) if right_fault else page


def _unknown(right: str) -> tuple[str, int]:
    fault = _("Không tìm thấy phản ánh nào có mã này. Hãy xem lại mã trên biên nhận.")
    if right:
        fault += " " + _("Chưa có gì thay đổi.")
    return render_template("report/track.html", progress=None, fault=fault), 404
