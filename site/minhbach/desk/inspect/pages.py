"""The inspector's pages: figures, late and reopened cases, refusals, a sample, agencies side by side."""

from typing import Any

from flask import render_template

from minhbach.desk.guard import for_roles
from minhbach.desk.inspect.asked import (
    PER_PAGE,
    asked_page,
    asked_period,
    asked_sample,
    in_address,
    pages_of,
)
from minhbach.intake.nearby import public_side
from minhbach.public.counting.fairness import Comparison, compare, least_reports, standings
from minhbach.records.breaches import list_breaches, told_in_time
from minhbach.records.office import office
from minhbach.records.oversight import access, cases, refusals
from minhbach.records.oversight.sample import draw
from minhbach.records.workflow import INSPECTOR


@for_roles(INSPECTOR)
def inspect() -> str:
    """The figures of a stretch of days, and where to look closer."""
    period = asked_period()
    with office().private.reading() as session:
        figures = cases.figures(session, period, office().now())
        odd = [one for one in access.openers(session, period, office().deadlines.calendar) if one.is_odd]
        running = [one for one in list_breaches(session) if one.told_at is None]
    return shown("inspect", period, figures=figures, odd=odd, running=running,
                 overdue=[one for one in running if told_in_time(one, office().now()) is False])  # fmt: skip


@for_roles(INSPECTOR)
def inspect_late() -> str:
    """Reports that are late or were answered late, and those that were opened again."""
    period, page = asked_period(), asked_page()
    with office().private.reading() as session:
        late, of_late = cases.late_cases(session, period, office().now(), page, PER_PAGE)
        again, of_again = cases.reopened_cases(session, period, page, PER_PAGE)
    return shown("inspect_late", period, late=late, of_late=of_late, again=again, of_again=of_again,
                 page=page, pages=pages_of(max(of_late, of_again)))  # fmt: skip


@for_roles(INSPECTOR)
def inspect_refusals() -> str:
    """Refusals by ground and by operator."""
    period = asked_period()
    with office().private.reading() as session:
        found = refusals.count_refusals(session, period)
    grounds = list(dict.fromkeys(one.ground for one in sorted(found, key=lambda one: one.ground is None)))
    by_pair = {(one.ground, one.operator): one for one in found}
    return shown("inspect_refusals", period, found=found, grounds=grounds, by_pair=by_pair,
                 operators=sorted({one.operator for one in found}))  # fmt: skip


@for_roles(INSPECTOR)
def inspect_sample() -> str:
    """A random sample of reports for review, with the seed that draws it again."""
    period, (seed, size) = asked_period(), asked_sample()
    with office().private.reading() as session:
        drawn = draw(session, period, seed, size)
    return shown("inspect_sample", period, drawn=drawn, seed=seed, size=size)


@for_roles(INSPECTOR)
def inspect_agencies() -> str:
    """Agencies side by side, from what is public: one truth for the inspector and for everybody."""
    return shown("inspect_agencies", asked_period(), comparisons=compare_agencies(),
                 least=least_reports(office().city.facts))  # fmt: skip


def compare_agencies() -> list[Comparison]:
    """Every kind of agency in every vintage, from public.db."""
    atlas, known = office().atlas, office().agencies()
    with public_side(office()).reading() as session:
        rows = standings(session, lambda day: atlas.in_force(day).id)
    kinds = {code: agency.kind for code, agency in known.items()}
    patterns = {one.code.partition("{")[0]: one.kind for one in office().city.per_unit}

    def kind_of(code: str) -> str:  # a ward of an earlier vintage has no agency today
        return kinds.get(code) or next(
            (kind for start, kind in patterns.items() if code.startswith(start)), ""
        )

    return compare(rows, kind_of, least_reports(office().city.facts))


def shown(page_name: str, period: Any, **what: Any) -> str:
    """A page of the inspector's, which knows its stretch of days and the ways to the others."""
    agencies = office().agencies()
    titles = {vintage.id: vintage for vintage in office().atlas.vintages}
    template = f"desk/{page_name.replace('_', '-')}.html"
    return render_template(template, period=period, agencies=agencies, titles=titles,
                           here=f"desk.{page_name}", in_address=in_address, **what)  # fmt: skip
