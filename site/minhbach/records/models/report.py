"""A report, and what came with it and after it from citizens."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from minhbach.databases import UtcDateTime
from minhbach.records.models.base import PrivateTable, RowId, new_public_id


class Report(PrivateTable, table=True):
    """A citizen's report (phản ánh), with its state in the workflow."""

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("source", "source_id"),
        Index("ix_report_agency_status", "agency", "status"),
        Index("ix_report_agency_received_at", "agency", "received_at"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    public_id: str = Field(default_factory=new_public_id, unique=True, max_length=16)
    tracking_hash: str | None = Field(default=None, unique=True, max_length=64)
    """Slow hash of the tracking code; None for reports that came without a citizen at a screen."""
    submission_key: str | None = Field(default=None, unique=True, max_length=64)
    """Hash of the form's idempotency key: a second sending of the same form is the same report."""
    version: int = 1
    """Raised by every change; a change made on an older version is turned away."""
    status: str = Field(default="received", index=True, max_length=16)
    category: str = Field(index=True, max_length=64)
    agency: str | None = Field(default=None, index=True, max_length=64)
    text: str
    lat: float | None = None
    lon: float | None = None
    may_publish: bool = True
    """The sender's own choice; False keeps the report out of everything public but the totals."""
    made_up: bool = False
    """True for demonstration data, which says so on every page."""
    channel: str = Field(default="web", max_length=16)
    source: str = Field(default="web", max_length=64)
    """The system that it came from; (source, source_id) is what makes an import idempotent."""
    source_id: str | None = Field(default=None, max_length=128)
    received_at: datetime = Field(sa_type=UtcDateTime, index=True)
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answer: str | None = None
    """The agency's answer to the public; redacted again at the door."""
    refusal: str | None = Field(default=None, max_length=64)
    refusal_note: str | None = None
    anonymised_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the exact wording and place were given up; since then they say no more than the public does."""
    coarse_m: int | None = None
    """The real place lies within this many metres of lat, lon, once the exact one was given up."""
    rule: str | None = Field(default=None, max_length=32)
    """Id of the regulation in force when it came in (city.rules); it is handled under that one."""
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    """When its result is due, in working hours of the city's calendar; moved by every pause."""
    waiting_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Since when its sender is being asked something: the clock stands still."""
    urgent: bool = False
    several: bool = False
    """Several agencies are involved; the rule may give them longer."""
    outcome: str | None = Field(default=None, index=True, max_length=16)
    """What the answer means: a code of records.workflow.OUTCOMES."""
    duplicate_of: int | None = Field(default=None, index=True, sa_type=RowId)
    """The report that this one tells again; that one counts both. Erasing
    that one empties this (no foreign key: SQLite could add it only by copying the table)."""
    question: str | None = None
    """What its sender is being asked while the report waits for them."""
    proposal: str | None = Field(default=None, max_length=64)
    """The agency that the one that returned it holds to be in charge."""
    interim: str | None = None
    """An answer on the way; public like the last one, and redacted like it."""
    reopened: int = 0
    """How often it was opened again after an answer."""
    contested_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When its sender objected to a refusal; they may once."""
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    rating: int | None = None
    """The sender's word on the answer, 1 (bad) to 5 (good)."""
    rated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    language: str = Field(default="vi", max_length=8)
    """The one that the sender used, and is written to in."""
    receipt_tag: str | None = Field(default=None, index=True, unique=True, max_length=64)
    """What the tracking code's holder finds in a release to check that the report is in it."""
    salt: str | None = Field(default=None, max_length=32)
    """Random; goes into the public record, so that one that was withdrawn cannot be guessed back."""
    trail: str | None = Field(default=None, max_length=64)
    """Hash of the last event, which holds those before it: an event that is missing or changed shows."""


class ReportPlace(PrivateTable, table=True):
    """Where a report lies in one vintage: a row per vintage, so that a reform rewrites no history."""

    __tablename__ = "report_place"

    report_id: int = Field(foreign_key="report.id", primary_key=True, ondelete="CASCADE", sa_type=RowId)
    vintage: str = Field(primary_key=True, max_length=10)
    ward_code: str | None = Field(default=None, index=True, max_length=16)
    district_code: str | None = Field(default=None, max_length=16)
    method: str = Field(max_length=16)


class Contact(PrivateTable, table=True):
    """How to reach the sender, if they said: sealed under the report's own key (records.contacts)."""

    __tablename__ = "contact"

    report_id: int = Field(foreign_key="report.id", primary_key=True, ondelete="CASCADE", sa_type=RowId)
    sealed: bytes


class ReportAnswer(PrivateTable, table=True):
    """What a report's sender answered to a question of the city's; goes with the exact wording."""

    __tablename__ = "report_answer"

    report_id: int = Field(foreign_key="report.id", primary_key=True, ondelete="CASCADE", sa_type=RowId)
    question: str = Field(primary_key=True, max_length=64)
    """Its code in the pack's questions of the category."""
    value: str = Field(max_length=500)
    """Of a list: codes of choices, with commas between."""


class Photo(PrivateTable, table=True):
    """A photo as it came in, named at random, outside every served folder."""

    __tablename__ = "photo"

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    report_id: int = Field(foreign_key="report.id", index=True, ondelete="CASCADE", sa_type=RowId)
    stored_name: str = Field(unique=True, max_length=64)
    received_at: datetime = Field(sa_type=UtcDateTime)
    may_publish: bool = False
    """Only an operator who has looked at it sets this."""
    gone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When retention deleted the original; the cleaned photo may still be public."""
    boxes: str | None = None
    """What an operator drew to hide, as JSON (privacy.photos.write_boxes)."""
    kind: str = Field(default="report", max_length=8)
    """"report" from the sender, "support" from somebody who saw the same, "after" from the agency."""


class Support(PrivateTable, table=True):
    """Somebody else saw the same ("me too"), once a browser."""

    __tablename__ = "support"

    report_id: int = Field(foreign_key="report.id", primary_key=True, ondelete="CASCADE", sa_type=RowId)
    browser_hash: str = Field(primary_key=True, max_length=64)
    """Keyed hash of a random cookie; says nothing about who it was."""
    at: datetime = Field(sa_type=UtcDateTime)


class Addition(PrivateTable, table=True):
    """What a sender added later, from the tracking page. Read by staff, never public."""

    __tablename__ = "addition"

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    report_id: int = Field(foreign_key="report.id", index=True, ondelete="CASCADE", sa_type=RowId)
    at: datetime = Field(sa_type=UtcDateTime)
    text: str


class Credit(PrivateTable, table=True):
    """A sender who wants useful reports to be counted, under a name that they chose."""

    __tablename__ = "credit"

    report_id: int = Field(foreign_key="report.id", primary_key=True, ondelete="CASCADE", sa_type=RowId)
    pseudonym: str = Field(index=True, max_length=40)
    public: bool = False
    """They agreed that the pseudonym be shown to all."""
    at: datetime = Field(sa_type=UtcDateTime)
