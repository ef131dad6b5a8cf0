"""A published town with receipts, to be checked and tampered with."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import delete
from sqlmodel import select
from tests.public.filling import fill, made_up, places, totals
from tests.release.conftest import town

from minhbach.config import Settings
from minhbach.public.counting.releases import date_release
from minhbach.public.models import PublicReceipt, PublicReport, PublicTotal
from minhbach.public.showroom import Showroom
from minhbach.public.store import public_database
from minhbach.release.publish import publish_site
from minhbach.tracking import receipt_tag, tracking_code_from

__all__ = ["town"]

PUBLISHED, WAITING, UNKNOWN = (tracking_code_from(seed) for seed in (b"published", b"waiting", b"unknown"))


@pytest.fixture(scope="session")
def made(town: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Showroom, Path]:
    """The town's public side, and its site in the second release: more reports, and two receipts."""
    home = tmp_path_factory.mktemp("verified")
    (home / "boundaries").symlink_to(town)
    settings = Settings.from_environment({"MINHBACH_HOME": str(home)})
    public_database(settings.public_url).upgrade()
    room, out = fill(Showroom.open(settings), reports=30), home / "build"
    publish_site(room, out)
    chance = Random(2)  # noqa: S311  (believable, not secret)
    with room.public.writing() as session:
        more = [made_up(room, chance) for _ in range(5)]
        session.add_all(more)
        session.flush()
        session.add_all(place for row in more for place in places(room, row))
        rows = list(session.exec(select(PublicReport).order_by(PublicReport.public_id)))
        session.execute(delete(PublicTotal))
        session.add_all(totals(rows))
        month, first = f"{rows[0].received:%Y-%m}", rows[0].public_id
        session.add_all(
            [PublicReceipt(tag=receipt_tag(PUBLISHED), standing="published", month=month, public_id=first),
             PublicReceipt(tag=receipt_tag(WAITING), standing="waiting", month=month)]
        )  # fmt: skip
        session.flush()
        date_release(session, date(2025, 6, 2))
    publish_site(room, out)
    room.public.engine.dispose()
    return room, out


@pytest.fixture
def room(made: tuple[Showroom, Path]) -> Iterator[Showroom]:
    yield made[0]
    made[0].public.engine.dispose()


@pytest.fixture
def site(made: tuple[Showroom, Path]) -> Path:
    return made[1]


@pytest.fixture
def copy(site: Path, tmp_path: Path) -> Callable[[], Path]:
    """A copy of the site's data with files of its own, to tamper with."""

    def make() -> Path:
        target = tmp_path / "copy"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(site / "data", target / "data")
        return target

    return make
