"""The pack's periods: complete, by category where they differ, and every fault told at its place."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from minhbach.city.pack import City
from minhbach.city.retention import KINDS, OF_REPORTS, Retention
from minhbach.config import Settings
from minhbach.errors import BadInput

DATA = Settings.from_environment({}).data
Change = Callable[[str, str], Path]


@pytest.fixture
def change(tmp_path: Path) -> Change:
    """change(pattern, text) is a data/ folder whose periods differ from the default pack's."""

    def write(pattern: str, text: str) -> Path:
        usual = (DATA / "retention.toml").read_text()
        said, times = re.subn(pattern, text, usual, count=1, flags=re.S | re.M)
        assert times == 1
        (tmp_path / "retention.toml").write_text(said)
        return tmp_path

    return write


@pytest.fixture
def codes() -> tuple[str, ...]:
    return City.load(DATA).category_codes


def test_the_default_pack_says_how_long_and_why(codes) -> None:
    retention = Retention.load(DATA, codes)
    assert retention.valid_from == date(2026, 11, 24)
    for kind in KINDS:
        assert retention.days(kind) > 0
        assert retention.periods[kind].ground.within("vi")
    assert retention.assumed


def test_a_category_can_differ(codes) -> None:
    retention = Retention.load(DATA, codes)
    assert retention.days("contact", "y-te") < retention.days("contact", "giao-thong")
    assert retention.days("text", "y-te") == retention.days("text")
    assert retention.shortest() == min(retention.days(kind, code) for kind in OF_REPORTS for code in codes)


@pytest.mark.parametrize(
    ("pattern", "text", "told"),
    [
        (r"^valid_from = .*?$", "", "valid_from is a day"),
        (r"^valid_from = .*?$", 'valid_from = "2026-11-24"', "valid_from is a day"),
        (r"^\[photos\].*?\n\n", "", r"\[photos\] is missing"),
        (r"^days = 90$", "days = 0", "write a whole number above 0"),
        (r"^days = 90$", 'days = "a year"', "write a whole number above 0"),
        (r"^days = 90$", "days = true", "write a whole number above 0"),
        (r"^ground = .*?$", 'ground = { vi = "" }', "ground is empty"),
        (r"category\.y-te", "category.no-such", "no such code"),
        (r"^contact = 30$", "phone = 30", "'phone' is no kind"),
        (r"^contact = 30$", "contact = -1", "write a whole number above 0"),
    ],
    ids=["no-day", "quotes", "missing", "zero", "words", "true", "no-ground", "category", "kind", "less"],
)  # fmt: skip
def test_a_fault_is_told_where_it_is(change: Change, codes, pattern: str, text: str, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        Retention.load(change(pattern, text), codes)


def test_a_pack_without_periods_is_told(tmp_path: Path, codes) -> None:
    with pytest.raises(BadInput, match=r"retention\.toml is missing"):
        Retention.load(tmp_path, codes)
