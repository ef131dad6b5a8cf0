"""What inspectors keep: breaches of the law, merit and fault."""

from datetime import date, datetime

from sqlmodel import Field

from minhbach.databases import UtcDateTime
from minhbach.records.models.base import PrivateTable, RowId


class Breach(PrivateTable, table=True):
    """Personal data got where it should not; the law gives 72 hours to tell of it."""

    __tablename__ = "breach"

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    found_at: datetime = Field(sa_type=UtcDateTime)
    actor: str = Field(max_length=80)
    what: str
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the authority was told."""
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class BreachEntry(PrivateTable, table=True):
    """A line in a breach's log. Rows are added, never changed."""

    __tablename__ = "breach_entry"

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    breach_id: int = Field(foreign_key="breach.id", index=True, ondelete="CASCADE", sa_type=RowId)
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str = Field(max_length=80)
    text: str


class AgencyRecord(PrivateTable, table=True):
    """An agency was commended, or broke the rules; each with its legal ground."""

    __tablename__ = "agency_record"

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    agency: str = Field(index=True, max_length=64)
    kind: str = Field(max_length=16)
    """"commendation" or "violation"."""
    ground: str = Field(max_length=200)
    text: str
    day: date
    public: bool = False
    actor: str = Field(max_length=80)
    at: datetime = Field(sa_type=UtcDateTime)
