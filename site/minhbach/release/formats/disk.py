"""Tell a full disk as the operating system does, whichever library met it."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyogrio.errors import DataLayerError, DataSourceError

LITTLE = 1 << 20
"""Bytes: where no more is free, that is why a library could not write."""


@contextmanager
def full_disk_told(folder: Path) -> Iterator[None]:
    """OSError(ENOSPC) for what SQLite and GDAL say in words of their own."""
    try:
        yield
    except (sqlite3.OperationalError, DataLayerError, DataSourceError) as wrong:
        if "full" in str(wrong) or shutil.disk_usage(folder).free < LITTLE:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder)) from wrong
        raise
