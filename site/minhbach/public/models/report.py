"""A report as the public may see it."""

from datetime import date

from sqlmodel import Field

from minhbach.public.models.base import PublicTable


class PublicReport(PublicTable, table=True):
    """One report as the public may see it. Only privacy.publish makes one."""

    __tablename__ = "public_report"

    public_id: str = Field(primary_key=True, max_length=16)
    status: str = Field(index=True, max_length=16)
    """"assigned" (being worked on), "resolved", or "answered": by an outcome that counts as neither."""
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
    outcome: str | None = Field(default=None, index=True, max_length=16)
    """What the answer means: a code of the pack's outcomes."""
    reports: int = 1
    """How many people told of it: this report, its duplicates, and who said "me too"."""
    reopened: int = 0
    """How often it was opened again after an answer."""
    rule: str | None = Field(default=None, max_length=32)
    """Id of the regulation that it was handled under."""
    due: date | None = None
    """The day on which its result was due; None where that would tell a day that is not public."""
    on_time: bool | None = None
    """Whether it was answered by then; None while it is neither answered nor late."""
    interim: str | None = None
    """An answer on the way. Redacted."""
    photo_after: str | None = Field(default=None, max_length=80)
    """File name of the cleaned photo that the agency took of its work."""
    salt: str | None = Field(default=None, max_length=32)
    """Random, so that the record's leaf in the ledger cannot be guessed once the record is gone."""


class PublicPlace(PublicTable, table=True):
    """The ward and district of a public report in one vintage."""

    __tablename__ = "public_place"

    public_id: str = Field(
        foreign_key="public_report.public_id", primary_key=True, ondelete="CASCADE", max_length=16
    )
    vintage: str = Field(primary_key=True, max_length=10)
    ward_code: str | None = Field(default=None, index=True, max_length=16)
    district_code: str | None = Field(default=None, index=True, max_length=16)


class PublicEvent(PublicTable, table=True):
    """One step in a public report's life, told as finely as its dates are."""

    __tablename__ = "public_event"

    public_id: str = Field(
        foreign_key="public_report.public_id", primary_key=True, ondelete="CASCADE", max_length=16
    )
    number: int = Field(primary_key=True)
    """1, 2, 3 … in order."""
    kind: str = Field(max_length=16)
    """"received", "assigned", "started", "returned", "asked", "replied", "interim", "resolved", "reopened",
    "closed"."""
    day: date
    """By the report's date_precision, like its other dates."""


class PublicAnswer(PublicTable, table=True):
    """What a report says to a question of the city's that the pack calls public."""

    __tablename__ = "public_answer"

    public_id: str = Field(
        foreign_key="public_report.public_id", primary_key=True, ondelete="CASCADE", max_length=16
    )
    question: str = Field(primary_key=True, max_length=64)
    value: str = Field(max_length=500)
    """Of a list: codes of choices, with commas between. Free text is redacted."""


class PublicTombstone(PublicTable, table=True):
    """What is left of a report that was public and is no longer: that it went, when, and on what ground."""

    __tablename__ = "public_tombstone"

    public_id: str = Field(primary_key=True, max_length=16)
    day: date
    """The day on which it left the public record."""
    ground: str = Field(max_length=16)
    """"withdrawn" by its sender, "erased" with everything kept about it, or kept back by a "rule"."""
