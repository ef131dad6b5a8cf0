"""What a sender does to their report afterwards: say more, reply, object, rate, be counted under a name.

Whatever they write becomes an Addition, which staff read and nobody else; the trail tells that they did.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask_babel import gettext as _
from sqlmodel import Session, col, func, select

from minhbach.intake.allowed import ADD, CREDIT, UNCREDIT, may_do, sender_of
from minhbach.intake.photos import PhotosRefused, undoing
from minhbach.intake.progress import hash_typed
from minhbach.intake.rights import held
from minhbach.records.merit import drop_credit, give_credit
from minhbach.records.models import Addition, Photo, Report
from minhbach.records.office import Office
from minhbach.records.originals import keep_original
from minhbach.records.voices import RATE, rate
from minhbach.records.work import ChangedMeanwhile, NotAllowed, Step, act, rewrite, witness

MOST_PHOTOS = 10
"""Of one report, those that came with it counted."""
REPLAY = timedelta(minutes=10)
"""The same words again within this time are a second click, not a second word."""


@dataclass(frozen=True)
class Said:
    """What a sender wrote on the page that showed them this version of their report."""

    words: str
    version: int
    photos: Sequence[bytes] = ()


def say(office: Office, typed: str, action: str, said: Said) -> None:
    """Add to the report behind a code, reply, ask to reopen or contest; words sent twice are said once.

    Raises NoSuchReport, NotAllowed where it is not open to the sender now, ChangedMeanwhile, PhotosRefused.
    """
    hashed = hash_typed(office, typed)
    with undoing() as kept, office.private.writing() as session:
        report = held(session, hashed)
        if _just_said(office, session, report, said.words):
            return
        _require(office, session, report, action, said.version)
        at, sender = office.now(), sender_of(report)
        if action == ADD:
            session.add(Addition(report_id=report.id or 0, at=at, text=said.words))
            # A new version: who is deciding about it right now is told to look again.
            rewrite(session, report, sender, at, ADD, {})
        else:
            act(session, report.id or 0, Step(action, sender, at, said.version, note=said.words),
                office.deadlines)  # fmt: skip
        _keep_photos(office, session, report, said.photos, kept)


def rate_answer(office: Office, typed: str, rating: int, version: int) -> None:
    """Keep the sender's word on the answer, 1 to 5. Raises like say(), and Incomplete."""
    hashed = hash_typed(office, typed)
    with office.private.writing() as session:
        report = held(session, hashed)
        if report.rating == rating:
            return
        _require(office, session, report, RATE, version)
        rate(session, report, sender_of(report), office.now(), rating)


def take_credit(office: Office, typed: str, pseudonym: str, public: bool) -> None:
    """Count the report under a name of the sender's choice. Raises like say(); BadInput for a bad name."""
    hashed = hash_typed(office, typed)
    with office.private.writing() as session:
        report = held(session, hashed)
        if CREDIT not in may_do(office, session, report):
            raise NotAllowed(f"a report that is {report.status} is counted for nobody")
        give_credit(session, report.id or 0, pseudonym, public, office.now())
        witness(session, report.id or 0, sender_of(report), office.now(), CREDIT)


def give_up_credit(office: Office, typed: str) -> None:
    """Count the report under no name any more; twice is once. Raises NoSuchReport."""
    hashed = hash_typed(office, typed)
    with office.private.writing() as session:
        report = held(session, hashed)
        if drop_credit(session, report.id or 0):
            witness(session, report.id or 0, sender_of(report), office.now(), UNCREDIT)


def _require(office: Office, session: Session, report: Report, action: str, version: int) -> None:
    if version != report.version:
        raise ChangedMeanwhile(f"report {report.public_id} was changed since it was shown: look at it again")
    if action not in may_do(office, session, report):
        raise NotAllowed(f"its sender cannot {action} a report that is {report.status}")


def _just_said(office: Office, session: Session, report: Report, words: str) -> bool:
    lately = select(Addition.id).where(
        Addition.report_id == report.id, Addition.text == words, col(Addition.at) >= office.now() - REPLAY
    )
    return bool(words) and session.exec(lately.limit(1)).first() is not None


def _room(session: Session, report: Report) -> int:
    """How many more photos are taken; none once its wording was given up for good."""
    if report.anonymised_at is not None:
        return 0
    own = (col(Photo.report_id) == report.id, Photo.kind == "report")
    return max(0, MOST_PHOTOS - session.exec(select(func.count()).where(*own)).one())


def _keep_photos(
    office: Office, session: Session, report: Report, photos: Sequence[bytes], kept: list[Path]
) -> None:
    if len(photos) > (room := _room(session, report)):
        raise PhotosRefused(_("Phản ánh này chỉ còn nhận thêm được %(room)s ảnh.", room=room))
    folder = office.settings.originals
    for data in photos:
        photo = keep_original(session, office.keyring, folder, report, data, office.now())
        kept.append(folder / photo.stored_name)
