"""Counts of what is not published one by one."""

from sqlmodel import Field

from minhbach.public.models.base import PublicTable


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
    duplicates: int = 0
    """Told again what another report tells; counted in that one's `reports`."""


class PublicRefusal(PublicTable, table=True):
    """How many reports of one month were refused on one ground: the refusal register."""

    __tablename__ = "public_refusal"

    month: str = Field(primary_key=True, max_length=7)
    """Of receipt."""
    ground: str = Field(primary_key=True, max_length=64)
    """Code of the pack's refusals."""
    reports: int
    contested: int = 0
    """Of these, how many senders objected."""


class PublicRating(PublicTable, table=True):
    """What senders said of an agency's answers; only where enough of them did."""

    __tablename__ = "public_rating"

    agency: str = Field(primary_key=True, max_length=64)
    year: str = Field(primary_key=True, max_length=4)
    ratings: int
    good: int
    """Of these, how many gave 4 or 5."""


class PublicMerit(PublicTable, table=True):
    """A commendation or a violation of an agency, or a citizen's pseudonym, made public with consent."""

    __tablename__ = "public_merit"

    number: int = Field(primary_key=True)
    kind: str = Field(max_length=16)
    """"commendation", "violation" or "citizen"."""
    who: str = Field(max_length=64)
    """Code of the agency, or the pseudonym."""
    day: str = Field(max_length=10)
    """YYYY-MM-DD; of a citizen the year."""
    ground: str | None = Field(default=None, max_length=200)
    text: str | None = None
    reports: int | None = None
    """Of a citizen: how many useful reports they sent."""


class PublicConfusion(PublicTable, table=True):
    """How the classifier that advises operators does: what it suggested for what was right."""

    __tablename__ = "public_confusion"

    trained: str = Field(primary_key=True, max_length=10)
    """YYYY-MM-DD."""
    category: str = Field(primary_key=True, max_length=64)
    suggested: str = Field(primary_key=True, max_length=64)
    """"" where it said nothing."""
    reports: int
