"""Photos of what was done: taken afterwards by the agency, published only once somebody let them."""

from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from minhbach.records.amends import AFTER, may_show_work
from minhbach.records.keyring import Keyring
from minhbach.records.models import Photo, Report
from minhbach.records.originals import keep_original
from minhbach.records.work import Actor, NotAllowed, witness

KEPT = "after-photo"


def keep_evidence(
    session: Session, keyring: Keyring, folder: Path, report: Report, data: bytes, actor: Actor, at: datetime
) -> Photo:
    """Keep one photo of what was done, sealed like the sender's. Raises NotAllowed."""
    if not may_show_work(report, actor):
        raise NotAllowed(f"{actor.role} cannot add photos to a report that is {report.status}")
    photo = keep_original(session, keyring, folder, report, data, at)
    photo.kind = AFTER
    witness(session, report.id or 0, actor, at, KEPT)
    return photo
