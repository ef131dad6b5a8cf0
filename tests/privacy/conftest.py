"""Where the door opens to, for all that is tested of it."""

import pytest

from minhbach.config import Settings
from minhbach.databases import Database
from minhbach.public.store import public_database


@pytest.fixture
def public(settings: Settings) -> Database:
    return public_database(settings.public_url)
