"""How pages say things: names in the reader's language, addresses of units, days and figures in words."""

from datetime import date

import flask_babel
from flask import url_for
from flask_babel import gettext, ngettext
from markupsafe import Markup

from minhbach.places.units import WARD, Unit, Vintage
from minhbach.public.counting.edition import Edition, key_of
from minhbach.public.counting.fairness import Quantile, Share
from minhbach.public.counting.queries import Tally
from minhbach.public.models import PublicReport


def unit_name(unit: Unit, language: str) -> str:
    """The unit's name as the reader's language writes it."""
    return unit.name if language == "vi" else unit.name_en or unit.name


def vintage_title(vintage: Vintage, language: str) -> str:
    """A vintage's own title, or the days that it was in force."""
    own = vintage.title if language == "vi" else vintage.title_en
    return own or vintage.title or vintage.id


def credit(vintage: Vintage, language: str) -> str:
    """What is said below a map of this vintage."""
    return vintage.attribution if language == "vi" else vintage.attribution_en or vintage.attribution


def credit_of(edition: Edition, vintage: str, language: str) -> str:
    """Whose boundaries these are, in the words that their source asks for."""
    found = next((v for v in edition.showroom.atlas.vintages if v.id == vintage), None)
    return credit(found, language) if found else ""


def address(unit: Unit, edition: Edition, language: str) -> str:
    """The address of a unit's page; empty where its vintage has none."""
    if unit.vintage not in edition.shown:
        return ""
    endpoint = "ward" if unit.level == WARD else "district"
    return url_for(f"{language}.{endpoint}", vintage=unit.vintage, key=key_of(unit))


def counted(tally: Tally) -> str:
    """A tally in one short line."""
    return ngettext(
        "%(reports)s phản ánh, %(resolved)s đã giải quyết",
        "%(reports)s phản ánh, %(resolved)s đã giải quyết",
        tally.reports,
        reports=flask_babel.format_decimal(tally.reports),
        resolved=flask_babel.format_decimal(tally.resolved),
    )


def category_name(code: str, edition: Edition, language: str) -> str:
    """A category's name; its code where the pack no longer has it."""
    category = edition.showroom.city.categories.get(code)
    return category.name.within(language) if category else code


def month_name(month: str) -> str:
    """A month (YYYY-MM) as the reader's language writes it: "11/2026", "Nov 2026"."""
    first = date.fromisoformat(f"{month}-01")
    short = flask_babel.get_locale().language == "vi"
    return flask_babel.format_date(first, "MM/yyyy" if short else "MMM yyyy")


