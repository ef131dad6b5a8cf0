"""Read the public reports as Arrow batches by public id: all columns as published, and where each lies."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

import pyarrow as pa
from sqlalchemy import Date, Select, String, and_, case, cast, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from minhbach.public.counting.edition import Edition
from minhbach.public.counting.rows import by_bytes
from minhbach.public.drawing.shapes import DECIMALS
from minhbach.public.models import PublicPlace, PublicReport
from minhbach.release.formats.naming import NAMED_AFTER, Names

ROWS = 16_384
"""In one batch: some 8 MB of text."""
TYPES: Mapping[type, pa.DataType] = {
    str: pa.string(), int: pa.int32(), float: pa.float64(), bool: pa.bool_(), date: pa.date32(),
}  # fmt: skip


@dataclass(frozen=True)
class Batch:
    """Some reports, and beside each the ward and district where it counts in every vintage."""

    reports: pa.RecordBatch
    places: Mapping[str, tuple[pa.Array, pa.Array]]
    """Ward and district codes by vintage; null where it counts in none."""


def report_schema() -> pa.Schema:
    """The columns of the reports in order: the public table's, each code followed by its name."""
    fields = []
    for column in PublicReport.__table__.columns:  # type: ignore[attr-defined]
        fields.append(pa.field(column.name, _kind_of(column.name), nullable=column.nullable))
        if column.name in NAMED_AFTER:
            fields.append(pa.field(NAMED_AFTER[column.name], pa.string(), nullable=column.nullable))
    return pa.schema(fields)


def read_batches(session: Session, edition: Edition) -> Iterator[Batch]:
    """Every public report once, sorted by public id, a batch at a time: there may be millions."""
    vintages = [vintage.id for vintage in edition.vintages]
    names, schema = Names(edition), report_schema()
    own = [column.name for column in PublicReport.__table__.columns]  # type: ignore[attr-defined]
    query = _query(vintages).order_by(by_bytes(session, col(PublicReport.public_id)))
    result = session.connection().execute(query.execution_options(yield_per=ROWS))
    for rows in result.partitions(ROWS):
        columns = list(zip(*rows, strict=True))
        known = dict(zip(own, columns, strict=False))
        arrays = {name: _array(known[name], schema.field(name).type) for name in own}
        arrays |= names.beside(known)
        reports = pa.RecordBatch.from_arrays([arrays[name] for name in schema.names], schema=schema)
        yield Batch(reports, _places(vintages, columns[len(own) :]))


def _kind_of(column: str) -> pa.DataType:
    told: Any = PublicReport.model_fields[column].annotation
    return next(kind for known, kind in TYPES.items() if known in (told, *get_args(told)))


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if kind == pa.date32():
        return pa.array(values, pa.string()).cast(kind)
    if kind == pa.float64():
        return pa.array([value if value is None else round(value, DECIMALS) for value in values], kind)
    return pa.array(values, kind)


def _places(
    vintages: Sequence[str], columns: Sequence[Sequence[Any]]
) -> dict[str, tuple[pa.Array, pa.Array]]:
    pairs = zip(vintages, columns[::2], columns[1::2], strict=True)
    return {vintage: (pa.array(ward, pa.string()), pa.array(district, pa.string()))
            for vintage, ward, district in pairs}  # fmt: skip


def _query(vintages: Sequence[str]) -> Select[*tuple[Any, ...]]:
    """Reports with their units in each vintage; one without a point has its own in its own vintage."""
    report = PublicReport.__table__  # type: ignore[attr-defined]
    # Dates as text: SQLAlchemy would make an object of each, and Arrow reads the text faster.
    seen: list[Any] = [cast(c, String) if isinstance(c.type, Date) else c for c in report.columns]
    joined: Any = report
    for vintage in vintages:
        place = aliased(PublicPlace)
        here = and_(col(place.public_id) == report.c.public_id, col(place.vintage) == vintage)
        joined = joined.outerjoin(place, here)
        pointless = and_(col(place.public_id).is_(None), report.c.vintage == vintage)
        seen.append(case((pointless, report.c.ward_code), else_=col(place.ward_code)))
        seen.append(case((pointless, report.c.district_code), else_=col(place.district_code)))
    return select(*seen).select_from(joined)
