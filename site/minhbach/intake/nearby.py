"""Published reports that may tell of what somebody is about to report: what is public, and nothing else.

public.db alone is asked, so a report that is private, not accepted yet or generalised stays so: whoever tries
pins around a house learns no more than from the public map.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import cos, radians

from flask import current_app
from flask_babel import get_locale
from sqlmodel import Session, and_, col, or_, select

from minhbach.databases import Database
from minhbach.intake.form import Filled
from minhbach.intake.spot import NoSpot, Spot, find_spot
from minhbach.privacy.publish import BEING_WORKED_ON, SOLVED
from minhbach.public.models import PublicReport
from minhbach.public.store import public_database
from minhbach.public.wording import when
from minhbach.records.alike import FAR, in_common, likeness, metres_between, telling_words
from minhbach.records.office import Office

LEAST = 0.5
"""What scores less is not worth a citizen's look."""
MOST = 4
MOST_LOOKED_AT = 1000
LOOKED_BACK = timedelta(days=180)
RESOLVED_LATELY = timedelta(days=30)
SHOWN_TEXT = 240
_METRES = 111_195
"""To one degree of latitude."""
_EXTENSION = "minhbach.intake.public"


@dataclass(frozen=True)
class Near:
    """A published report, as a card shows it."""

    public_id: str
    text: str
    told: str
    """When it was received, as exactly as is public."""
    category: str
    ward: str | None
    is_open: bool
    reports: int
    """How many people told of it."""
    made_up: bool


def public_side(office: Office) -> Database:
    """public.db, opened once an app."""
    opened: dict[str, Database] = current_app.extensions
    if _EXTENSION not in opened:
        opened[_EXTENSION] = public_database(office.settings.public_url)
    return opened[_EXTENSION]


def nearby(office: Office, filled: Filled) -> list[Near]:
    """Open and lately resolved reports of the same kind about there, the likeliest first."""
    category = office.city.categories.get(filled.category)
    try:
        spot = find_spot(office, filled.point)
    except NoSpot:
        return []
    if category is None:
        return []
    with public_side(office).reading() as session:
        found = _about(session, category.code, spot, category.same_m * FAR, office.today())
    mine = telling_words(filled.text)
    scored = [(_score(office.today(), report, spot, category.same_m, mine), report) for report in found]
    likely = sorted(scored, key=lambda one: (-one[0], one[1].public_id))[:MOST]
    return [card(office, report) for score, report in likely if score >= LEAST]


def card(office: Office, report: PublicReport) -> Near:
    """A published report in the reader's language."""
    language = str(get_locale())
    ward = (
        office.atlas.unit(report.vintage, report.ward_code) if report.vintage and report.ward_code else None
    )
    names = (ward.name if language == office.city.languages[0] else ward.name_en) if ward else None
    category = office.city.categories.get(report.category)
    return Near(
        public_id=report.public_id,
        text=_short(report.text),
        told=when(report.received, report.date_precision),
        category=category.name.within(language) if category else report.category,
        ward=names,
        is_open=report.status == BEING_WORKED_ON,
        reports=report.reports,
        made_up=report.made_up,
    )


def _about(session: Session, category: str, spot: Spot, metres: float, today: date) -> Sequence[PublicReport]:
    """Reports told by a point near this one, or by this ward alone."""
    high = metres / _METRES
    wide = high / cos(radians(spot.lat))
    here = and_(
        col(PublicReport.lat).between(spot.lat - high, spot.lat + high),
        col(PublicReport.lon).between(spot.lon - wide, spot.lon + wide),
    )
    same_ward = and_(
        col(PublicReport.vintage) == spot.now.vintage, col(PublicReport.ward_code) == spot.now.ward_code
    )
    lately = and_(col(PublicReport.status) == SOLVED, col(PublicReport.resolved) >= today - RESOLVED_LATELY)
    query = (
        select(PublicReport)
        .where(PublicReport.category == category, col(PublicReport.received) >= today - LOOKED_BACK)
        .where(or_(col(PublicReport.status) == BEING_WORKED_ON, lately), or_(here, same_ward))
        .order_by(col(PublicReport.received).desc())
        .limit(MOST_LOOKED_AT)
    )
    return session.exec(query).all()


def _score(today: date, report: PublicReport, spot: Spot, same_m: int, mine: frozenset[str]) -> float:
    """By place, kind, words and time; of a place that is told coarsely, no more than that it may be."""
    told_within = report.location_uncertainty_m or 0
    if report.lat is None or report.lon is None or told_within > same_m * FAR:
        metres = float(same_m)  # somewhere in the ward: its words must tell
    else:
        metres = max(0.0, metres_between(spot.lat, spot.lon, report.lat, report.lon) - told_within)
    words = in_common(mine, telling_words(report.text))
    days = (today - report.received) / timedelta(days=1)
    return likeness(metres, same_m, True, words, days)


def _short(text: str) -> str:
    return text if len(text) <= SHOWN_TEXT else text[:SHOWN_TEXT].rsplit(" ", 1)[0] + " …"
