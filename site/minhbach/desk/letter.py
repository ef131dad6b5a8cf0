"""A report's state as a letter on paper: for who left no e-mail address, such as those who telephoned.

The city's texts, without the tracking code. A name stands on it only once its opening stands in the trail.
"""

from typing import Any

from flask import abort, render_template, request
from flask_babel import force_locale, format_date
from markupsafe import Markup

from minhbach.desk.cases import find_report
from minhbach.desk.decisions import read_reason
from minhbach.desk.guard import current_actor, for_roles
from minhbach.desk.page import case_or_404
from minhbach.desk.report import open_contact
from minhbach.records.contacts import Reach
from minhbach.records.models import Report
from minhbach.records.office import office
from minhbach.records.work import witness
from minhbach.records.workflow import OPERATOR
from minhbach.telling.compose import Writer
from minhbach.telling.paper import kind_on_paper


@for_roles(OPERATOR)
def letter(id: int) -> str:
    """The letter, ready to print, with lines for the address; that it was opened stands in the trail."""
    with office().private.writing() as session:
        _kind(find_report(session, id, current_actor()) or abort(404))
        witness(session, id, current_actor(), office().now(), "letter")
    return _page(id)


@for_roles(OPERATOR)
def addressed_letter(id: int) -> Any:
    """The letter with its sender's name, for a reason that is kept."""
    _kind(case_or_404(id).report)
    reason, wrong = read_reason(request.form)
    if wrong:
        return _page(id, reason=reason, wrong=wrong), 422
    return _page(id, open_contact(id, reason), revealed=True)


def _kind(report: Report) -> str:
    """Which text the letter has; no letter, no page."""
    return kind_on_paper(office().settings.data, report) or abort(404)


def _page(id: int, reach: Reach | None = None, **what: Any) -> str:
    case, name = case_or_404(id), reach.name if reach else None
    return render_template("desk/letter.html", case=case, name=name, sheet=_sheet(case.report, name), **what)


def _sheet(report: Report, name: str | None) -> Markup:
    """The letter itself, in the language of who reads it, whichever the desk speaks."""
    writer = Writer(office())
    written = writer.letter(_kind(report), report)
    today = office().local_day(office().now())
    with force_locale(written.language):
        sheet = render_template("desk/_letter.html", written=written, site=writer.site, found=report,
                                name=name, today=format_date(today, "long"))  # fmt: skip
    return Markup(sheet)  # noqa: S704  (a template's own output, escaped there)
