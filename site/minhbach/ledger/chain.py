"""The chain over releases: each holds the one before it, so none can be changed or left out unseen."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

START = hashlib.sha256(b"minhbach ledger 1").hexdigest()
"""What the first release stands on."""


@dataclass(frozen=True)
class Link:
    """One release in the chain."""

    id: str
    day: str
    """YYYY-MM-DD."""
    records: int
    root: str
    """Of the tree over its records, in hexadecimal."""
    counts: str
    """SHA-256 over everything else that is public: totals, registers, tombstones."""
    chain: str
    """SHA-256 over the chain before it and over itself."""

    def as_row(self) -> dict[str, Any]:
        """As it stands in ledger.json."""
        return asdict(self)


def link(before: str | None, id: str, day: date, records: int, root: str, counts: str) -> Link:
    """The next link after one whose chain is `before`; None for the first."""
    said = "\n".join((before or START, id, day.isoformat(), str(records), root, counts))
    return Link(id, day.isoformat(), records, root, counts, hashlib.sha256(said.encode()).hexdigest())


def broken(rows: Iterable[Mapping[str, Any]]) -> str | None:
    """The id of the first release whose link does not hold, if there is one."""
    before = None
    for row in rows:
        try:
            day = date.fromisoformat(row["day"])
            made = link(before, row["id"], day, int(row["records"]), row["root"], row["counts"])
        except (KeyError, TypeError, ValueError):
            return str(row.get("id", "?"))
        if made.chain != row.get("chain"):
            return made.id
        before = made.chain
    return None