def when(day: date | None, precision: str) -> str:
    """A day, or only its month where the day could point at a person."""
    if day is None:
        return "–"
    if precision == "month":
        return month_name(f"{day:%Y-%m}")
    if precision == "quarter":
        return gettext("quý %(quarter)s/%(year)s", quarter=(day.month + 2) // 3, year=day.year)
    if precision == "year":
        return gettext("năm %(year)s", year=day.year)
    short = flask_babel.get_locale().language == "vi"
    return flask_babel.format_date(day, "dd/MM/yyyy" if short else "d MMM yyyy")


def status_name(status: str) -> str:
    """A status in the reader's language."""
    return {
        "assigned": gettext("Đang xử lý"),
        "resolved": gettext("Đã giải quyết"),
        "answered": gettext("Đã trả lời"),
    }.get(status, status)


def channel_name(channel: str) -> str:
    """How a report came in."""
    return {
        "web": gettext("Trang web"),
        "phone": gettext("Điện thoại"),
        "email": gettext("Thư điện tử"),
        "app": gettext("Ứng dụng di động"),
        "zalo": "Zalo",
        "facebook": "Facebook",
        "sms": "SMS",
        "api": gettext("Hệ thống liên thông"),
        "import": gettext("Nhập từ hệ thống khác"),
    }.get(channel, channel)


def place_told(report: PublicReport) -> str:
    """How exactly the place is told, and why."""
    metres = flask_babel.format_decimal(report.location_uncertainty_m or 0)
    if report.lat is None:
        return gettext("Vị trí không được công bố.")
    if report.location_method == "ward":
        return gettext(
            "Để bảo vệ người phản ánh, vị trí chỉ cho biết phường, xã, không cho biết điểm xảy ra sự việc."
        )
    if report.location_method.startswith("cell"):
        return gettext(
            "Để bảo vệ người phản ánh, vị trí được làm tròn về một điểm chung của nhiều nhà; sự việc nằm "
            "trong vòng %(metres)s m quanh điểm này.",
            metres=metres,
        )
    return gettext("Vị trí được làm tròn; sự việc nằm trong vòng %(metres)s m quanh điểm này.", metres=metres)


def days_taken(days: int | None) -> str:
    """A number of days in words."""
    if days is None:
        return "–"
    return gettext("trong ngày") if days == 0 else ngettext("%(num)s ngày", "%(num)s ngày", days)


def share(part: int, whole: int) -> str:
    """A part of a whole as a percentage; a dash where there is no whole."""
    return flask_babel.format_percent(part / whole, "#,##0%") if whole else "–"


def told_share(share: Share) -> str:
    """A share with its interval and what stands behind it."""
    if share.value is None or share.interval is None:
        return "–"
    low, high = share.interval
    behind = flask_babel.format_decimal(share.n)
    return f"{percent(share.value)} ({percent(low)}–{percent(high)}; n = {behind})"


def told_days(days: Quantile) -> str:
    """A number of days with its interval and what stands behind it."""
    if days.value is None:
        return "–"
    value = gettext("%(days)s ngày", days=median(days.value))
    between = f"{days.interval[0]}–{days.interval[1]}; " if days.interval else ""
    return f"{value} ({between}n = {flask_babel.format_decimal(days.n)})"


def agency_kind(kind: str) -> str:
    """What agencies of one kind are called."""
    return {
        "department": gettext("Sở, ngành"),
        "district": gettext("Ủy ban nhân dân quận, huyện"),
        "ward": gettext("Ủy ban nhân dân phường, xã"),
        "infrastructure": gettext("Đơn vị quản lý hạ tầng"),
        "operator": gettext("Đơn vị vận hành cổng"),
    }.get(kind, gettext("Đơn vị khác"))


def percent(value: float) -> str:
    """A share between 0 and 1 as a percentage with one digit."""
    return flask_babel.format_percent(value, "#,##0.#%")


def median(value: float | None) -> str:
    """A median number of days; a dash where too little stands behind it."""
    return "–" if value is None else flask_babel.format_decimal(value, "#,##0.#")


def as_day(iso: str) -> str:
    """A vintage's first day as the reader's language writes it."""
    return when(date.fromisoformat(iso), "day")


def file_size(size: int) -> str:
    """A size in bytes as people read it."""
    for unit, bytes_in in (("MB", 1_000_000), ("kB", 1_000)):
        if size >= bytes_in:
            return f"{flask_babel.format_decimal(size / bytes_in, '#,##0.#')}\N{NO-BREAK SPACE}{unit}"
    return f"{size}\N{NO-BREAK SPACE}B"


def paragraphs(text: str) -> Markup:
    """A text with its own line breaks, as paragraphs."""
    parts = [part.strip() for part in text.split("\n") if part.strip()]
    return Markup("").join(Markup("<p>{}</p>").format(part) for part in parts)


FILTERS = {
    "status": status_name,
    "channel": channel_name,
    "month": month_name,
    "when": when,
    "days": days_taken,
    "median": median,
    "percent": percent,
    "paragraphs": paragraphs,
    "agency_kind": agency_kind,
    "place_told": place_told,
    "as_day": as_day,
    "filesize": file_size,
}
