"""After a backup came back: do again what senders had asked for since it was made."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session, col, select

from minhbach.privacy.deletion.erasure import ERASED, can_erase, erase
from minhbach.records.models import Report
from minhbach.records.office import Office
from minhbach.records.work import Actor, Step, act
from minhbach.records.workflow import CITIZEN, WITHDRAWN, transition

SENDER = Actor("restore", CITIZEN)
BATCH = 500


@dataclass(frozen=True)
class Repeated:
    """How many wishes a backup had forgotten."""

    withdrawn: int
    erased: int


def repeat_wishes(office: Office) -> Repeated:
    """Withdraw and erase again every report that the keyring remembers so; a second run does nothing."""
    counts = {WITHDRAWN: 0, ERASED: 0}
    for what in counts:
        names = sorted(office.keyring.marked(what))
        for start in range(0, len(names), BATCH):
            with office.private.writing() as session:
                for report in _reports(session, names[start : start + BATCH]):
                    counts[what] += _again(session, office, report, what)
    return Repeated(counts[WITHDRAWN], counts[ERASED])


def _reports(session: Session, public_ids: list[str]) -> Iterator[Report]:
    yield from session.exec(select(Report).where(col(Report.public_id).in_(public_ids))).all()


def _again(session: Session, office: Office, report: Report, what: str) -> bool:
    if what == WITHDRAWN and transition("withdraw", report.status):
        act(session, report.id or 0, Step("withdraw", SENDER, office.now()))
        return True
    if what == ERASED and can_erase(session, report):
        erase(session, office, report, SENDER)
        return True
    return False
