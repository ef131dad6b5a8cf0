"""Merit and fault on the desk: useful reports by pseudonym, agencies' commendations and violations."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from minhbach.desk.decisions import read_day, tidy
from minhbach.desk.guard import current_actor, for_roles
from minhbach.errors import BadInput
from minhbach.records import merit as record_of
from minhbach.records.office import office
from minhbach.records.workflow import ADMIN, INSPECTOR


@for_roles(INSPECTOR, ADMIN)
def merit() -> str:
    """Pseudonyms with their useful reports, and agencies' records; who they are is known to nobody here."""
    return _page()


@for_roles(INSPECTOR)
def add_record() -> Any:
    """Write down a commendation or a violation with its legal ground."""
    form, agency = request.form, request.form.get("agency", "")
    day = read_day(form.get("day", ""))
    if agency not in office().agencies() or form.get("kind") not in record_of.KINDS:
        return _page(_("Chọn đơn vị và loại ghi nhận trong danh sách.")), 422
    if day is None or day > office().today():
        return _page(_("Ghi ngày có quyết định, không muộn hơn hôm nay.")), 422
    try:
        with office().private.writing() as session:
            record_of.add_agency_record(
                session, form["kind"], agency, tidy(form.get("ground", "")), tidy(form.get("text", "")), day,
                current_actor().name, office().now(), public="public" in form,
            )  # fmt: skip
    except BadInput:
        return _page(_("Ghi căn cứ pháp lý (đến 200 ký tự) và nội dung (đến 2.000 ký tự).")), 422
    flash(_("Đã ghi nhận."))
    return redirect(url_for("desk.merit"), 303)


@for_roles(INSPECTOR)
def publish_record(id: int) -> Any:
    """Let a record be published, or take it back from the next release on."""
    with office().private.writing() as session:
        found = record_of.publish_agency_record(session, id, request.form.get("public") == "1")
    if not found:
        abort(404)
    flash(_("Đã đổi. Có hiệu lực từ lần công bố sau."))
    return redirect(url_for("desk.merit"), 303)


def _page(wrong: str | None = None) -> str:
    with office().private.reading() as session:
        merits, records = record_of.list_merits(session), record_of.list_agency_records(session)
    return render_template("desk/merit.html", merits=merits, records=records, wrong=wrong,
                           agencies=office().agencies(), typed=request.form,
                           today=office().today())  # fmt: skip
