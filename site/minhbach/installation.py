"""A home: made, and brought up to this version."""

from minhbach.config import Settings
from minhbach.public.store import public_database
from minhbach.records.store import private_database


def upgrade(settings: Settings) -> None:
    """Make the home if need be, and bring both databases to the newest schema."""
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    for database in (private_database(settings.private_url), public_database(settings.public_url)):
        database.upgrade()
        database.engine.dispose()
