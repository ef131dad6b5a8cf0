"""A table of an inspection report, and how figures and codes are said in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import g
from flask_babel import format_decimal, get_locale
from flask_babel import gettext as _

from minhbach.desk.words import show_moment
from minhbach.pages import show_day
from minhbach.public.counting.fairness import Quantile, Share
from minhbach.records.office import office


@dataclass(frozen=True)
class Section:
    """One table with its heading; `note` says how to read it."""

    code: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    figures: int = 1
    """The last so many columns hold figures."""


def said_share(share: Share) -> str:
    """ "92% (88–95%)": the share and its interval."""
    if share.value is None or share.interval is None:
        return "–"
    low, high = share.interval
    return f"{share.value:.0%} ({100 * low:.0f}–{high:.0%})"


def said_quantile(found: Quantile) -> str:
    """ "3,5 (3–4)"; without an interval where too few stand behind it."""
    if found.value is None:
        return "–"
    interval = f" ({found.interval[0]}–{found.interval[1]})" if found.interval else ""
    return f"{format_decimal(found.value)}{interval}"


def said_ground(code: str | None) -> str:
    """A ground of refusal in the words of those who use it."""
    if code is None:
        return _("Đã tiếp nhận lại sau khi từ chối")
    known = office().city.refusals.get(code)
    return known.for_staff.within(str(get_locale())) if known else code


def said_category(code: str) -> str:
    known = office().city.categories.get(code)
    return known.name.within(str(get_locale())) if known else code


def said_agency(code: str | None) -> str:
    if "agencies" not in g:
        g.agencies = office().agencies()
    known = g.agencies.get(code or "")
    return known.name.within(str(get_locale())) if known else code or "–"


def in_words(rows: Iterable[Sequence[object]]) -> tuple[tuple[str, ...], ...]:
    """Each cell as it is read: figures, days and moments as the language writes them, a dash for none."""
    return tuple(tuple(_cell(cell) for cell in row) for row in rows)


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return show_moment(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return format_decimal(value)
    return show_day(value) if isinstance(value, date) else str(value)
