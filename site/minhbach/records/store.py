"""Open the private database."""

from pathlib import Path

from minhbach.databases import Database

MIGRATIONS = Path(__file__).with_name("migrations")


def private_database(url: str) -> Database:
    """private.db (or the same tables on PostgreSQL) by URL."""
    return Database(url, MIGRATIONS)
