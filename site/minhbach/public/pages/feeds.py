"""Atom feeds of a ward, district, category or agency: what was resolved, in an address that stays.

The feed of a unit that a reform abolished goes on answering, and its first entry says what the unit became.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Response, abort, render_template, url_for
from flask_babel import gettext

from minhbach.places.units import DISTRICT, WARD, Unit
from minhbach.public.counting import queries
from minhbach.public.counting.current import current, edition
from minhbach.public.language import language
from minhbach.public.models import PublicReport
from minhbach.public.pages.agencies import agency_name
from minhbach.public.pages.views import pages, unit_or_404
from minhbach.public.wording import address, category_name, unit_name, when

ENTRIES = 30
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML file may hold."""


@dataclass(frozen=True)
class Entry:
    """One thing that a reader is told; `urn` stays its name for ever."""

    urn: str
    title: str
    text: str
    href: str
    updated: date


@pages.get("/wards/<vintage>/<key>/feed.xml", defaults={"level": WARD}, endpoint="ward_feed")
@pages.get("/districts/<vintage>/<key>/feed.xml", defaults={"level": DISTRICT}, endpoint="district_feed")
def unit_feed(vintage: str, key: str, level: str) -> Response:
    """What was resolved in one unit, and what became of it."""
    unit = unit_or_404(vintage, level, key)
    with current().reading() as session:
        latest = queries.latest_resolved_in(session, ENTRIES, (vintage, level, unit.code))
    name, page = unit_name(unit, language()), address(unit, edition(), language())
    entries = [*_ending(unit), *map(_resolved, latest)]
    return _feed(f"{level}:{vintage}:{unit.code}", name, page, entries, date.fromisoformat(vintage))


@pages.get("/categories/<code>/feed.xml")
def category_feed(code: str) -> Response:
    """What was resolved in one category."""
    if code not in edition().showroom.city.categories:
        abort(404)
    with current().reading() as session:
        latest = queries.latest_resolved(session, ENTRIES, category=code)
    name, page = category_name(code, edition(), language()), url_for(".category", code=code)
    begun = date.fromisoformat(edition().vintages[-1].id)
    return _feed(f"category:{code}", name, page, [_resolved(report) for report in latest], begun)


@pages.get("/agencies/<code>/feed.xml")
def agency_feed(code: str) -> Response:
    """What one agency resolved."""
    if code not in edition().agency_codes:
        abort(404)
    with current().reading() as session:
        latest = queries.latest_resolved(session, ENTRIES, agency=code)
    begun = date.fromisoformat(edition().vintages[-1].id)
    entries = [_resolved(report) for report in latest]
    return _feed(f"agency:{code}", agency_name(code), url_for(".agency", code=code), entries, begun)


def _ending(unit: Unit) -> list[Entry]:
    """What became of a unit that a reform changed: one entry, dated on the day of the reform."""
    lineage = edition().lineage
    ended = lineage.ended(unit)
    if ended is None:
        return []
    name = unit_name(unit, language())
    heirs = ", ".join(unit_name(heir, language()) for heir in lineage.today(unit))
    title = gettext("%(unit)s không còn như cũ từ ngày %(day)s", unit=name, day=when(ended, "day"))
    text = gettext("Nay: %(units)s. Mời bạn theo dõi đơn vị mới.", units=heirs)
    own = f"ended:{unit.level}:{unit.vintage}:{unit.code}"
    return [Entry(_urn(own), title, text, address(unit, edition(), language()), ended)]


def _resolved(report: PublicReport) -> Entry:
    ward = edition().unit(report.vintage or "", report.ward_code)
    title = category_name(report.category, edition(), language())
    return Entry(
        urn=_urn(f"report:{report.public_id}"),
        title=f"{title} · {unit_name(ward, language())}" if ward else title,
        text=NOT_XML.sub("", f"{report.text}\n\n{report.answer or ''}".strip()),
        href=url_for(".report", public_id=report.public_id),
        updated=report.resolved or report.received,
    )


def _feed(own: str, name: str, page: str, entries: Sequence[Entry], begun: date) -> Response:
    """The feed, dated by what is in it: it changes only when that does."""
    body = render_template(
        "public/feed.xml",
        urn=_urn(own),
        name=name,
        page=page,
        entries=entries,
        updated=max((entry.updated for entry in entries), default=begun),
    )
    return Response(body, mimetype="application/xml")


def _urn(own: str) -> str:
    return f"urn:minhbach:{edition().showroom.city.id}:{own}"
