"""What is to be told to people, until it is."""

from datetime import datetime

from sqlmodel import Field

from minhbach.databases import UtcDateTime
from minhbach.records.models.base import PrivateTable, RowId


class Message(PrivateTable, table=True):
    """One message to one person or system: queued, tried again, never sent twice."""

    __tablename__ = "message"

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    key: str = Field(unique=True, max_length=120)
    """What it is about; a second message of the same key is not queued."""
    report_id: int | None = Field(default=None, foreign_key="report.id", index=True, ondelete="CASCADE",
                                  sa_type=RowId)  # fmt: skip
    event: int | None = None
    """Number of the event, or of the breach, that it tells of."""
    kind: str = Field(max_length=32)
    """Which of the pack's texts."""
    via: str = Field(max_length=8)
    """"email", "letter" or "webhook"."""
    recipient: str = Field(max_length=16)
    """"citizen", "agency", "operator", "inspector" or "admin"; the address is looked up when it is sent."""
    agency: str | None = Field(default=None, max_length=64)
    language: str = Field(default="vi", max_length=8)
    created_at: datetime = Field(sa_type=UtcDateTime)
    next_at: datetime = Field(sa_type=UtcDateTime, index=True)
    tries: int = 0
    taken_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When a sender took it up: no other takes it too."""
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failed: str | None = Field(default=None, max_length=200)
    """Why it was given up, without addresses."""
