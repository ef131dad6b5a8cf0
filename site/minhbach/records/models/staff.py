"""Who works behind the door, and which systems send reports."""

from datetime import datetime

from sqlmodel import Field

from minhbach.databases import UtcDateTime
from minhbach.records.models.base import PrivateTable, RowId


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
    full_name: str | None = Field(default=None, max_length=80)
    email: str | None = Field(default=None, max_length=120)
    """Where an agency's focal point is told of new and late reports."""
    totp_sealed: bytes | None = None
    """The second factor's secret, sealed; None until it is set up."""
    totp_last: int | None = None
    """The time step of the last code that was used: each works once."""
    recovery: str | None = Field(default=None, max_length=800)
    """Hashes of one-time recovery codes, as JSON."""
    oidc_subject: str | None = Field(default=None, index=True, unique=True, max_length=200)
    """Issuer and subject, where the city signs its staff in."""


class StaffSession(PrivateTable, table=True):
    """A signed-in browser. Kept here, not in the cookie, so that signing out really ends it."""

    __tablename__ = "staff_session"

    token_hash: str = Field(primary_key=True, max_length=64)
    staff_id: int = Field(foreign_key="staff.id", index=True, ondelete="CASCADE")
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    browser: str | None = Field(default=None, max_length=80)
    """What the browser calls itself, so that a person knows their own sessions."""
    confirmed: bool = True
    """False until the second factor is given."""


class Channel(PrivateTable, table=True):
    """A system that sends reports of its own users, such as a chat bot, by a key (records.channels)."""

    __tablename__ = "channel"

    name: str = Field(primary_key=True, max_length=16)
    """Becomes channel and source of its reports, so it is public."""
    key_hash: str = Field(unique=True, max_length=64)
    active: bool = True
    created_at: datetime = Field(sa_type=UtcDateTime)


class Attempt(PrivateTable, table=True):
    """Failed sign-ins and look-ups by keyed hash of their origin, counted across processes."""

    __tablename__ = "attempt"

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    what: str = Field(index=True, max_length=80)
    at: datetime = Field(sa_type=UtcDateTime)
