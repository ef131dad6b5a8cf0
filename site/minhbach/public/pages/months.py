"""A page a month of receipt: what came in and where it stands."""

from flask import abort, render_template

from minhbach.public.counting.current import edition
from minhbach.public.drawing import series
from minhbach.public.drawing.spread import seasons, time_taken
from minhbach.public.pages.views import pages, ranked


@pages.get("/months/")
def months() -> str:
    """Every month, newest first."""
    shown = edition()
    rows = [(month, shown.figures(month)) for month in reversed(shown.months)]
    taken = time_taken(shown.categories.values())
    return render_template("public/months.html", rows=rows, taken=taken, seasons=seasons(shown))


@pages.get("/months/<month>/")
def month(month: str) -> str:
    """One month: the sum of what came in, and the categories."""
    shown = edition()
    if month not in shown.months:
        abort(404)
    tallies = shown.by_month.get(month, {})
    told = sum(tally.reports for tally in tallies.values())
    at = shown.months.index(month)
    figures = shown.figures(month)
    return render_template(
        "public/month.html",
        month=month,
        figures=figures,
        by_category=ranked(tallies),
        most=max((tally.reports for tally in tallies.values()), default=0),
        coarse=figures.published - told,
        before=shown.months[at - 1] if at else None,
        after=shown.months[at + 1] if at + 1 < len(shown.months) else None,
        reform=next((v for v in shown.vintages if v.id[:7] == month), None),
        reform_told=series.reform_told,
    )
