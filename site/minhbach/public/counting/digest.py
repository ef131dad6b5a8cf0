"""What public.db says, as hashes: a tree over its reports, and one over all that is counted."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import orjson
from sqlmodel import Session, SQLModel, select

from minhbach.ledger.tree import leaf_hash, root_of
from minhbach.public.counting.leaves import records
from minhbach.public.models import (
    PublicConfusion,
    PublicMerit,
    PublicRating,
    PublicReceipt,
    PublicRefusal,
    PublicTombstone,
    PublicTotal,
)

COUNTED: Sequence[type[SQLModel]] = (
    PublicTotal, PublicTombstone, PublicRefusal, PublicRating, PublicMerit, PublicConfusion, PublicReceipt,
)  # fmt: skip
"""Every public table but those in a report's record (leaves) and those about releases themselves."""


@dataclass(frozen=True)
class Digest:
    """The same rows give the same digest anywhere."""

    records: int
    root: str
    """Of the Merkle tree over the reports' records."""
    counts: str

    @property
    def whole(self) -> str:
        """One hash for everything, so that 'nothing new' can be told."""
        return hashlib.sha256(f"{self.records} {self.root} {self.counts}".encode()).hexdigest()


def digest(session: Session) -> Digest:
    """Digest every row of every public table in key order."""
    count = 0

    def leaves() -> Iterator[bytes]:
        nonlocal count
        for _public_id, record in records(session):
            count += 1
            yield leaf_hash(record)

    root = root_of(leaves()).hex()
    return Digest(count, root, counts_of(session))


def counts_of(session: Session) -> str:
    """SHA-256 over every row of the counted tables."""
    running = hashlib.sha256()
    for line in count_lines(session):
        running.update(line)
    return running.hexdigest()


def count_lines(session: Session) -> Iterator[bytes]:
    """The counted tables as lines: for each its name and columns, then its rows as JSON arrays."""
    for table in COUNTED:
        columns = table.__table__.columns  # type: ignore[attr-defined]
        yield orjson.dumps({"table": table.__tablename__, "columns": [c.name for c in columns]}) + b"\n"
        rows = session.execute(select(*columns).execution_options(yield_per=5000))
        # In the order of their bytes: a server's collation must not decide.
        yield from sorted(orjson.dumps(tuple(row)) + b"\n" for row in rows)
