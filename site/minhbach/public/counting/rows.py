"""Rows of a public table in an order that is the same on every server."""

from collections.abc import Iterator
from typing import Any

from sqlmodel import Session, SQLModel, select


def rows_of(session: Session, table: type[SQLModel]) -> Iterator[dict[str, Any]]:
    """Every row by its key, as a dict by column; streamed."""
    columns = table.__table__.columns  # type: ignore[attr-defined]
    keys = [by_bytes(session, key) for key in table.__table__.primary_key]  # type: ignore[attr-defined]
    query = select(*columns).order_by(*keys).execution_options(yield_per=5000)
    for row in session.execute(query).mappings():
        yield dict(row)


def by_bytes(session: Session, column: Any) -> Any:
    """Order by code point: SQLite's own; PostgreSQL would sort texts as people of its locale do."""
    text = session.get_bind().dialect.name == "postgresql" and column.type.python_type is str
    return column.collate("C") if text else column
