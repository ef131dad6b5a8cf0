"""Every public record as canonical bytes, the leaves of the release's tree: what a release vouches for."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import orjson
from sqlmodel import Session, SQLModel

from minhbach.public.counting import queries
from minhbach.public.counting.rows import rows_of
from minhbach.public.models import PublicReport

DECIMALS = 6
"""Of a degree: about a decimetre, as in every other file."""


def records(session: Session) -> Iterator[tuple[str, bytes]]:
    """Public id and canonical bytes of every public report, in the order of their ids; streamed.

    Canonical: JSON in UTF-8 on one line, keys sorted, no blanks, days as YYYY-MM-DD.
    """
    beside = {name: _Beside(session, table) for name, (table, _) in queries.BELONGING.items()}
    for row in rows_of(session, PublicReport):
        public_id = row["public_id"]
        yield public_id, _canonical(row, {name: rows.of(public_id) for name, rows in beside.items()})


def record_of(session: Session, report: PublicReport) -> bytes:
    """The canonical bytes of one report: its line in the ledger's records."""
    beside = {
        name: [row.model_dump(exclude={"public_id"}) for row in ask(session, report.public_id)]
        for name, (_, ask) in queries.BELONGING.items()
    }
    return _canonical(report.model_dump(), beside)


def _canonical(row: Mapping[str, Any], belonging: Mapping[str, Sequence[Mapping[str, Any]]]) -> bytes:
    record = {k: round(v, DECIMALS) if isinstance(v, float) else v for k, v in row.items()}
    return orjson.dumps(record | dict(belonging), option=orjson.OPT_SORT_KEYS)


class _Beside:
    """The rows of another table that belong to one report after the other, both in the order of ids."""

    def __init__(self, session: Session, table: type[SQLModel]) -> None:
        self._groups = groupby(rows_of(session, table), key=itemgetter("public_id"))
        self._at: tuple[str, list[dict[str, Any]]] | None = None

    def of(self, public_id: str) -> list[dict[str, Any]]:
        while self._at is None or self._at[0] < public_id:
            step = next(self._groups, None)
            if step is None:
                return []
            self._at = (step[0], [{k: v for k, v in row.items() if k != "public_id"} for row in step[1]])
        return self._at[1] if self._at[0] == public_id else []
