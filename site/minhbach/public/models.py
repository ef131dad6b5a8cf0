"""Tables of public.db: an allow-list. What has no column here is not published."""

from datetime import date

from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class PublicTable(SQLModel, registry=registry()):
    """Base of every public table."""


class PublicReport(PublicTable, table=True):
    """One report as the public may see it. Only privacy.publish makes one."""

    __tablename__ = "public_report"

    public_id: str = Field(primary_key=True, max_length=16)
    status: str = Field(index=True, max_length=16)
    category: str = Field(index=True, max_length=64)
    agency: str | None = Field(default=None, index=True, max_length=64)
    text: str
    """Redacted."""
    answer: str | None = None
    """Redacted."""
    received: date = Field(index=True)
    resolved: date | None = None
    date_precision: str = Field(default="day", max_length=8)
    """"day", or "month", "quarter" or "year": then received and resolved are the first day of theirs."""
    days: int | None = None
    """Whole days from received to resolved; None too where they would tell a day that is not public."""
    lat: float | None = None
    """Generalised; None where no ward holds the point or the place may not be shown."""
    lon: float | None = None
    location_method: str = Field(max_length=16)
    """"grid-10m" (to the street), "cell-10", "cell-9" (H3 cells of homes), "ward" or "none"."""
    location_uncertainty_m: int | None = None
    """The real place lies within this many metres of lat, lon."""
    vintage: str | None = Field(default=None, max_length=10)
    """Boundaries in force on the day it was received; ward_code and district_code are of these.

    None for what has a crowd in no ward and no district."""
    ward_code: str | None = Field(default=None, index=True, max_length=16)
    district_code: str | None = Field(default=None, index=True, max_length=16)
    channel: str = Field(max_length=16)
    photo: str | None = Field(default=None, max_length=80)
    """File name of the cleaned photo, derived from its own bytes."""
    made_up: bool = False


class PublicPlace(PublicTable, table=True):
    """The ward and district of a public report in one vintage."""

    __tablename__ = "public_place"

    public_id: str = Field(
        foreign_key="public_report.public_id", primary_key=True, ondelete="CASCADE", max_length=16
    )
    vintage: str = Field(primary_key=True, max_length=10)
    ward_code: str | None = Field(default=None, index=True, max_length=16)
    district_code: str | None = Field(default=None, index=True, max_length=16)


class PublicTotal(PublicTable, table=True):
    """What came in during one month and where it stands, so that the public can add up what it sees."""

    __tablename__ = "public_total"

    month: str = Field(primary_key=True, max_length=7)
    received: int
    published: int
    refused: int
    waiting: int
    """Not yet accepted by an operator."""
    withheld: int
    """Accepted, but kept out of the public record by the sender's choice or by a privacy rule."""
    withdrawn: int = 0
    """Withdrawn by the sender, before or after it was public."""


class PublicTombstone(PublicTable, table=True):
    """What is left of a report that was public and is no longer: that it went, when, and on what ground."""

    __tablename__ = "public_tombstone"

    public_id: str = Field(primary_key=True, max_length=16)
    day: date
    """The day on which it left the public record."""
    ground: str = Field(max_length=16)
    """"withdrawn" by its sender, "erased" with everything kept about it, or kept back by a "rule"."""


class PublicRelease(PublicTable, table=True):
    """A dated state of this database; pages and files say which one they are made from."""

    __tablename__ = "public_release"

    id: str = Field(primary_key=True, max_length=16)
    """YYYY-MM-DD, with .2, .3 … for further ones of the same day."""
    day: date
    number: int
    digest: str = Field(max_length=64)
    """SHA-256 over every public row, so that 'nothing new' can be told."""


class PublicRisk(PublicTable, table=True):
    """One figure of how well people are hidden in a release; the gate measures it once, as it passes."""

    __tablename__ = "public_risk"

    release: str = Field(primary_key=True, max_length=16)
    key: str = Field(primary_key=True, max_length=32)
    value: str = Field(max_length=32)
    """A number, or the id of a release."""
