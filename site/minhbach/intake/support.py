"""Somebody saw the same: one more for a report that there is, once a browser, and never a second case."""

import hmac
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from minhbach.records import workflow
from minhbach.records.models import Photo, Report, Support
from minhbach.records.office import Office
from minhbach.records.originals import keep_original
from minhbach.records.work import Actor, ChangedMeanwhile, rewrite

KIND = "support"
MOST_PHOTOS = 10
"""Of one report, from all who saw the same: nobody looks at a hundred."""
TRIES = 8
SUPPORTABLE = (
    workflow.ASSIGNED, workflow.IN_PROGRESS, workflow.WAITING, workflow.RETURNED, workflow.REOPENED,
)  # fmt: skip
"""While it is being worked on; what is answered and is back again is a case of its own."""


@dataclass(frozen=True)
class Supported:
    """What came of it."""

    first: bool
    """False where this browser had said so before: nothing was added."""
    photo: bool = False
    """Whether a photo was kept; an operator looks at it."""


def support(office: Office, public_id: str, browser: str, photo: bytes | None) -> Supported | None:
    """Count a browser (its random name) once; None where no such report can be supported now."""
    for _ in range(TRIES):
        try:
            return _once(office, public_id, browser, photo)
        except (ChangedMeanwhile, IntegrityError):  # somebody else at the same moment: look again
            continue
    raise ChangedMeanwhile(f"report {public_id} is being changed all the time")


def _once(office: Office, public_id: str, browser: str, photo: bytes | None) -> Supported | None:
    kept: Path | None = None
    at = office.now()
    try:
        with office.private.writing() as session:
            report = session.exec(select(Report).where(Report.public_id == public_id)).first()
            if report is None or report.status not in SUPPORTABLE or not report.may_publish:
                return None
            report_id, mark = report.id or 0, _mark(office, public_id, browser)
            if session.get(Support, (report_id, mark)):
                return Supported(first=False)
            session.add(Support(report_id=report_id, browser_hash=mark, at=at))
            if photo and _photos(session, report_id) < MOST_PHOTOS:
                row = keep_original(session, office.keyring, office.settings.originals, report, photo, at)
                row.kind, kept = KIND, office.settings.originals / row.stored_name
            # A new version: it passes the door again, and the public count follows.
            rewrite(session, report, Actor("web", workflow.CITIZEN), at, "support", {})
    except BaseException:
        if kept:
            kept.unlink(missing_ok=True)
        raise
    return Supported(first=True, photo=kept is not None)


def _photos(session: Session, report_id: int) -> int:
    query = select(func.count()).where(col(Photo.report_id) == report_id, Photo.kind == KIND)
    return session.exec(query).one()


def _mark(office: Office, public_id: str, browser: str) -> str:
    """Another for every report: that one browser supported two cannot be seen."""
    return hmac.digest(office.keyring.secret("support"), f"{public_id}:{browser}".encode(), "sha256").hex()
