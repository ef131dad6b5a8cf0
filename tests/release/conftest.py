"""A small made-up town with a reform, so that a whole site freezes in a second."""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pytest
import shapely
from sqlalchemy import delete
from sqlmodel import Session, col, select
from tests.public.filling import fill
from tests.stores import SQLite, Store

from minhbach.config import Settings
from minhbach.places.store import DERIVED, BoundarySet, write_set
from minhbach.places.units import DISTRICT, WARD, Unit, Vintage
from minhbach.public.counting.edition import Edition
from minhbach.public.counting.releases import date_release
from minhbach.public.models import (
    PublicAnswer,
    PublicConfusion,
    PublicEvent,
    PublicMerit,
    PublicPlace,
    PublicRating,
    PublicRefusal,
    PublicReport,
    PublicTombstone,
    PublicTotal,
)
from minhbach.public.showroom import Showroom
from minhbach.release.bundle import write_release

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




HOSTILE = ('=HYPERLINK("http://evil.example","x")', "+84 là gì", "-5 độ", "@ai đó", "\tlùi dòng",
           'hai dòng,\r\n"ngoặc kép" và \\ gạch chéo', "dấu \x0b hiếm \x01",
           "Điện ở đường Đỗ Xuân Hợp tắt", "</script>")  # fmt: skip
"""Texts that a format could trip over."""


@pytest.fixture(scope="session")
def two_releases(town: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two releases of the town, a day apart: hostile texts, no place, coarse dates, every register."""
    home = tmp_path_factory.mktemp("two")
    (home / "boundaries").symlink_to(town)
    # Files are the same from either database (test_datasets writes them from both), so one is enough here.
    SQLite(tmp_path_factory.mktemp("migrated")).fill(home)
    room = fill(Showroom.open(Settings.from_environment({"MINHBACH_HOME": str(home)})), reports=40)
    with room.public.writing() as session:
        rows = list(session.exec(select(PublicReport).order_by(col(PublicReport.public_id))))
        for row, text in zip(rows, HOSTILE, strict=False):
            row.text = text
        _told_coarsely(session, rows[10:14])
        ids = [row.public_id for row in rows]
        _registers(session, ids)
    first = _written(room, home / "data", date(2025, 5, 31))
    with room.public.writing() as session:
        _changed(session, ids[20:])
    second = _written(room, home / "data", date(2025, 6, 1))
    room.public.engine.dispose()
    return first, second


def _told_coarsely(session: Session, rows: list[PublicReport]) -> None:
    nowhere = {"lat": None, "lon": None, "location_method": "none", "location_uncertainty_m": None}
    for row, precision in zip(rows, ("month", "quarter", "year", "year"), strict=True):
        session.execute(delete(PublicPlace).where(col(PublicPlace.public_id) == row.public_id))
        row.sqlmodel_update(nowhere | {"date_precision": precision, "days": None})
    rows[3].sqlmodel_update({"vintage": None, "ward_code": None, "district_code": None, "agency": None})


def _registers(session: Session, ids: list[str]) -> None:
    session.add_all(
        [
            *(PublicEvent(public_id=name, number=1, kind="received", day=date(2025, 1, 2)) for name in ids),
            PublicAnswer(public_id=ids[0], question="lan-duong", value="xe-may,o-to"),
            PublicRefusal(month="2025-01", ground="spam", reports=2, contested=1),
            PublicRefusal(month="2025-01", ground="no-longer-in-the-pack", reports=1),
            PublicRating(agency="so-xay-dung", year="2025", ratings=12, good=9),
            PublicMerit(number=1, kind="commendation", who="so-xay-dung", day="2025-02-03", text="Nhanh"),
            PublicConfusion(trained="2025-01-01", category="y-te", suggested="", reports=3),
        ]
    )


def _changed(session: Session, ids: list[str]) -> None:
    """One gone, and one each changed by the work on it, by a privacy rule and otherwise."""
    gone, resolved, coarser, recoded = (session.get(PublicReport, name) for name in ids[:4])
    assert gone and resolved and coarser and recoded  # noqa: PT018
    session.delete(gone)
    session.add(PublicTombstone(public_id=gone.public_id, day=date(2025, 6, 1), ground="withdrawn"))
    resolved.status = "resolved" if resolved.status == "assigned" else "assigned"
    coarser.location_method = "cell-9"
    recoded.channel = "phone"


def _written(room: Showroom, data: Path, day: date) -> Path:
    with room.public.writing() as session:
        release, _new = date_release(session, day)
        edition = Edition.read(room, session)
        write_release(data / release.id, session, edition, release)
        return data / release.id
