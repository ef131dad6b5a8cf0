"""A starter pack for another city, and what the check says of it."""

import tomllib
from pathlib import Path

import pytest

from minhbach.city.new import new_pack
from minhbach.config import Settings
from minhbach.errors import BadInput
from minhbach.places.check import check, is_clean


@pytest.fixture
def fresh(tmp_path: Path) -> Settings:
    new_pack(tmp_path / "pack")
    return Settings.from_environment(
        {"MINHBACH_HOME": str(tmp_path / "home"), "MINHBACH_CITY": str(tmp_path / "pack")}
    )


def test_a_new_pack_is_readable_and_explained(fresh: Settings) -> None:
    for path in fresh.pack.rglob("*.toml"):
        assert tomllib.loads(path.read_text(encoding="utf-8")) is not None
        assert "#" in path.read_text(encoding="utf-8"), path


def test_the_check_says_what_to_fill_in(fresh: Settings) -> None:
    found = {(finding.file, finding.feature) for finding in check(fresh)}
    assert {
        ("data/city.toml", "id"),
        ("data/city.toml", "timezone"),
        ("data/city.toml", "centre"),
        ("data/city.toml", "name"),
        ("data/city.toml", "hotline.number"),
        ("data/calendar.toml", ""),
        ("data/rules.toml", ""),
        ("boundaries", ""),
    } <= found
    assert not is_clean(check(fresh))


def test_the_check_says_it_even_where_the_clock_is_fixed_by_nothing(fresh: Settings) -> None:
    assert fresh.today is None
    assert all(finding.mend for finding in check(fresh))


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(BadInput, match="is not empty"):
        new_pack(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
