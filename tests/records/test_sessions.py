"""Sessions: what opens one, what ends it, and what a list of them tells."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from minhbach.records import sessions, staff
from minhbach.records.models import Staff, StaffSession
from minhbach.records.sessions import HALF_LASTS, IDLE, LASTS
from minhbach.records.workflow import AGENCY, OPERATOR

PASSWORD = "năm con mèo ngủ trưa"  # noqa: S105  (opens only databases made by these tests)
NOON = datetime(2025, 3, 5, 5, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
pytestmark = pytest.mark.usefixtures("quick_hashes")


@pytest.fixture
def lan(session: Session) -> Staff:
    """An operator."""
    return staff.add_staff(session, "lan", PASSWORD, OPERATOR, at=NOON)


def whose(session: Session, token: str, at: datetime) -> Staff | None:
    found = sessions.signed_in(session, token, at)
    return found.member if found else None


def test_a_session_opens_for_its_token_alone(session: Session, lan: Staff) -> None:
    token = sessions.open_session(session, lan, NOON)
    assert whose(session, token, NOON) == lan
    assert whose(session, token + "x", NOON) is None


def test_a_session_ends_when_it_stands_idle(session: Session, lan: Staff) -> None:
    token = sessions.open_session(session, lan, NOON)
    assert whose(session, token, NOON + IDLE - SECOND) == lan
    assert whose(session, token, NOON + IDLE) is None


def test_a_session_in_use_ends_at_its_age(session: Session, lan: Staff) -> None:
    token = sessions.open_session(session, lan, NOON)
    sessions.touch_session(session, token, NOON + LASTS - SECOND * 2)
    assert whose(session, token, NOON + LASTS - SECOND) == lan
    assert whose(session, token, NOON + LASTS) is None


def test_half_a_session_lasts_minutes(session: Session, lan: Staff) -> None:
    token = sessions.open_session(session, lan, NOON, confirmed=False)
    found = sessions.signed_in(session, token, NOON)
    assert found
    assert not found.confirmed
    assert whose(session, token, NOON + HALF_LASTS) is None


def test_its_last_use_is_asked_for_once_a_minute(session: Session, lan: Staff) -> None:
    token = sessions.open_session(session, lan, NOON)
    stale = [sessions.signed_in(session, token, NOON + SECOND * after) for after in (59, 60)]
    assert [found.stale for found in stale if found] == [False, True]


def test_the_token_is_not_in_the_database(session: Session, lan: Staff) -> None:
    token = sessions.open_session(session, lan, NOON)
    assert token not in str(session.exec(select(StaffSession)).all())


@pytest.mark.parametrize("after", [IDLE, LASTS], ids=["idle", "old"])
def test_ended_sessions_are_swept_out(session: Session, lan: Staff, after: timedelta) -> None:
    sessions.open_session(session, lan, NOON)
    sessions.open_session(session, lan, NOON + after)
    assert len(session.exec(select(StaffSession)).all()) == 1


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(lambda s, t: sessions.close_session(s, t), id="signing out"),
        pytest.param(lambda s, t: staff.change_staff(s, "lan", role=AGENCY, agency="x"), id="a new role"),
        pytest.param(lambda s, t: staff.change_staff(s, "lan", password=PASSWORD[::-1]), id="a new password"),
        pytest.param(lambda s, t: staff.change_staff(s, "lan", active=False), id="deactivation"),
    ],
)
def test_a_session_ends_with(session: Session, lan: Staff, end: Callable[[Session, str], object]) -> None:
    token = sessions.open_session(session, lan, NOON)
    end(session, token)
    assert whose(session, token, NOON) is None


def test_the_list_says_which_session_asks(session: Session, lan: Staff) -> None:
    mine = sessions.open_session(session, lan, NOON, browser="Firefox · Windows")
    sessions.open_session(session, lan, NOON + SECOND, browser="Chrome · Android")
    listed = sessions.list_sessions(session, NOON + SECOND, mine)
    assert [(one.browser, one.own) for one in listed] == [
        ("Chrome · Android", False), ("Firefox · Windows", True)]  # fmt: skip
    assert all(one.name not in mine and mine not in one.name for one in listed)


def test_revoking_ends_that_session_only(session: Session, lan: Staff) -> None:
    mine, other = (sessions.open_session(session, lan, NOON) for _ in range(2))
    name = next(one.name for one in sessions.list_sessions(session, NOON, mine) if not one.own)
    assert sessions.revoke_session(session, name, lan)
    assert whose(session, mine, NOON) == lan
    assert whose(session, other, NOON) is None
    assert not sessions.revoke_session(session, name, lan)


@pytest.mark.parametrize("name", ["", "%", "_" * 16, "%" * 16])
def test_no_pattern_revokes_anything(session: Session, lan: Staff, name: str) -> None:
    token = sessions.open_session(session, lan, NOON)
    assert not sessions.revoke_session(session, name)
    assert whose(session, token, NOON) == lan


def test_a_colleagues_session_is_not_mine_to_end(session: Session, lan: Staff) -> None:
    minh = staff.add_staff(session, "minh", PASSWORD, OPERATOR)
    token = sessions.open_session(session, minh, NOON)
    name = sessions.list_sessions(session, NOON, token)[0].name
    assert not sessions.revoke_session(session, name, lan)
    assert whose(session, token, NOON) == minh
