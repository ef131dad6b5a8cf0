"""Delete what is due: contacts, original photos, exact wording and place, texts that were never public.

The periods are the city pack's (data/retention.toml); each deletion is an event in the report's trail. A
second run on the same day finds nothing to do.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, delete, func, or_, select

from minhbach.city.retention import ACCESS, CONTACT, EXACT, PHOTOS, TEXT, Retention
from minhbach.privacy.deletion.beside import forget_beside
from minhbach.privacy.deletion.erasure import anonymised, forget_edits
from minhbach.records.contacts import drop_contact
from minhbach.records.models import Attempt, Contact, Event, Photo, Report, StaffSession
from minhbach.records.office import Office
from minhbach.records.originals import retire_originals
from minhbach.records.work import Actor, rewrite, witness
from minhbach.records.workflow import ENDED, ENDING, GONE, SYSTEM

ACTOR = Actor("retention", SYSTEM)
WORDS = ("answer", "interim", "question", "refusal_note", "salt")
"""What goes with the text: whatever was written about it, and what its public record had been sealed with."""
BATCH = 25
"""Reports a transaction: redacting takes some 25 ms a report, and senders wait while a batch is written."""
_STRAY_SECONDS = 24 * 3600
"""A file that no report names is somebody's half-written photo only for a while."""


@dataclass(frozen=True)
class Due:
    """What of one report has been kept long enough."""

    report_id: int
    kinds: tuple[str, ...]
    key: bool
    """True where nothing sealed is left afterwards, so that the report's key goes too."""


@dataclass(frozen=True)
class Expired:
    """How much was deleted, or would be."""

    contacts: int = 0
    photos: int = 0
    exact: int = 0
    texts: int = 0
    keys: int = 0
    sessions: int = 0
    attempts: int = 0
    strays: int = 0

    def line(self) -> str:
        """For a person at a terminal."""
        words = {
            "contacts": "contacts", "photos": "original photos", "exact": "exact wordings and places",
            "texts": "texts never public", "keys": "keys destroyed", "sessions": "ended sessions",
            "attempts": "old attempts", "strays": "files that no report names",
        }  # fmt: skip
        return ", ".join(f"{count} {words[name]}" for name, count in asdict(self).items())

    def plus(self, **more: int) -> "Expired":
        return replace(self, **{name: getattr(self, name) + count for name, count in more.items()})


def expire(
    office: Office, today: date, *, dry_run: bool = False, progress: Callable[[int, int], None] | None = None
) -> Expired:
    """Delete everything that is due by `today`; with `dry_run` only count it."""
    periods = Retention.load(office.settings.data, office.city.category_codes)
    with office.private.reading() as session:
        due = list(_due(session, office, periods, today))
    done = Expired()
    for start in range(0, len(due), BATCH):
        if progress:
            progress(start, len(due))
        part = due[start : start + BATCH]
        done = _count(office, part, done) if dry_run else _carry_out(office, part, done)
    done = _drop_access(office, today - timedelta(days=periods.days(ACCESS)), done, dry_run)
    return done.plus(strays=_sweep(office, dry_run))


def _due(session: Session, office: Office, periods: Retention, today: date) -> Iterator[Due]:
    """Closed reports of which something has been kept long enough, oldest first."""
    closed = _closed_at()
    contact, photos = _there(Contact), _there(Photo, col(Photo.gone_at).is_(None))
    exact = col(Report.anonymised_at).is_(None)
    text = and_(col(Report.status).in_(GONE), col(Report.text) != "")
    query = (
        sa.select(col(Report.id), col(Report.category), closed, contact, photos, exact, text)
        .where(col(Report.status).in_(ENDED))
        .where(or_(contact, photos, exact, text))
        .where(closed < _start_of(office, today - timedelta(days=periods.shortest() - 1)))
        .order_by(col(Report.id))
    )
    for report_id, category, closed_at, *held in session.execute(query):
        age = (today - office.local_day(closed_at)).days
        here = dict(zip((CONTACT, PHOTOS, EXACT, TEXT), held, strict=True))
        kinds = tuple(kind for kind, has in here.items() if has and age >= periods.days(kind, category))
        if kinds:
            sealed = {kind for kind in (CONTACT, PHOTOS) if here[kind]}
            yield Due(report_id, kinds, key=bool(sealed) and sealed <= set(kinds))


