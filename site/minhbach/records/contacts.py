"""Who sent a report and how to reach them: sealed under the report's own key, apart from the report."""

import json
from dataclasses import asdict, dataclass

from sqlmodel import Session, col, delete

from minhbach.records.keyring import Keyring
from minhbach.records.models import Contact, Report

FIELD = "contact"


@dataclass(frozen=True)
class Reach:
    """What a sender may leave; each part is optional."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None

    def __bool__(self) -> bool:
        return bool(self.name or self.phone or self.email)


def keep_contact(session: Session, keyring: Keyring, report: Report, reach: Reach) -> None:
    """Seal a contact and add it to the session; nothing is written for an empty one."""
    if reach and report.id is not None:
        session.add(Contact(report_id=report.id, sealed=seal_contact(keyring, report.public_id, reach)))


def seal_contact(keyring: Keyring, public_id: str, reach: Reach) -> bytes:
    """A contact as only the report's own key opens it."""
    plain = json.dumps(asdict(reach), ensure_ascii=False).encode()
    return keyring.seal(public_id, plain, FIELD)


def drop_contact(session: Session, report_id: int) -> bool:
    """Delete a contact; whether there was one. Copies in backups open until the report's key goes too."""
    gone = delete(Contact).where(col(Contact.report_id) == report_id)
    return bool(session.connection().execute(gone).rowcount)


def reveal_contact(session: Session, keyring: Keyring, report: Report) -> Reach | None:
    """The sender's contact in clear, or None; raises Erased where its key was destroyed."""
    kept = session.get(Contact, report.id)
    if kept is None:
        return None
    return Reach(**json.loads(keyring.unseal(report.public_id, kept.sealed, FIELD)))
