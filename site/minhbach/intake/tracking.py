"""The pages behind a tracking code: look up, and the sender's rights over their report.

Each request carries the code in its body, and each counts as an attempt: no page keeps it, so whoever sits
down at the same screen afterwards can do nothing.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, make_response, render_template, request
from flask_babel import gettext as _

from minhbach.intake.own_page import told, typed_code, unknown
from minhbach.intake.rights import NoSuchReport, erase_data, export_data, withdraw_report
from minhbach.intake.saying import add_saying
from minhbach.records.office import Office, office


def add_tracking(intake: Blueprint) -> None:
    """Give the citizen's pages their routes under /track/."""
    intake.get("/track/")(track)
    intake.post("/track/")(look_up)
    intake.post("/track/withdraw/")(withdraw)
    intake.post("/track/erase/")(erase)
    intake.post("/track/export/")(export)
    add_saying(intake)


def track() -> str:
    """Ask for the tracking code."""
    return render_template("report/track.html", progress=None, fault=None)


def look_up() -> Any:
    """Where the report stands; the code is neither shown again nor kept."""
    typed_code()
    return told()


def withdraw() -> Any:
    """Take the report back, once its sender confirmed it."""
    done = _("Bạn đã rút lại phản ánh. Nếu đã công khai, nó sẽ được gỡ ở đợt công bố tới.")
    return _confirmed("withdraw", withdraw_report, done)


def erase() -> Any:
    """Delete the sender's personal data, once they confirmed it."""
    return _confirmed("erase", erase_data, _("Dữ liệu cá nhân của bạn trong phản ánh này đã được xóa hẳn."))


def export() -> Any:
    """A zip with everything kept about the report."""
    try:
        packed = export_data(office(), typed_code())
    except NoSuchReport:
        return unknown("export")
    response = make_response(packed)
    response.headers["Content-Type"] = "application/zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{_("phan-anh-cua-toi")}.zip"'
    return response


def _confirmed(right: str, do: Callable[[Office, str], None], done: str) -> Any:
    code = typed_code()
    if request.form.get("sure") != "yes":
        return told(act=right, fault=_("Hãy đánh dấu vào ô xác nhận trước khi gửi. Chưa có gì thay đổi."))
    try:
        do(office(), code)
    except NoSuchReport:
        return unknown(right)
    return told(done)