def _closed_at() -> ColumnElement[datetime]:
    """The moment of the step that closed a report."""
    steps = select(func.max(Event.at)).where(
        col(Event.report_id) == col(Report.id), col(Event.action).in_(ENDING)
    )
    return func.coalesce(steps.scalar_subquery(), col(Report.received_at))


def _there(table: type[Contact] | type[Photo], *more: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(table.report_id).where(col(table.report_id) == col(Report.id), *more).exists()


def _carry_out(office: Office, due: Sequence[Due], done: Expired) -> Expired:
    """One batch: keys first, then files and rows; whatever stops it, a second run finds the rest."""
    at = office.now()
    with office.private.writing() as session:
        ids = [one.report_id for one in due]
        query = select(Report).where(col(Report.id).in_(ids)).with_for_update()
        reports = {report.id: report for report in session.exec(query)}
        keys = [reports[one.report_id].public_id for one in due if one.key and one.report_id in reports]
        done = done.plus(keys=office.keyring.destroy(keys, at))
        for one in due:
            if report := reports.get(one.report_id):
                done = _expire(session, office, report, one.kinds, done)
    return done


def _expire(session: Session, office: Office, report: Report, kinds: Sequence[str], done: Expired) -> Expired:
    report_id, at = report.id or 0, office.now()
    if CONTACT in kinds:
        done = done.plus(contacts=drop_contact(session, report_id))
        witness(session, report_id, ACTOR, at, "expire-contact")
    if PHOTOS in kinds:
        done = done.plus(photos=retire_originals(session, office.settings.originals, report_id, at))
        witness(session, report_id, ACTOR, at, "expire-photos")
    if EXACT in kinds:
        rewrite(session, report, ACTOR, at, "expire-exact", anonymised(session, office, report))
        done = done.plus(exact=1)
    if TEXT in kinds:
        gone = dict.fromkeys(WORDS) | {"text": ""}
        rewrite(session, report, ACTOR, at, "expire-text", gone)
        forget_beside(session, report)
        forget_edits(session, report)
        done = done.plus(texts=1)
    return done


def _count(office: Office, due: Sequence[Due], done: Expired) -> Expired:
    ids = [one.report_id for one in due if PHOTOS in one.kinds]
    originals = select(func.count()).where(col(Photo.report_id).in_(ids), col(Photo.gone_at).is_(None))
    with office.private.reading() as session:
        photos = session.exec(originals).one()
    return done.plus(
        contacts=sum(CONTACT in one.kinds for one in due),
        photos=photos,
        exact=sum(EXACT in one.kinds for one in due),
        texts=sum(TEXT in one.kinds for one in due),
        keys=sum(one.key for one in due),
    )


def _drop_access(office: Office, day: date, done: Expired, dry_run: bool) -> Expired:
    """Who signed in and who failed to, from before `day`."""
    before = _start_of(office, day)
    old = {"sessions": (StaffSession, StaffSession.expires_at), "attempts": (Attempt, Attempt.at)}
    counts: dict[str, int] = {}
    with office.private.writing() as session:
        for name, (table, moment) in old.items():
            counts[name] = session.exec(select(func.count()).where(col(moment) < before)).one()
            if not dry_run:
                session.connection().execute(delete(table).where(col(moment) < before))
    return done.plus(**counts)


def _sweep(office: Office, dry_run: bool) -> int:
    """Original photos that no report names: left by a crash between a file and its row."""
    strays = list(_strays(office))
    for path in strays:
        if not dry_run:
            path.unlink(missing_ok=True)
    return len(strays)


def _strays(office: Office) -> Iterator[Path]:
    folder = office.settings.originals
    there = list(folder.iterdir()) if folder.is_dir() else []  # before the rows: a new one's row is found
    with office.private.reading() as session:
        named = set(session.exec(select(Photo.stored_name).where(col(Photo.gone_at).is_(None))))
    for path in there:
        if path.name not in named and time.time() - path.stat().st_mtime > _STRAY_SECONDS:
            yield path


def _start_of(office: Office, day: date) -> datetime:
    return datetime.combine(day, clock_time(), office.city.timezone)
