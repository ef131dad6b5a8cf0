"""Write the small public tables as CSV: totals, refusals, events, answers, ratings, merits, tombstones."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlmodel import Session, SQLModel

from minhbach.public.counting.edition import Edition
from minhbach.public.counting.rows import rows_of
from minhbach.public.models import (
    PublicAnswer,
    PublicConfusion,
    PublicEvent,
    PublicMerit,
    PublicRating,
    PublicRefusal,
    PublicTombstone,
)
from minhbach.release.tables import write_table

REGISTERS: Mapping[str, type[SQLModel]] = {
    "answers": PublicAnswer,
    "classifier": PublicConfusion,
    "events": PublicEvent,
    "merits": PublicMerit,
    "ratings": PublicRating,
    "refusals": PublicRefusal,
    "tombstones": PublicTombstone,
}
"""Each file and the table whose columns it has, no more and no fewer."""
TOTALS = ("month", "received", "published", "resolved", "refused", "waiting", "withheld", "withdrawn",
          "duplicates")  # fmt: skip


def write_registers(folder: Path, session: Session, edition: Edition) -> None:
    """Every register of a release, each sorted by its key, and the monthly totals."""
    for name, table in REGISTERS.items():
        write_table(folder / f"{name}.csv", columns_of(table), rows_of(session, table))
    write_table(folder / "totals.csv", TOTALS, _totals(edition))


def columns_of(table: type[SQLModel]) -> list[str]:
    """The columns of a public table in order."""
    return list(table.model_fields)


def _totals(edition: Edition) -> Iterator[Mapping[str, Any]]:
    for month in edition.months:
        figures = edition.figures(month)
        yield {"month": month} | {name: getattr(figures, name) for name in TOTALS[1:]}
