"""One SHA-256 over everything in public.db, so that 'nothing new' and 'the same data' can be told."""

import hashlib
from collections.abc import Sequence

import orjson
from sqlmodel import Session, SQLModel, select

from minhbach.public.models import PublicPlace, PublicReport, PublicTombstone, PublicTotal

DIGESTED: Sequence[type[SQLModel]] = (PublicReport, PublicPlace, PublicTotal, PublicTombstone)


def digest(session: Session) -> str:
    """Digest every row of every public table in key order; the same rows give the same digest anywhere."""
    running = hashlib.sha256()
    for table in DIGESTED:
        columns = table.__table__.columns  # type: ignore[attr-defined]
        keys = list(table.__table__.primary_key)  # type: ignore[attr-defined]
        rows = session.execute(select(*columns).order_by(*keys).execution_options(yield_per=5000))
        running.update(f"{table.__tablename__}:{','.join(c.name for c in columns)}\n".encode())
        for row in rows:
            running.update(orjson.dumps(tuple(row)) + b"\n")
    return running.hexdigest()
