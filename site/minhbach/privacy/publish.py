"""Turn a private report into what we are willing to publish.

publish() is the only maker of a PublicReport. Reasons: data/decisions/.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from minhbach.city import Category
from minhbach.errors import MinhBachError
from minhbach.places.units import Unit
from minhbach.privacy.location import PublicPoint, generalise
from minhbach.privacy.text import redact
from minhbach.public.models import PublicReport
from minhbach.records.models import Report, ReportPlace
from minhbach.records.workflow import ASSIGNED, RESOLVED

PUBLISHED = (ASSIGNED, RESOLVED)
"""Nothing is public before an operator accepted it, and nothing that was refused."""


class Unpublishable(MinhBachError):
    """A report that stays behind the door; the message names the rule."""


@dataclass(frozen=True)
class Surroundings:
    """What publish() needs to know besides the report itself."""

    category: Category
    place: ReportPlace | None
    """The report's row in the vintage in force on the day it was received."""
    ward: Unit | None
    """The ward that `place` names."""
    local_day: Callable[..., date]
    photos: Sequence[str] = ()
    """Names of cleaned photos that an operator let through."""


def publish(report: Report, around: Surroundings) -> PublicReport:
    """Redact the text, generalise place and time; Unpublishable if it may not leave at all."""
    if report.status not in PUBLISHED:
        raise Unpublishable(f"a report that is {report.status} is not public")
    if not report.may_publish:
        raise Unpublishable("the sender asked that it stay private")
    concerns = around.category.concerns
    received = around.local_day(report.received_at)
    resolved = around.local_day(report.resolved_at) if report.resolved_at else None
    point = _point(report, around)
    return PublicReport(
        public_id=report.public_id,
        status=report.status,
        category=report.category,
        agency=report.agency,
        text=redact(report.text).text,
        answer=redact(report.answer).text if report.answer else None,
        received=_coarse(received, concerns),
        resolved=_coarse(resolved, concerns) if resolved else None,
        date_precision="month" if concerns == "sensitive" else "day",
        days=(resolved - received).days if resolved else None,
        lat=point.lat if point else None,
        lon=point.lon if point else None,
        location_method=point.method if point else "none",
        location_uncertainty_m=max(point.uncertainty_m, report.coarse_m or 0) if point else None,
        vintage=around.place.vintage if around.place and around.ward else None,
        ward_code=around.place.ward_code if around.place else None,
        district_code=around.place.district_code if around.place else None,
        channel=report.channel,
        photo=next(iter(around.photos), None),
        made_up=report.made_up,
    )


def _point(report: Report, around: Surroundings) -> PublicPoint | None:
    if report.lat is None or report.lon is None or around.ward is None:
        return None  # outside every ward: it is counted and said, and never moved
    return generalise(report.lat, report.lon, around.ward, around.category.concerns)


def _coarse(day: date, concerns: str) -> date:
    # The day of a sensitive matter can point at a person (a clinic visit, a hearing): the month stays.
    return day.replace(day=1) if concerns == "sensitive" else day
