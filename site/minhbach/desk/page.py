"""The page of one report, put together for whoever is signed in; every view about a report ends here."""

from typing import Any

from flask import abort, render_template

from minhbach.city.drafts import Draft, drafts_about, load_drafts
from minhbach.desk.cases import Case, open_case, pieces
from minhbach.desk.decisions import Decision
from minhbach.desk.guard import current_actor
from minhbach.desk.suggestions import advice_for
from minhbach.desk.twins import likely_twins
from minhbach.privacy.wording.edits import parts_of
from minhbach.records.amends import may_amend, may_draw, may_show_work
from minhbach.records.flags import may_flag
from minhbach.records.joint import may_ask
from minhbach.records.models import Report
from minhbach.records.office import office
from minhbach.records.steps import allowed
from minhbach.records.workflow import AGENCY, OPERATOR
from minhbach.telling.paper import kind_on_paper


def case_or_404(id: int) -> Case:
    """The report that the person signed in may see, with what belongs to it."""
    with office().private.reading() as session:
        return open_case(session, office(), id, current_actor()) or abort(404)


def page(id: int, decision: Decision | None = None, **what: Any) -> str:
    """The whole page of one report; `what` goes to the template as it is."""
    case, actor = case_or_404(id), current_actor()
    typed = decision.typed if decision else {}
    advice = advice_for(case)
    category = advice.category.code if advice and advice.first else case.report.category
    suggested = office().agency_for(category, list(case.places))
    return render_template(
        "desk/report.html",
        case=case,
        found=case.report,
        **wording(case) | what,
        decision=decision,
        typed=typed,
        errors=decision.errors if decision else {},
        may=may(case),
        twins=likely_twins(case),
        advice=advice,
        category=typed.get("category") or category,
        suggested=suggested,
        chosen=typed.get("agency") or _chosen(case, suggested),
        agencies=office().agencies(),
        titles={vintage.id: vintage for vintage in office().atlas.vintages},
        drafts=drafts_for(case.report),
        may_flag=may_flag(case.report, actor),
        may_ask=may_ask(case.report, actor),
        may_show_work=may_show_work(case.report, actor),
        asked_to_help=_asked_to_help(case),
        on_paper=actor.role == OPERATOR and kind_on_paper(office().settings.data, case.report),
        drawable={photo.id for photo in case.photos if may_draw(case.report, photo, actor)},
        now=office().now(),
    )


def drafts_for(report: Report) -> list[Draft]:
    """The pack's ready answers that fit a report."""
    return drafts_about(load_drafts(office().settings.data, office().city.category_codes), report.category)


def may(case: Case) -> set[str]:
    """The steps that the person signed in may take with this report now."""
    return {row.action for row in allowed(case.report, current_actor())}


def wording(case: Case) -> dict[str, Any]:
    """What the templates need to show the words of a report and what of them is hidden."""
    return {
        "words": parts_of(case.report),
        "wording": case.wording(),
        "pieces": pieces,
        "amendable": may_amend(case.report, current_actor()),
        # Operators decide what is hidden, so they read it; an agency gives a reason first.
        "words_open": current_actor().role == OPERATOR,
    }


def _chosen(case: Case, suggested: str | None) -> str | None:
    """The agency that the form proposes: the one that an agency named, the one in charge, or the pack's."""
    return case.report.proposal or case.report.agency or suggested


def _asked_to_help(case: Case) -> bool:
    actor = current_actor()
    return actor.role == AGENCY and any(
        one.agency == actor.agency and one.done_at is None for one in case.helpers
    )
