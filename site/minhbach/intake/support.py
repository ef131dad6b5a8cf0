"""Somebody saw the same: one more for a report that there is, once a browser, and never a second case."""

import hmac
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, col, func, select

from minhbach.intake.photos import undoing
from minhbach.records import voices, workflow
from minhbach.records.models import Photo, Report
from minhbach.records.office import Office
from minhbach.records.originals import keep_original
from minhbach.records.work import Actor, NotAllowed

KIND = "support"
MOST_PHOTOS = 10
"""Of one report, from all who saw the same: nobody looks at a hundred."""


@dataclass(frozen=True)
class Supported:
    """What came of it."""

    first: bool
    """False where this browser had said so before: nothing was added."""
    photo: bool = False
    """Whether a photo was kept; an operator looks at it."""


def support(office: Office, public_id: str, browser: str, photo: bytes | None) -> Supported | None:
    """Count a browser (its random name) once; None where no such report can be supported now."""
    try:
        with undoing() as kept, office.private.writing() as session:
            # Locked before a row that refers to it is written: two at once would each wait for the other.
            wanted = select(Report).where(Report.public_id == public_id).with_for_update()
            report = session.exec(wanted).first()
            if report is None or not report.may_publish:
                return None
            mark, actor = _mark(office, public_id, browser), Actor("web", workflow.CITIZEN)
            first = voices.support(session, report, actor, office.now(), mark)
            if first and photo and _photos(session, report) < MOST_PHOTOS:
                kept.append(_keep(session, office, report, photo))
    except NotAllowed:
        return None
    return Supported(first, photo=bool(kept))


def _keep(session: Session, office: Office, report: Report, photo: bytes) -> Path:
    folder = office.settings.originals
    row = keep_original(session, office.keyring, folder, report, photo, office.now())
    row.kind = KIND
    return folder / row.stored_name


def _photos(session: Session, report: Report) -> int:
    query = select(func.count()).where(col(Photo.report_id) == report.id, Photo.kind == KIND)
    return session.exec(query).one()


def _mark(office: Office, public_id: str, browser: str) -> str:
    """Another for every report: that one browser supported two cannot be seen."""
    return hmac.digest(office.keyring.secret("support"), f"{public_id}:{browser}".encode(), "sha256").hex()
