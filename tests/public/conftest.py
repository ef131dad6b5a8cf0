"""A filled public side over the real boundaries."""

from collections.abc import Callable

import pytest
from tests.public.filling import fill

from minhbach.config import Settings
from minhbach.public.showroom import Showroom

FillPublic = Callable[..., Showroom]


@pytest.fixture
def fill_public(settings: Settings) -> FillPublic:
    """fill_public(reports=60, seed=1, **changes) fills the fresh public.db and gives the showroom."""
    return lambda **given: fill(Showroom.open(settings), **given)
