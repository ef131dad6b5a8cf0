"""A time series of months: its bars, the same numbers for a table, and where a reform breaks it."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext
from markupsafe import Markup

from minhbach.city.rules import Rule
from minhbach.places.units import Vintage
from minhbach.public.counting.edition import Edition
from minhbach.public.drawing.charts import Bar, Break, bars
from minhbach.public.wording import month_name, when


@dataclass(frozen=True)
class Month:
    """One row of the table."""

    bar: Bar
    reform: Vintage | None
    """Boundaries that came into force during this month; what is above and below is not comparable."""
    rule: Rule | None = None
    """A regulation that came into force during this month: other deadlines from then on."""


def months(edition: Edition, most: int) -> list[Month]:
    """The last months of the edition, received and resolved."""
    found = []
    for month in edition.months[-most:]:
        figures = edition.figures(month)
        tip = gettext(
            "%(month)s: %(received)s tiếp nhận, %(resolved)s đã giải quyết",
            month=month_name(month), received=figures.received, resolved=figures.resolved,
        )  # fmt: skip
        bar = Bar(f"{month[5:]}/{month[2:4]}", figures.received, figures.resolved, tip)
        reform = next((v for v in edition.vintages if v.id[:7] == month), None)
        rule = next((r for r in edition.rules.rules if f"{r.valid_from:%Y-%m}" == month), None)
        found.append(Month(bar, reform, rule))
    return found


def chart(shown: Sequence[Month], title: str) -> Markup:
    """The months as bars, with a dashed line on the day of each reform and each new rule among them."""
    breaks = []
    for number, month in enumerate(shown):
        told = [(month.reform.valid_from, reform_told(month.reform))] if month.reform else []
        told += [(month.rule.valid_from, rule_told(month.rule))] if month.rule else []
        for first, label in told:
            if number or first.day > 1:  # nothing stands left of the first
                part = (first.day - 1) / monthrange(first.year, first.month)[1]
                breaks.append(Break(number + part, label))
    return bars([month.bar for month in shown], title, breaks)


def reform_told(vintage: Vintage) -> str:
    """The label of a break."""
    return gettext("Địa giới mới từ %(day)s", day=when(vintage.valid_from, "day"))


def rule_told(rule: Rule) -> str:
    """The label of a break where another regulation begins."""
    return gettext("Quy chế mới từ %(day)s", day=when(rule.valid_from, "day"))
