"""Accounts and passwords: what is let in, and what is refused."""

import unicodedata
from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher
from sqlmodel import Session, select

from minhbach.errors import BadInput
from minhbach.records import staff
from minhbach.records.models import Staff
from minhbach.records.workflow import ADMIN, AGENCY, OPERATOR

PASSWORD = "năm con mèo ngủ trưa"  # noqa: S105  (opens only databases made by these tests)
NOON = datetime(2025, 3, 5, 5, 0, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("quick_hashes")


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


@pytest.mark.parametrize("email", ["lan", "lan@", "@x.vn", "a b@x.vn", f"lan@{'x' * 200}.vn", "đào@x.vn"])
def test_an_address_that_cannot_be_one_is_refused(session: Session, lan: Staff, email: str) -> None:
    with pytest.raises(BadInput, match="e-mail address"):
        staff.change_staff(session, "lan", email=email)


def test_a_name_and_an_address_are_kept_and_taken_away(session: Session, lan: Staff) -> None:
    changed = staff.change_staff(session, "lan", full_name=" Trần  Thị Lan ", email=" lan@example.org ")
    assert (changed.full_name, changed.email) == ("Trần Thị Lan", "lan@example.org")
    changed = staff.change_staff(session, "lan", full_name="", email="")
    assert (changed.full_name, changed.email) == (None, None)


def test_an_address_that_two_have_names_nobody(session: Session, lan: Staff) -> None:
    staff.change_staff(session, "lan", email="cua@example.org")
    assert staff.find_by_email(session, "CUA@example.org") == lan
    staff.add_staff(session, "minh", PASSWORD, OPERATOR, email="Cua@example.org")
    assert staff.find_by_email(session, "cua@example.org") is None


def test_the_list_has_active_accounts_first(session: Session, lan: Staff) -> None:
    staff.add_staff(session, "an", PASSWORD, OPERATOR)
    staff.change_staff(session, "an", active=False)
    assert [one.username for one in staff.list_staff(session)] == ["lan", "an"]
