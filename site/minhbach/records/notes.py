"""What those who work on a report tell each other: never public, never told to its sender.

A note may hold personal data and can be deleted; the trail only says that one was written, and by whom.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from minhbach.records.models import Note
from minhbach.records.work import Actor, witness


def add_note(session: Session, report_id: int, actor: Actor, at: datetime, text: str) -> Note:
    """Keep a note and put into the trail that there is one."""
    witness(session, report_id, actor, at, "note")
    note = Note(report_id=report_id, at=at, actor=actor.name, agency=actor.agency, text=text)
    session.add(note)
    return note


def notes_of(session: Session, report_id: int) -> list[Note]:
    """A report's notes, oldest first."""
    return list(session.exec(select(Note).where(Note.report_id == report_id).order_by(col(Note.id))))
