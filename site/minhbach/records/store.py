"""Open the private database."""

from pathlib import Path

from minhbach.config import Settings
from minhbach.databases import Database

MIGRATIONS = Path(__file__).with_name("migrations")


def private_database(url: str) -> Database:
    """private.db (or the same tables on PostgreSQL) by URL."""
    return Database(url, MIGRATIONS)


def open_records(settings: Settings) -> Database:
    """The installation's own, or BadInput where it is missing or not of this version."""
    private = private_database(settings.private_url)
    private.require_current()
    return private
