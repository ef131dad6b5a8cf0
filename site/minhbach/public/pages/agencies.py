"""Pages of the agencies: what each did, with what stands behind every figure, and nobody ranked by chance."""

from dataclasses import dataclass

from flask import abort, render_template

from minhbach.public.counting import queries
from minhbach.public.counting.current import current, edition
from minhbach.public.counting.fairness import Comparison, Standing, least_reports
from minhbach.public.language import language
from minhbach.public.pages.views import LATEST, pages


@dataclass(frozen=True)
class Era:
    """One agency in one vintage, beside its kind."""

    standing: Standing
    beside: Comparison


@pages.get("/agencies/")
def agencies() -> str:
    """All agencies with public reports, beside others of their kind."""
    return render_template("public/agencies.html", comparisons=edition().comparisons, least=_least())


@pages.get("/agencies/<code>/")
def agency(code: str) -> str:
    """One agency: its figures in every vintage, and what it resolved last."""
    if code not in edition().agency_codes:
        abort(404)
    eras = [
        Era(standing, beside)
        for beside in edition().comparisons
        for standing in (*beside.compared, *beside.too_few)
        if standing.agency == code
    ]
    with current().reading() as session:
        latest = queries.latest_resolved(session, LATEST, agency=code)
    name = agency_name(code, eras[0].standing.vintage)
    return render_template(
        "public/agency.html", code=code, name=name, eras=eras, latest=latest, least=_least()
    )


def agency_name(code: str, vintage: str | None = None) -> str:
    """What an agency is called, or was in a vintage."""
    known = edition().agency_of(code, vintage)
    return known.name.within(language()) if known else code


def _least() -> int:
    return least_reports(edition().showroom.city.facts)
