"""A release: a dated state of public.db, and what was measured of it."""

from datetime import date

from sqlmodel import Field

from minhbach.public.models.base import PublicTable


class PublicRelease(PublicTable, table=True):
    """A dated state of this database; pages and files say which one they are made from."""

    __tablename__ = "public_release"

    id: str = Field(primary_key=True, max_length=16)
    """YYYY-MM-DD, with .2, .3 … for further ones of the same day."""
    day: date
    number: int
    digest: str = Field(max_length=64)
    """SHA-256 over every public row, so that 'nothing new' can be told."""
    records: int = 0
    """How many public reports it holds."""
    root: str = Field(default="", max_length=64)
    """Root of the Merkle tree over them (public.counting.leaves)."""
    counts: str = Field(default="", max_length=64)
    """SHA-256 over every other public row."""
    chain: str = Field(default="", max_length=64)
    """SHA-256 over this and the release before it (ledger.chain)."""


class PublicRisk(PublicTable, table=True):
    """One figure of how well people are hidden in a release; the gate measures it once, as it passes."""

    __tablename__ = "public_risk"

    release: str = Field(primary_key=True, max_length=16)
    key: str = Field(primary_key=True, max_length=32)
    value: str = Field(max_length=32)
    """A number, or the id of a release."""


class PublicReceipt(PublicTable, table=True):
    """Where a report stands, for who holds its tracking code and nobody else."""

    __tablename__ = "public_receipt"

    tag: str = Field(primary_key=True, max_length=64)
    """Derived from the tracking code by a slow hash (public.receipts); cannot be turned back."""
    standing: str = Field(max_length=16)
    """"published", or which part of the totals it is counted in."""
    month: str = Field(max_length=7)
    """Of receipt: the row of the totals."""
    public_id: str | None = Field(default=None, max_length=16)
    """Of what is published; a duplicate names the report that it is counted with."""
