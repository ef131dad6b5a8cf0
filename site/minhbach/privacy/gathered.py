"""What is known of a batch of reports, read from private.db at once: a query a table, not one a report."""

import hashlib
import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import update
from sqlmodel import Session, col, select

from minhbach.privacy.told.answers import answers_by_report
from minhbach.privacy.told.people import others
from minhbach.records.amends import edits_of
from minhbach.records.models import Event, Photo, RedactionEdit, Report, ReportPlace
from minhbach.records.office import Office

Row = TypeVar("Row", Photo, Event)


@dataclass(frozen=True)
class Gathered:
    """Some reports with what belongs to them, by their numbers."""

    reports: Sequence[Report]
    places: Mapping[tuple[int, str], ReportPlace]
    """By number and vintage."""
    photos: Mapping[int, Sequence[Photo]]
    """Only what an operator let through."""
    edits: Mapping[int, Sequence[RedactionEdit]]
    events: Mapping[int, Sequence[Event]]
    answers: Mapping[int, Mapping[str, str]]
    others: Counter[int]
    """How many told of it besides its sender."""


def gather(session: Session, ids: Sequence[int]) -> Gathered:
    """Read everything that the door needs of these reports."""
    places = session.exec(select(ReportPlace).where(col(ReportPlace.report_id).in_(ids)))
    photos = select(Photo).where(col(Photo.report_id).in_(ids), Photo.may_publish).order_by(col(Photo.id))
    events = select(Event).where(col(Event.report_id).in_(ids)).order_by(col(Event.id))
    return Gathered(
        reports=session.exec(select(Report).where(col(Report.id).in_(ids))).all(),
        places={(row.report_id, row.vintage): row for row in places},
        photos=_by_report(session.exec(photos)),
        edits=edits_of(session, ids),
        events=_by_report(session.exec(events)),
        answers=answers_by_report(session, ids),
        others=others(session, ids),
    )


def _by_report(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.report_id].append(row)
    return found


def give_salts(office: Office, ids: Sequence[int]) -> None:
    """Give each of these reports that has none its salt: before it first passes, and kept from then on."""
    with office.private.writing() as session:
        bare = select(Report.id, Report.public_id, Report.made_up)
        bare = bare.where(col(Report.id).in_(ids), col(Report.salt).is_(None))
        for number, name, made_up in session.exec(bare).all():
            change = update(Report).where(col(Report.id) == number).values(salt=_salt(name, made_up))
            session.connection().execute(change)


def _salt(public_id: str, made_up: bool) -> str:
    # Made-up reports have nothing to guess: two demonstrations alike must come out alike.
    return hashlib.sha256(public_id.encode()).hexdigest()[:32] if made_up else secrets.token_hex(16)
