"""A small made-up town with a reform, so that a whole site freezes in a second."""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pytest
import shapely
from sqlalchemy import delete
from tests.public.filling import fill
from tests.stores import Store

from minhbach.config import Settings
from minhbach.places.store import DERIVED, BoundarySet, write_set
from minhbach.places.units import DISTRICT, WARD, Unit, Vintage
from minhbach.public.models import PublicTotal
from minhbach.public.showroom import Showroom

OLD, NEW = "2020-01-01", "2025-03-01"
CORNER, SIDE = (106.6, 10.7), 0.02


def vintage(first: str, last: date | None, redistributable: bool) -> Vintage:
    return Vintage(first, date.fromisoformat(first), last, "made up", "CC0-1.0", redistributable,
                   f"Ranh giới {first}", f"Từ {first}", f"From {first}")  # fmt: skip


def ward(era: str, code: str, column: int, row: int, wide: int, parent: str | None) -> Unit:
    """A ward of `wide` blocks, its northern border wavy so that simplifying has something to do."""
    west, south = CORNER[0] + column * SIDE, CORNER[1] + row * SIDE
    north = [(west + SIDE * wide * n / 12, wave(west + SIDE * wide * n / 12, row + 1)) for n in range(13)]
    floor = [(west + SIDE * wide * n / 12, wave(west + SIDE * wide * n / 12, row)) for n in range(13)]
    shape = shapely.Polygon([*floor, *reversed(north)])
    assert shape.is_valid
    assert south < CORNER[1] + 4 * SIDE
    return Unit(era, code, WARD, "Phường", f"Phường {code}", f"Ward {code}", f"phuong-{code}", parent,
                code != "15", shape)  # fmt: skip


def wave(lon: float, row: int) -> float:
    """The border below a row: whole blocks, with bumps of about 50 m that the outer borders do not have."""
    steps = round((lon - CORNER[0]) / (SIDE / 12))
    bump = 0.0005 * (steps % 2) if 0 < row < 2 else 0.0
    return CORNER[1] + row * SIDE + bump


def district(era: str, code: str, wards: Iterable[Unit]) -> Unit:
    shape = shapely.union_all([unit.geometry for unit in wards if unit.parent == code])
    return Unit(era, code, DISTRICT, "Quận", f"Quận {code}", f"District {code}", f"quan-{code}", None,
                True, shape)  # fmt: skip


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Boundaries: four wards in two districts that may not be passed on, then two wards and no district."""
    folder = tmp_path_factory.mktemp("town")
    before = [ward(OLD, "11", 0, 0, 1, "1"), ward(OLD, "12", 1, 0, 1, "1"),
              ward(OLD, "13", 0, 1, 1, "2"), ward(OLD, "14", 1, 1, 1, "2")]  # fmt: skip
    after = [ward(NEW, "11", 0, 0, 2, None), ward(NEW, "15", 0, 1, 2, None)]
    districts = tuple(district(OLD, code, before) for code in ("1", "2"))
    closed = vintage(OLD, date(2025, 2, 28), False)
    write_set(folder, BoundarySet(closed, tuple(before), districts, DERIVED, ()))
    write_set(folder, BoundarySet(vintage(NEW, None, True), tuple(after), (), DERIVED, ()))
    return folder


@pytest.fixture
def town_settings(tmp_path: Path, town: Path, store: Store) -> Settings:
    """A fresh home in the town."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "boundaries").symlink_to(town)
    return Settings.from_environment({"MINHBACH_HOME": str(home)} | store.fill(home))


@pytest.fixture
def room(town_settings: Settings) -> Showroom:
    """The town's public side with 30 reports and a release."""
    return fill(Showroom.open(town_settings), reports=30)


@pytest.fixture
def later(room: Showroom) -> Callable[[], Showroom]:
    """later() adds reports and dates a second release of the next day."""

    def add() -> Showroom:
        with room.public.writing() as session:
            session.execute(delete(PublicTotal))
        return fill(room, reports=5, seed=2, day=date(2025, 6, 1))

    return add


