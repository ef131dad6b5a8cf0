"""Reports of one thing are found by each other; others of the same street are not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach.records.alike import FAR, alike, in_common, likeness, metres_between, telling_words
from minhbach.records.models import Report
from minhbach.records.office import Office
from minhbach.records.work import Actor, Step, act
from minhbach.records.workflow import OPERATOR

LAT, LON = 10.7725, 106.6981
LID = "Nắp cống trước chợ bị vỡ, xe máy dễ sụp bánh."
AGAIN = "Nap cong vo ngay truoc cho, nguy hiem cho xe may"
LAMP = "Đèn đường không sáng mấy hôm nay"


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        pytest.param({"text": AGAIN}, True, id="the same in other words, without accents"),
        pytest.param({"text": AGAIN, "at": (LAT + 0.0005, LON)}, True, id="55 m away"),
        pytest.param({"text": AGAIN, "at": (LAT + 0.01, LON)}, False, id="a kilometre away"),
        pytest.param({"text": AGAIN, "category": "giao-thong"}, True, id="filed elsewhere"),
        pytest.param(
            {"text": LAMP, "category": "chieu-sang", "at": (LAT + 0.001, LON)}, False, id="another thing"
        ),
        pytest.param({"text": AGAIN, "at": None}, False, id="without a place"),
    ],
)
def test_twins_are_found(
    office: Office, make_report: Callable[..., Report], changes: dict[str, object], found: bool
) -> None:
    other = make_report(**changes)
    twins = alike(office, "thoat-nuoc", LAT, LON, LID, office.now())
    assert [one.report_id for one in twins] == ([other.id] if found else [])


def test_the_likeliest_comes_first_and_says_why(office: Office, make_report: Callable[..., Report]) -> None:
    far = make_report(text=AGAIN, at=(LAT + 0.0009, LON), received_at=office.now() - timedelta(days=9))
    near = make_report(text=LID)
    twins = alike(office, "thoat-nuoc", LAT, LON, LID, office.now())
    assert [one.report_id for one in twins] == [near.id, far.id]
    assert (twins[0].metres, twins[0].days, twins[0].words) == (0, 0, 1.0)
    assert (twins[1].metres, twins[1].days, twins[1].same_category) == (100, 9, True)


def test_a_report_is_not_its_own_twin(office: Office, make_report: Callable[..., Report]) -> None:
    report = make_report()
    assert alike(office, "thoat-nuoc", LAT, LON, LID, office.now(), apart_from=[report.id or 0]) == []


def test_what_was_refused_is_no_twin(office: Office, make_report: Callable[..., Report]) -> None:
    report = make_report()
    step = Step("refuse", Actor("lan", OPERATOR), office.now(), given={"refusal": "spam"})
    with office.private.writing() as session:
        act(session, report.id or 0, step)
    assert alike(office, "thoat-nuoc", LAT, LON, LID, office.now()) == []


def test_what_came_long_before_is_no_twin(office: Office, make_report: Callable[..., Report]) -> None:
    make_report(received_at=office.now() - timedelta(days=90))
    assert alike(office, "thoat-nuoc", LAT, LON, LID, office.now()) == []


@given(st.floats(0, 1e6), st.floats(1, 1000), st.booleans(), st.floats(0, 1), st.floats(0, 400))
def test_a_score_is_a_share_and_falls_with_distance(
    metres: float, reach: float, same: bool, words: float, days: float
) -> None:
    score = likeness(metres, reach, same, words, days)
    assert 0 <= score <= 1 + 1e-9
    assert score >= likeness(metres + 10, reach, same, words, days)
    assert (score == 0) == (metres > reach * FAR)


@given(st.text(max_size=200), st.text(max_size=200))
def test_words_in_common_are_a_share_and_mutual(one: str, two: str) -> None:
    a, b = telling_words(one), telling_words(two)
    assert 0 <= in_common(a, b) == in_common(b, a) <= 1
    assert in_common(a, a) in (0.0, 1.0)


def test_a_degree_of_latitude_is_as_long_as_it_is() -> None:
    assert metres_between(10, 106, 11, 106) == pytest.approx(111_195, rel=0.001)
    assert metres_between(10.7, 106, 10.7, 107) == pytest.approx(109_262, rel=0.001)
