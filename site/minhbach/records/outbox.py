"""Messages that wait to be sent: each is queued once, by its key, whoever asks for it and how often."""

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from minhbach.records.models import Message


def queue(
    session: Session,
    key: str,
    *,
    kind: str,
    recipient: str,
    at: datetime,
    report_id: int | None = None,
    event: int | None = None,
    via: str = "email",
    agency: str | None = None,
    language: str = "vi",
) -> bool:
    """Queue a message unless one with this key ever was; whether it is new.

    Of two processes that queue the same at once, one is told that it is new.
    """
    insert = (postgresql if session.connection().dialect.name == "postgresql" else sqlite).insert
    row = {
        "key": key, "kind": kind, "recipient": recipient, "report_id": report_id, "event": event, "via": via,
        "agency": agency, "language": language, "created_at": at, "next_at": at, "tries": 0,
    }  # fmt: skip
    new = insert(Message).values(**row).on_conflict_do_nothing(index_elements=["key"])
    return session.scalar(new.returning(col(Message.id))) is not None
