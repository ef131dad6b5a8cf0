"""Write tombstones.csv: which reports were published and are gone, so that who copied them can follow."""

import csv
from pathlib import Path

from sqlmodel import Session, col, select

from minhbach.public.models import PublicTombstone


def write_tombstones(path: Path, session: Session) -> None:
    """A row a tombstone by public id; the columns of the public table and nothing else."""
    columns = list(PublicTombstone.model_fields)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, columns, lineterminator="\r\n")
        writer.writeheader()
        rows = session.exec(select(PublicTombstone).order_by(col(PublicTombstone.public_id)))
        writer.writerows(row.model_dump() for row in rows)
