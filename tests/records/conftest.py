"""Fresh private tables, and calls that begin at the same moment."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest
from sqlmodel import Session
from tests.stores import fresh_session

from minhbach.records.store import private_database

Result = TypeVar("Result")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """An open transaction on fresh private tables."""
    with fresh_session(private_database(f"sqlite:///{tmp_path / 'private.db'}")) as opened:
        yield opened


def at_once(*calls: Callable[[], Result]) -> list[Result]:
    """What calls return that begin together, each in a thread of its own."""
    start = Barrier(len(calls))

    def begin(call: Callable[[], Result]) -> Result:
        start.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(begin, calls))
