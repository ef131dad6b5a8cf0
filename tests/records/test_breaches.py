"""The breach record: 72 hours, told once, and no line is ever changed."""

from datetime import UTC, datetime, timedelta

import pytest

from minhbach.errors import BadInput
from minhbach.records import breaches
from minhbach.records.breaches import CLOCK, CLOSED, TOLD
from minhbach.records.office import Office

FOUND = datetime(2025, 3, 5, 5, 0, tzinfo=UTC)
WHAT = "Một tệp có 12 số điện thoại được gửi nhầm."
SECOND = timedelta(seconds=1)


@pytest.fixture
def number(office: Office) -> int:
    """A breach that was written down."""
    with office.private.writing() as session:
        return breaches.record_breach(session, "thanh", FOUND, WHAT, FOUND).id or 0


def test_the_clock_runs_for_72_hours_from_when_it_was_found(office: Office, number: int) -> None:
    with office.private.reading() as session:
        case = breaches.find_breach(session, number)
    assert case
    assert case.tell_by - FOUND == timedelta(hours=72)
    assert breaches.told_in_time(case.breach, FOUND + CLOCK) is None
    assert breaches.told_in_time(case.breach, FOUND + CLOCK + SECOND) is False


@pytest.mark.parametrize(
    ("after", "in_time"), [(CLOCK, True), (CLOCK + SECOND, False)], ids=["in time", "late"]
)
def test_telling_stops_the_clock_once(office: Office, number: int, after: timedelta, in_time: bool) -> None:
    for at, said in ((after, True), (after * 2, False)):
        with office.private.writing() as session:
            done = breaches.mark_breach(session, number, TOLD, "thanh", "Đã báo bằng công văn.", FOUND + at)
        assert done is said
    with office.private.reading() as session:
        case = breaches.find_breach(session, number)
    assert case
    assert case.breach.told_at == FOUND + after
    assert len(case.entries) == 1
    assert breaches.told_in_time(case.breach, FOUND + after * 9) is in_time


def test_the_log_goes_on_after_the_end_and_nothing_before_it_changes(office: Office, number: int) -> None:
    with office.private.writing() as session:
        breaches.mark_breach(session, number, CLOSED, "thanh", "Đã thu hồi hết.", FOUND + CLOCK)
        breaches.add_entry(session, number, "quan", "Tìm thấy thêm một bản sao.", FOUND + 2 * CLOCK)
    with office.private.reading() as session:
        case = breaches.find_breach(session, number)
    assert case
    assert [one.text for one in case.entries] == ["Đã thu hồi hết.", "Tìm thấy thêm một bản sao."]
    assert (case.breach.what, case.breach.closed_at) == (WHAT, FOUND + CLOCK)


@pytest.mark.parametrize("text", ["", "ngắn", "x" * 4001], ids=["nothing", "too short", "too long"])
def test_words_are_asked_for(office: Office, number: int, text: str) -> None:
    with pytest.raises(BadInput), office.private.writing() as session:
        breaches.add_entry(session, number, "thanh", text, FOUND)
    with pytest.raises(BadInput), office.private.writing() as session:
        breaches.mark_breach(session, number, TOLD, "thanh", text, FOUND)
    with office.private.reading() as session:
        case = breaches.find_breach(session, number)
    assert case
    assert (case.entries, case.breach.told_at) == ((), None)


def test_nothing_is_found_tomorrow(office: Office) -> None:
    with pytest.raises(BadInput, match="future"), office.private.writing() as session:
        breaches.record_breach(session, "thanh", FOUND + SECOND, WHAT, FOUND)


def test_what_is_not_told_yet_stands_first(office: Office, number: int) -> None:
    with office.private.writing() as session:
        newer = breaches.record_breach(session, "thanh", FOUND + CLOCK, WHAT, FOUND + CLOCK).id
        oldest = breaches.record_breach(session, "thanh", FOUND - CLOCK, WHAT, FOUND).id or 0
        breaches.mark_breach(session, oldest, TOLD, "thanh", "Đã báo bằng công văn.", FOUND)
    with office.private.reading() as session:
        assert [one.id for one in breaches.list_breaches(session)] == [number, newer, oldest]
