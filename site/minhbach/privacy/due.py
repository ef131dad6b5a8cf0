"""Which reports have to pass the door: what is new or changed, and what the public reads something old of."""

from collections.abc import Collection, Iterator, Sequence

from sqlmodel import col, or_, select

from minhbach.databases import Database
from minhbach.privacy.disclosure.crowd import crowd_sizes
from minhbach.privacy.disclosure.standings import Standings, misplaced
from minhbach.privacy.publish import BEING_WORKED_ON, PUBLISHED
from minhbach.privacy.told.people import others, told
from minhbach.public.models import PublicReport
from minhbach.records.models import Passed, Report
from minhbach.records.office import Office

_AT_ONCE = 500


def due_reports(office: Office, public: Database, recipe: str, planned: Standings) -> list[int]:
    """Ids of the reports that have to pass, in order; `recipe` is the digest of the rules in force."""
    return sorted(
        {
            *_changed(office, recipe),
            *misplaced(office, public, planned),
            *_told_by_others(office, public),
            *_turned_late(office, public),
        }
    )


def _changed(office: Office, recipe: str) -> Iterator[int]:
    """Reports that may be public, or once were, and changed since they passed (or whose rules did)."""
    stale = or_(col(Passed.version).is_(None), Passed.version != Report.version, Passed.recipe != recipe)
    concerned = or_(col(Report.status).in_(PUBLISHED), col(Passed.version).is_not(None))
    query = select(Report.id).join(Passed, isouter=True).where(stale, concerned)
    with office.private.reading() as session:
        yield from (found for found in session.exec(query) if found is not None)


def _told_by_others(office: Office, public: Database) -> Iterator[int]:
    """Public reports that more people, or fewer, told of than the public reads: no version says so."""
    sizes, categories = crowd_sizes(office.city), office.city.categories
    with public.reading() as showing:
        counted = showing.exec(select(PublicReport.public_id).where(PublicReport.reports != 1)).all()
    with office.private.reading() as session:
        more = others(session)
    known = {number: (name, category) for number, name, category in _known(office, counted, more)}
    shown = _shown_people(public, [name for name, _ in known.values()])
    for number, (name, category) in known.items():
        if name not in shown or category not in categories:
            continue
        if told(1 + more[number], categories[category], sizes) != shown[name]:
            yield number


def _shown_people(public: Database, names: Sequence[str]) -> dict[str, int]:
    """How many people the public reads that told of these reports; only of what it sees."""
    found: dict[str, int] = {}
    with public.reading() as showing:
        for start in range(0, len(names), _AT_ONCE):
            some = col(PublicReport.public_id).in_(names[start : start + _AT_ONCE])
            seen = select(PublicReport.public_id, PublicReport.reports).where(some)
            found.update(showing.exec(seen).all())
    return found


def _known(
    office: Office, names: Collection[str], numbers: Collection[int]
) -> Iterator[tuple[int, str, str]]:
    """Number, public id and category of the reports with these public ids or numbers."""
    wanted = ((col(Report.public_id), list(names)), (col(Report.id), list(numbers)))
    with office.private.reading() as session:
        for column, values in wanted:
            for start in range(0, len(values), _AT_ONCE):
                query = select(Report.id, Report.public_id, Report.category)
                for number, name, category in session.exec(
                    query.where(column.in_(values[start : start + _AT_ONCE]))
                ):
                    if number is not None:
                        yield number, name, category


def _turned_late(office: Office, public: Database) -> Iterator[int]:
    """Public reports whose day has passed without an answer since the public last read of them."""
    late = select(PublicReport.public_id).where(
        PublicReport.status == BEING_WORKED_ON,
        col(PublicReport.due) < office.today(),
        col(PublicReport.on_time).is_(None),
    )
    with public.reading() as showing:
        names = showing.exec(late).all()
    yield from (number for number, _, _ in _known(office, names, ()))
