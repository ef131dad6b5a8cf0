"""Tables of private.db. Nothing here is ever shown to the public: see privacy.publish."""

import secrets
from datetime import date, datetime

from sqlalchemy import BigInteger, Integer, UniqueConstraint
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from minhbach.databases import UtcDateTime

PUBLIC_ID_ALPHABET = "23456789bcdfghjkmnpqrstvwxyz"  # no vowels (no words), nothing that looks alike
_FAIR = 256 - 256 % len(PUBLIC_ID_ALPHABET)
_SIGNS = (PUBLIC_ID_ALPHABET * 10)[:256].encode("ascii")
_UNFAIR = bytes(range(_FAIR, 256))
# SQLite numbers rows by itself only for INTEGER; a decade of a large city needs BIGINT on a server.
RowId = BigInteger().with_variant(Integer, "sqlite")


class PrivateTable(SQLModel, registry=registry()):
    """Base of every private table: a registry of its own, so that no public table can join one."""


def new_public_id() -> str:
    """A name for the public record that says nothing: not order, not time, not the tracking code."""
    # Bytes above the alphabet's last whole multiple are left out, so every sign is as likely as another.
    signs = secrets.token_bytes(24).translate(_SIGNS, _UNFAIR)
    return signs[:10].decode("ascii") if len(signs) >= 10 else new_public_id()


class Report(PrivateTable, table=True):
    """A citizen's report (phản ánh), with its state in the workflow."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("source", "source_id"),)

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


class Event(PrivateTable, table=True):
    """Who did what to a report, when and why. Rows are added, never changed."""

    __tablename__ = "event"

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    report_id: int = Field(foreign_key="report.id", index=True, ondelete="CASCADE", sa_type=RowId)
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str = Field(max_length=80)
    role: str = Field(max_length=16)
    action: str = Field(max_length=32)
    from_status: str | None = Field(default=None, max_length=16)
    to_status: str = Field(max_length=16)
    note: str | None = None


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


class Staff(PrivateTable, table=True):
    """Someone who works behind the door: an operator, an agency's focal point, an administrator."""

    __tablename__ = "staff"

    id: int | None = Field(default=None, primary_key=True)
    username: str = Field(unique=True, max_length=64)
    password_hash: str
    role: str = Field(max_length=16)
    agency: str | None = Field(default=None, max_length=64)
    active: bool = True
    created_at: datetime = Field(sa_type=UtcDateTime)


class Channel(PrivateTable, table=True):
    """A system that sends reports of its own users, such as a chat bot, by a key (records.channels)."""

    __tablename__ = "channel"

    name: str = Field(primary_key=True, max_length=16)
    """Becomes channel and source of its reports, so it is public."""
    key_hash: str = Field(unique=True, max_length=64)
    active: bool = True
    created_at: datetime = Field(sa_type=UtcDateTime)


class StaffSession(PrivateTable, table=True):
    """A signed-in browser. Kept here, not in the cookie, so that signing out really ends it."""

    __tablename__ = "staff_session"

    token_hash: str = Field(primary_key=True, max_length=64)
    staff_id: int = Field(foreign_key="staff.id", index=True, ondelete="CASCADE")
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class Attempt(PrivateTable, table=True):
    """Failed sign-ins and look-ups by keyed hash of their origin, counted across processes."""

    __tablename__ = "attempt"

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    what: str = Field(index=True, max_length=80)
    at: datetime = Field(sa_type=UtcDateTime)


class Passed(PrivateTable, table=True):
    """Which version of a report went through the door, so that the next time only changes go."""

    __tablename__ = "passed"

    report_id: int = Field(foreign_key="report.id", primary_key=True, ondelete="CASCADE", sa_type=RowId)
    version: int
    recipe: str = Field(max_length=64)
    """Digest of the rules it went through under; other rules, and it goes through again."""
