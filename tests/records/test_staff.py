"""Accounts, passwords and sessions: what is let in, and what ends a session."""

import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlmodel import Session, select

from minhbach.errors import BadInput
from minhbach.records import staff
from minhbach.records.models import Staff, StaffSession
from minhbach.records.store import private_database
from minhbach.records.workflow import ADMIN, AGENCY, OPERATOR

PASSWORD = "năm con mèo ngủ trưa"  # noqa: S105  (opens only databases made by these tests)
NOON = datetime(2025, 3, 5, 5, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 as cheap as it goes: its price is not what these tests are about."""
    monkeypatch.setattr(staff, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """An open transaction on fresh private tables."""
    database = private_database(f"sqlite:///{tmp_path / 'private.db'}")
    database.upgrade()
    with database.writing() as opened:
        yield opened
    database.engine.dispose()


@pytest.fixture
def lan(session: Session) -> Staff:
    """An operator."""
    return staff.add_staff(session, "lan", PASSWORD, OPERATOR, at=NOON)


def test_the_right_password_is_verified(session: Session, lan: Staff) -> None:
    assert staff.verify(session, " LAN ", PASSWORD) == lan


@pytest.mark.parametrize(
    ("username", "password"),
    [
        pytest.param("lan", PASSWORD + ".", id="wrong password"),
        pytest.param("lan", "", id="no password"),
        pytest.param("minh", PASSWORD, id="unknown name"),
        pytest.param("l\0an", PASSWORD, id="name with NUL"),
        pytest.param("", PASSWORD, id="no name"),
        pytest.param("lan", PASSWORD * 100, id="endless password"),
    ],
)
def test_anything_else_is_not(session: Session, lan: Staff, username: str, password: str) -> None:
    assert staff.verify(session, username, password) is None


def test_a_password_typed_on_another_keyboard_is_the_same(session: Session, lan: Staff) -> None:
    assert staff.verify(session, "lan", unicodedata.normalize("NFD", PASSWORD)) == lan


def test_an_unknown_name_costs_a_hash_too(
    session: Session, lan: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:
            tried.append(str(hash))
            return super().verify(hash, password)

    monkeypatch.setattr(staff, "_hasher", Counting())
    staff.verify(session, "nobody", PASSWORD)
    assert len(tried) == 1


@pytest.mark.parametrize(
    ("username", "password", "role", "agency", "told"),
    [
        pytest.param("lan", PASSWORD, OPERATOR, None, "is taken", id="taken"),
        pytest.param("Lan", PASSWORD, OPERATOR, None, "is taken", id="taken in capitals"),
        pytest.param("a b", PASSWORD, OPERATOR, None, "small letters", id="space in name"),
        pytest.param("lần", PASSWORD, OPERATOR, None, "small letters", id="accent in name"),
        pytest.param("minh", "short", OPERATOR, None, "12 to 256", id="short password"),
        pytest.param("minh", "a" * 300, OPERATOR, None, "12 to 256", id="long password"),
        pytest.param("minh", "aaaaaaaaaaaa", OPERATOR, None, "easy to guess", id="one letter"),
        pytest.param("minh", "minh-dep-trai-nhat", OPERATOR, None, "easy to guess", id="holds the name"),
        pytest.param("minh", PASSWORD, "chief", None, "use one of", id="unknown role"),
        pytest.param("minh", PASSWORD, AGENCY, None, "agency's code", id="agency without agency"),
        pytest.param("minh", PASSWORD, ADMIN, "x", "leave the agency out", id="admin with agency"),
    ],
)
def test_a_bad_account_is_refused(
    session: Session, lan: Staff, username: str, password: str, role: str, agency: str | None, told: str
) -> None:
    with pytest.raises(BadInput, match=told):
        staff.add_staff(session, username, password, role, agency)
    assert [one.username for one in session.exec(select(Staff))] == ["lan"]


def test_a_made_password_is_accepted_and_new_each_time(session: Session) -> None:
    first, second = staff.new_password(), staff.new_password()
    assert first != second
    assert staff.add_staff(session, "minh", first, OPERATOR).id


def test_a_session_opens_for_its_token_until_it_expires(session: Session, lan: Staff) -> None:
    token = staff.open_session(session, lan, NOON)
    assert staff.signed_in(session, token, NOON + staff.LASTS - timedelta(seconds=1)) == lan
    assert staff.signed_in(session, token, NOON + staff.LASTS) is None
    assert staff.signed_in(session, token + "x", NOON) is None


def test_the_token_is_not_in_the_database(session: Session, lan: Staff) -> None:
    token = staff.open_session(session, lan, NOON)
    assert token not in str(session.exec(select(StaffSession)).all())


def test_expired_sessions_are_swept_out(session: Session, lan: Staff) -> None:
    staff.open_session(session, lan, NOON)
    staff.open_session(session, lan, NOON + staff.LASTS)
    assert len(session.exec(select(StaffSession)).all()) == 1


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(lambda s, t: staff.close_session(s, t), id="signing out"),
        pytest.param(lambda s, t: staff.change_staff(s, "lan", role=AGENCY, agency="x"), id="a new role"),
        pytest.param(lambda s, t: staff.change_staff(s, "lan", password=PASSWORD[::-1]), id="a new password"),
        pytest.param(lambda s, t: staff.change_staff(s, "lan", active=False), id="deactivation"),
    ],
)
def test_a_session_ends_with(session: Session, lan: Staff, end: Callable[[Session, str], object]) -> None:
    token = staff.open_session(session, lan, NOON)
    end(session, token)
    assert staff.signed_in(session, token, NOON) is None


def test_a_deactivated_account_cannot_sign_in_and_comes_back(session: Session, lan: Staff) -> None:
    staff.change_staff(session, "lan", active=False)
    assert staff.verify(session, "lan", PASSWORD) is None
    staff.change_staff(session, "lan", active=True)
    assert staff.verify(session, "lan", PASSWORD) == lan


def test_leaving_an_agency_leaves_its_code_behind(session: Session) -> None:
    staff.add_staff(session, "minh", PASSWORD, AGENCY, "x")
    assert staff.change_staff(session, "minh", role=OPERATOR).agency is None


def test_changing_nobody_is_refused(session: Session) -> None:
    with pytest.raises(BadInput, match="no account 'minh'"):
        staff.change_staff(session, "minh", active=False)
