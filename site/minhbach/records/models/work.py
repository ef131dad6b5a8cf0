"""What staff did about a report, and what of it went through the door."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from minhbach.databases import UtcDateTime
from minhbach.records.models.base import PrivateTable, RowId


class Event(PrivateTable, table=True):
    """Who did what to a report, when and why. Rows are added, never changed."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_action_at", "action", "at"),)  # inspectors ask for reveals of a period

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    report_id: int = Field(foreign_key="report.id", index=True, ondelete="CASCADE", sa_type=RowId)
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str = Field(max_length=80)
    role: str = Field(max_length=16)
    action: str = Field(max_length=32)
    from_status: str | None = Field(default=None, max_length=16)
    to_status: str = Field(max_length=16)
    note: str | None = None
    number: int | None = None
    """1, 2, 3 … within its report."""
    hash: str | None = Field(default=None, max_length=64)
    """SHA-256 over this event and the hash of the one before it (records.trail)."""


class Note(PrivateTable, table=True):
    """An internal note of those who work on a report; never public, never told to its sender."""

    __tablename__ = "note"

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    report_id: int = Field(foreign_key="report.id", index=True, ondelete="CASCADE", sa_type=RowId)
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str = Field(max_length=80)
    agency: str | None = Field(default=None, max_length=64)
    text: str


class CoAgency(PrivateTable, table=True):
    """An agency that helps the one in the lead (Report.agency)."""

    __tablename__ = "co_agency"

    report_id: int = Field(foreign_key="report.id", primary_key=True, ondelete="CASCADE", sa_type=RowId)
    agency: str = Field(primary_key=True, max_length=64)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    asked: str | None = None
    """What is wanted of it."""
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answer: str | None = None
    """For the agency in the lead."""


class RedactionEdit(PrivateTable, table=True):
    """An operator hid or showed a stretch of a report. Rows are never changed: the last word counts."""

    __tablename__ = "redaction_edit"

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    report_id: int = Field(foreign_key="report.id", index=True, ondelete="CASCADE", sa_type=RowId)
    part: str = Field(max_length=8)
    """"text" or "answer"."""
    start: int
    end: int
    """In code points of the part as it was written."""
    kind: str = Field(max_length=16)
    hide: bool
    reason: str | None = None
    """Why it may be read by all; always said where something is shown."""
    actor: str = Field(max_length=80)
    at: datetime = Field(sa_type=UtcDateTime)


class RedactionCase(PrivateTable, table=True):
    """What redaction got wrong, to measure it by: no value, no report, no one's name."""

    __tablename__ = "redaction_case"

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    kind: str = Field(max_length=16)
    hide: bool
    """True where something was overlooked, False where too much was hidden."""
    shape: str = Field(max_length=48)
    """The value with a for every letter and 9 for every digit."""
    before: str = Field(max_length=120)
    after: str = Field(max_length=120)
    """Everyday words around it; all others as shapes too."""
    rule: str | None = Field(default=None, max_length=64)
    """The rule that had hidden it."""
    recipe: str = Field(max_length=64)
    """Digest of the rules at that time."""
    day: date


class Passed(PrivateTable, table=True):
    """Which version of a report went through the door, so that the next time only changes go."""

    __tablename__ = "passed"

    report_id: int = Field(foreign_key="report.id", primary_key=True, ondelete="CASCADE", sa_type=RowId)
    version: int
    recipe: str = Field(max_length=64)
    """Digest of the rules it went through under; other rules, and it goes through again."""
