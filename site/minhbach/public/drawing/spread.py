"""How long things took, and when in a year they are reported: bars, and the same numbers for a table."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext
from markupsafe import Markup

from minhbach.public.counting.edition import Edition
from minhbach.public.counting.queries import ENOUGH, Tally
from minhbach.public.drawing.charts import Bar, bars

STEPS = ((0, 0), (1, 1), (2, 2), (3, 3), (4, 5), (6, 7), (8, 10), (11, 15), (16, 30), (31, None))
"""Days to the answer, from and to."""


@dataclass(frozen=True)
class Chart:
    """A drawing and its rows."""

    drawn: Markup
    rows: Sequence[Bar]


def time_taken(tallies: Iterable[Tally]) -> Chart | None:
    """How many resolved reports took how long; None below the number that says anything."""
    days: Counter[int] = Counter()
    for tally in tallies:
        days.update(tally.days)
    if days.total() < ENOUGH:
        return None
    rows = []
    for low, high in STEPS:
        count = sum(n for day, n in days.items() if day >= low and (high is None or day <= high))
        label = f"{low}+" if high is None else str(low) if low == high else f"{low}–{high}"
        rows.append(Bar(label, count, count, gettext("%(label)s ngày: %(count)s", label=label, count=count)))
    return Chart(bars(rows, gettext("Số phản ánh đã giải quyết theo số ngày")), rows)


def seasons(shown: Edition) -> Chart | None:
    """What came in on average in each month of the year, over whole years only; None before there are two."""
    years: dict[str, dict[str, int]] = {}
    for month in shown.months:
        years.setdefault(month[:4], {})[month[5:]] = shown.figures(month).received
    whole = [year for year in years.values() if len(year) == 12]
    if len(whole) < 2:
        return None
    rows = []
    for month in (f"{number:02}" for number in range(1, 13)):
        mean = round(sum(year[month] for year in whole) / len(whole))
        told = gettext("Tháng %(month)s: trung bình %(count)s", month=int(month), count=mean)
        rows.append(Bar(str(int(month)), mean, mean, told))
    return Chart(bars(rows, gettext("Số tiếp nhận trung bình theo tháng trong năm")), rows)
