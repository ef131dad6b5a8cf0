"""Turn a private report into what we are willing to publish.

publish() is the only maker of a PublicReport. Reasons: data/decisions/.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from minhbach.city import Category
from minhbach.errors import MinhBachError
from minhbach.places.units import Unit
from minhbach.privacy.disclosure.crowd import DAY, MONTH, Standing, coarse, told_days
from minhbach.privacy.place.location import SENSITIVE, PublicPoint, generalise
from minhbach.privacy.told.deadline import Told, Watch
from minhbach.privacy.wording.edits import ANSWER, INTERIM, TEXT, parts_of, redact_parts
from minhbach.public.models import PublicReport
from minhbach.records.models import RedactionEdit, Report, ReportPlace
from minhbach.records.workflow import ANSWERED, COUNTS_AS_RESOLVED, TAKEN_IN

PUBLISHED = (*TAKEN_IN, *ANSWERED)
"""Nothing is public before an operator accepted it, and nothing that was refused."""
BEING_WORKED_ON, SOLVED, OTHERWISE = "assigned", "resolved", "answered"
"""Public statuses: OTHERWISE is an answer by whose outcome nothing was solved."""


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
    photo: str | None = None
    """Name of a cleaned photo that an operator let through."""
    photo_after: str | None = None
    """The same of what the agency did."""
    edits: Sequence[RedactionEdit] = ()
    """What operators hid or showed of its words."""
    standing: Standing | None = None
    """How coarsely the crowd says that place and time be told; None for as finely as the category allows."""
    hide_places: Callable[[str], str] = str
    """Hides the places that the words say; used where the crowd allows no ward."""
    of_a_place: bool = False
    """True where the agency is that of one ward or district, so that naming it names the place."""
    people: int = 1
    """How many told of it, as the public may know it (told.people)."""
    watch: Watch | None = None
    """Tells of its deadline; None where none is asked for."""


def publish(report: Report, around: Surroundings) -> PublicReport:
    """Redact the text, generalise place and time; Unpublishable if it may not leave at all."""
    if report.status not in PUBLISHED or report.accepted_at is None:
        raise Unpublishable(f"a report that is {report.status} is not public")
    if not report.may_publish:
        raise Unpublishable("the sender asked that it stay private")
    received = around.local_day(report.received_at)
    answered = report.status in ANSWERED
    resolved = around.local_day(report.resolved_at) if report.resolved_at and answered else None
    standing = around.standing or _finest(received, around)
    precision = standing.precision
    point = _point(report, around, standing)
    displaced = not standing.ward and bool(around.ward)
    words = redact_parts(parts_of(report), around.edits)
    hide = around.hide_places if displaced else str
    said = {part: hide(redaction.text) for part, redaction in words.items()}
    deadline = around.watch.tell(report, standing.received, precision) if around.watch else Told()
    return PublicReport(
        public_id=report.public_id,
        status=_status(report),
        category=report.category,
        agency=None if displaced and around.of_a_place else report.agency,
        text=said[TEXT],
        # An answer that its sender or an operator did not take is none until there is another.
        answer=said.get(ANSWER) if answered else None,
        received=standing.received,
        resolved=coarse(resolved, precision) if resolved else None,
        date_precision=precision,
        days=told_days(received, resolved, precision) if resolved else None,
        lat=point.lat if point else None,
        lon=point.lon if point else None,
        location_method=point.method if point else "none",
        location_uncertainty_m=max(point.uncertainty_m, report.coarse_m or 0) if point else None,
        vintage=standing.vintage,
        ward_code=standing.ward,
        district_code=standing.district,
        channel=report.channel,
        photo=around.photo,
        made_up=report.made_up,
        outcome=report.outcome if answered else None,
        reports=around.people,
        reopened=report.reopened,
        rule=deadline.rule,
        due=deadline.due,
        on_time=deadline.on_time,
        interim=said.get(INTERIM),
        photo_after=around.photo_after,
        salt=report.salt,
    )


def _status(report: Report) -> str:
    """All that is being worked on is one thing to the public; an answer counts by its outcome."""
    if report.status not in ANSWERED:
        return BEING_WORKED_ON
    return SOLVED if report.outcome in (None, *COUNTS_AS_RESOLVED) else OTHERWISE


def _finest(received: date, around: Surroundings) -> Standing:
    # The day of a sensitive matter can point at a person (a clinic visit, a hearing): the month stays.
    precision = MONTH if around.category.concerns == SENSITIVE else DAY
    place = around.place if around.ward else None
    at = (place.vintage, place.ward_code, place.district_code) if place else (None, None, None)
    return Standing(precision, coarse(received, precision), *at)


def _point(report: Report, around: Surroundings, standing: Standing) -> PublicPoint | None:
    if report.lat is None or report.lon is None or around.ward is None or standing.ward is None:
        return None  # outside every ward: it is counted and said, and never moved
    # Who found a crowd only in a whole ward's year must not be found by the point.
    crowded = standing.precision not in (DAY, MONTH)
    concerns = SENSITIVE if crowded else around.category.concerns
    return generalise(report.lat, report.lon, around.ward, concerns)
