"""Working days of the city, through the default pack's own calendar."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach.city.calendar import Calendar, CalendarEnds
from minhbach.config import DEFAULT_PACK
from minhbach.errors import BadInput

CITY = Calendar.load(DEFAULT_PACK / "data")
DAYS = st.dates(CITY.first, CITY.last - timedelta(days=60))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        pytest.param(date(2025, 1, 27), False, id="the day before Tết's eve"),
        pytest.param(date(2025, 2, 3), True, id="the Monday after Tết"),
        pytest.param(date(2025, 5, 2), False, id="a Friday swapped away"),
        pytest.param(date(2025, 4, 26), True, id="the Saturday worked for it"),
        pytest.param(date(2025, 4, 19), False, id="any other Saturday"),
        pytest.param(date(2026, 4, 27), False, id="in lieu of a holiday on a Sunday"),
        pytest.param(date(2026, 8, 22), True, id="the Saturday worked for 31 August"),
        pytest.param(date(2027, 2, 11), False, id="Tết of 2027"),
    ],
)
def test_a_day_is_worked_or_not(day: date, working: bool) -> None:
    assert CITY.is_working(day) is working


def test_ten_working_days_skip_tet() -> None:
    assert CITY.add_working_days(date(2025, 1, 24), 10) == date(2025, 2, 14)
    assert CITY.working_days_between(date(2025, 1, 24), date(2025, 2, 14)) == 10


def test_no_working_day_moves_only_off_a_day_off() -> None:
    assert CITY.add_working_days(date(2025, 2, 1), 0) == date(2025, 2, 3)
    assert CITY.add_working_days(date(2025, 2, 4), 0) == date(2025, 2, 4)


@given(start=DAYS, days=st.integers(1, 30))
def test_adding_and_counting_agree(start: date, days: int) -> None:
    end = CITY.add_working_days(start, days)
    assert CITY.is_working(end)
    assert CITY.working_days_between(start, end) == days
    assert CITY.working_days_between(end, start) == -days


@pytest.mark.parametrize("day", [CITY.first - timedelta(days=1), CITY.last + timedelta(days=1)])
def test_outside_its_days_the_calendar_refuses(day: date) -> None:
    with pytest.raises(CalendarEnds, match=r"calendar.toml covers .* add the missing days"):
        CITY.is_working(day)


def test_a_count_that_runs_past_the_end_is_refused() -> None:
    with pytest.raises(CalendarEnds, match="10 working days after"):
        CITY.add_working_days(CITY.last - timedelta(days=3), 10)


HEAD = 'from = 2025-01-01\nuntil = 2025-12-31\nweekend = ["sunday"]\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("until = 2025-12-31", "`from` is None"),
        ('from = "2025-01-01"\nuntil = 2025-12-31', "write a day as YYYY-MM-DD"),
        ("from = 2025-01-01\nuntil = 2024-12-31", "comes before"),
        ('from = 2025-01-01\nuntil = 2025-12-31\nweekend = ["Sun"]', "use monday"),
        (HEAD + "[[off]]\ndays = [2025-05-01]", "off 1: needs"),
        (HEAD + '[[off]]\ndays = [2026-05-01]\nname = { en = "x" }\nsource = "y"', "lies outside"),
        (HEAD + "[[swap]]\noff = 2025-05-02\nworked = 2025-04-26", "no day of the weekend"),
        (HEAD + "[[swap]]\noff = 2025-05-02", "swap 1: `worked` is None"),
        ("from = ", "not readable as TOML"),
    ],
    ids=[
        "no start",
        "a quoted day",
        "backwards",
        "a short name",
        "no name",
        "outside",
        "weekday",
        "half a swap",
        "syntax",
    ],
)
def test_a_mistake_is_told_by_entry(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "calendar.toml").write_text(text)
    with pytest.raises(BadInput, match=told):
        Calendar.load(tmp_path)
