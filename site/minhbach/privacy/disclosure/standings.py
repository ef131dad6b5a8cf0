"""Find the crowd of every report that may leave, and which public rows no longer fit theirs."""

from collections.abc import Iterator, Mapping

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from minhbach.databases import Database
from minhbach.privacy.disclosure.crowd import CROWDED, Member, Standing, crowd, crowd_sizes
from minhbach.privacy.publish import PUBLISHED
from minhbach.public.models import PublicReport
from minhbach.records.models import Report, ReportPlace
from minhbach.records.office import Office

Standings = Mapping[int, Standing]
"""By the report's id; reports about public spaces need no crowd and are not in it."""
_NOWHERE: tuple[str | None, str | None] = (None, None)


def standings(office: Office) -> Standings:
    """How coarsely each report about a home or a sensitive matter may be told, from all that may leave."""
    with office.private.reading() as session:
        return crowd(_members(office, session), crowd_sizes(office.city))


def misplaced(office: Office, public: Database, planned: Standings) -> set[int]:
    """Ids of public reports that stand differently now: their crowd grew or shrank."""
    shown = _shown(public, _crowded(office))
    query = select(col(Report.id), col(Report.public_id)).where(col(Report.category).in_(_crowded(office)))
    with office.private.reading() as session:
        rows = session.execute(query.execution_options(yield_per=5000))
        return {key for key, name in rows
                if key in planned and name in shown and shown[name] != planned[key]}  # fmt: skip


def _crowded(office: Office) -> list[str]:
    return [code for code, category in office.city.categories.items() if category.concerns in CROWDED]


def _shown(public: Database, categories: list[str]) -> dict[str, Standing]:
    """How public rows stand, by public id."""
    columns = (col(PublicReport.date_precision), col(PublicReport.received), col(PublicReport.vintage),
               col(PublicReport.ward_code), col(PublicReport.district_code))  # fmt: skip
    query = select(col(PublicReport.public_id), *columns).where(col(PublicReport.category).in_(categories))
    with public.reading() as showing:
        return {row[0]: Standing(*row[1:]) for row in showing.execute(query)}


def _members(office: Office, session: Session) -> Iterator[Member]:
    leaving: tuple[ColumnElement[bool], ...] = (
        col(Report.status).in_(PUBLISHED),
        col(Report.accepted_at).is_not(None),
        col(Report.may_publish).is_(True),
        col(Report.category).in_(_crowded(office)),
    )
    places = _places(office, session, leaving)
    query = select(col(Report.id), col(Report.category), col(Report.received_at)).where(*leaving)
    for key, category, received_at in session.execute(query.execution_options(yield_per=5000)):
        day = office.local_day(received_at)
        vintage = office.atlas.in_force(day).id
        ward, district = places.get((key, vintage), _NOWHERE)
        concerns = office.city.categories[category].concerns
        yield Member(key, category, concerns, day, vintage if ward else None, ward, district)


def _places(
    office: Office, session: Session, leaving: tuple[ColumnElement[bool], ...]
) -> dict[tuple[int, str], tuple[str | None, str | None]]:
    """Ward and district by report and vintage, where the atlas still knows the ward."""
    known = {(vintage.id, unit.code) for vintage in office.atlas.vintages
             for unit in office.atlas.wards(vintage.id)}  # fmt: skip
    columns = (col(ReportPlace.report_id), col(ReportPlace.vintage),
               col(ReportPlace.ward_code), col(ReportPlace.district_code))  # fmt: skip
    query = select(*columns).join(Report, col(Report.id) == col(ReportPlace.report_id)).where(*leaving)
    found: dict[tuple[int, str], tuple[str | None, str | None]] = {}
    for key, vintage, ward, district in session.execute(query.execution_options(yield_per=5000)):
        if (vintage, ward) in known:
            found[key, vintage] = (ward, district)
    return found
