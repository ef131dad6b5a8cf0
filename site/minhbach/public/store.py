"""Open the public database."""

from pathlib import Path

from minhbach.databases import Database

MIGRATIONS = Path(__file__).with_name("migrations")


def public_database(url: str) -> Database:
    """public.db (or the same tables on PostgreSQL) by URL."""
    return Database(url, MIGRATIONS)
