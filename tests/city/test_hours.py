"""Working hours: what a day's work is, and moments that so much work lies between."""

from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach.city.calendar import Calendar, CalendarEnds
from minhbach.city.hours import Hours
from minhbach.config import DEFAULT_PACK
from minhbach.errors import BadInput

CITY = Calendar.load(DEFAULT_PACK / "data")
MOMENTS = st.datetimes(datetime(2025, 1, 3), datetime(2027, 6, 1))
SPANS = st.timedeltas(timedelta(), timedelta(days=12))


def hours(start: int, minutes: int = 0) -> timedelta:
    return timedelta(hours=start, minutes=minutes)


@pytest.mark.parametrize(
    ("start", "span", "end"),
    [
        pytest.param(datetime(2025, 3, 5, 8), hours(2), datetime(2025, 3, 5, 10), id="within a morning"),
        pytest.param(datetime(2025, 3, 5, 11), hours(1), datetime(2025, 3, 5, 13, 30), id="over noon"),
        pytest.param(datetime(2025, 3, 5, 12), hours(0, 5), datetime(2025, 3, 5, 13, 5), id="from noon"),
        pytest.param(datetime(2025, 3, 5, 23), hours(0, 5), datetime(2025, 3, 6, 7, 35), id="from the night"),
        pytest.param(datetime(2025, 3, 5, 9), hours(8), datetime(2025, 3, 6, 9), id="a day's work"),
        pytest.param(datetime(2025, 3, 5, 3), hours(8), datetime(2025, 3, 5, 17), id="ends with the day"),
        pytest.param(datetime(2025, 3, 7, 16), hours(2), datetime(2025, 3, 10, 8, 30), id="over a weekend"),
        pytest.param(datetime(2025, 3, 8, 9), hours(1), datetime(2025, 3, 10, 8, 30), id="from a Saturday"),
        pytest.param(datetime(2025, 1, 24, 16), hours(2), datetime(2025, 2, 3, 8, 30), id="over Tết"),
        pytest.param(
            datetime(2025, 4, 25, 16), hours(2), datetime(2025, 4, 26, 8, 30), id="a worked Saturday"
        ),
        pytest.param(datetime(2025, 5, 1, 9), hours(1), datetime(2025, 5, 5, 8, 30), id="a swapped Friday"),
    ],
)
def test_working_time_passes_in_working_hours_only(start: datetime, span: timedelta, end: datetime) -> None:
    assert CITY.add_working_time(start, span) == end
    assert CITY.working_time_between(start, end) == span


@given(start=MOMENTS, span=SPANS)
def test_adding_and_measuring_agree(start: datetime, span: timedelta) -> None:
    end = CITY.add_working_time(start, span)
    assert CITY.working_time_between(start, end) == span
    assert CITY.working_time_between(end, start) == -span
    assert CITY.is_working(end.date())
    assert any(
        since <= end - datetime.combine(end.date(), time()) <= until for since, until in CITY.hours.spans
    )


@given(one=MOMENTS, other=MOMENTS, third=MOMENTS)
def test_stretches_add_up(one: datetime, other: datetime, third: datetime) -> None:
    between = CITY.working_time_between
    assert between(one, other) + between(other, third) == between(one, third)
    assert (between(one, other) >= timedelta()) or other < one


def test_past_its_end_the_calendar_refuses() -> None:
    with pytest.raises(CalendarEnds, match="of working time after"):
        CITY.add_working_time(datetime.combine(CITY.last, time(9)), 30 * CITY.hours.length)
    with pytest.raises(CalendarEnds):
        CITY.working_time_between(datetime(2025, 3, 5), datetime(2028, 1, 1))


def test_a_pack_without_hours_works_all_day() -> None:
    assert Hours().worked(time(12)) == hours(12)
    assert Hours().moment(Hours().length) == timedelta(hours=23, minutes=59, seconds=59)


HEAD = 'from = 2025-01-01\nuntil = 2025-12-31\nweekend = ["sunday"]\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[hours]]\nfrom = 08:00:00", "times such as 07:30:00"),
        ('[[hours]]\nfrom = "08:00"\nuntil = "17:00"', "times such as 07:30:00"),
        ("[[hours]]\nfrom = 17:00:00\nuntil = 08:00:00", "end before they begin"),
        (
            "[[hours]]\nfrom = 08:00:00\nuntil = 12:00:00\n[[hours]]\nfrom = 11:00:00\nuntil = 17:00:00",
            "overlap",
        ),
    ],
    ids=["no end", "quoted", "backwards", "overlapping"],
)
def test_a_mistake_is_told(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "calendar.toml").write_text(HEAD + text)
    with pytest.raises(BadInput, match=told):
        Calendar.load(tmp_path)
