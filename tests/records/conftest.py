"""Fresh private tables."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from minhbach.records.store import private_database


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """An open transaction on fresh private tables."""
    database = private_database(f"sqlite:///{tmp_path / 'private.db'}")
    database.upgrade()
    with database.writing() as opened:
        yield opened
    database.engine.dispose()
