"""Registers that anybody may read: refusals by ground, the rules by date, merit and fault."""

from collections import Counter, defaultdict

from flask import render_template

from minhbach.public.counting import queries
from minhbach.public.counting.current import current, edition
from minhbach.public.pages.views import pages


@pages.get("/refusals/")
def refusals() -> str:
    """What was refused, on which ground, and how often its sender objected."""
    with current().reading() as session:
        rows = queries.refusals(session)
    by_ground: dict[str, Counter[str]] = defaultdict(Counter)
    months: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        by_ground[row.ground].update(reports=row.reports, contested=row.contested)
        months[row.month][row.ground] = row.reports
    ranked = sorted(by_ground.items(), key=lambda item: (-item[1]["reports"], item[0]))
    return render_template(
        "public/refusals.html",
        grounds=ranked,
        months=months,
        refused=sum(row.reports for row in rows),
        received=edition().figures().received,
        named=edition().showroom.city.refusals,
    )


@pages.get("/rules/")
def rules() -> str:
    """The regulations by date, as the deadlines are counted by them."""
    known = edition().rules
    return render_template("public/rules.html", rules=list(reversed(known.rules)), practice=known.practice)


@pages.get("/merit/")
def merit() -> str:
    """Commendations and violations of agencies, and citizens who agreed to be named by a pseudonym."""
    with current().reading() as session:
        rows = queries.merits(session)
    return render_template(
        "public/merit.html",
        agencies=[row for row in rows if row.kind != "citizen"],
        citizens=sorted((row for row in rows if row.kind == "citizen"), key=lambda row: -(row.reports or 0)),
    )
