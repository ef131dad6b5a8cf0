"""The second factor: the codes of RFC 6238, each good once, and what is left when the telephone is gone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.records.conftest import at_once

from minhbach.errors import BadInput
from minhbach.records import second_factor as factor
from minhbach.records import staff
from minhbach.records.models import Staff
from minhbach.records.office import Office
from minhbach.records.workflow import OPERATOR

PASSWORD = "năm con mèo ngủ trưa"  # noqa: S105  (opens only databases made by these tests)
NOON = datetime(2025, 3, 5, 5, 0, tzinfo=UTC)
RFC_SECRET = b"12345678901234567890"
LATER = timedelta(seconds=factor.STEP)


@pytest.fixture
def account(office: Office, quick_hashes: None) -> tuple[int, bytes, list[str]]:
    """An account with a second factor: its number, secret and recovery codes."""
    secret = factor.pending_secret(office.keyring, "a session's token")
    with office.private.writing() as session:
        member = staff.add_staff(session, "lan", PASSWORD, OPERATOR)
        codes = factor.set_up(session, office.keyring, member, secret, factor.step_at(NOON))
        return member.id or 0, secret, codes


@pytest.fixture
def use(office: Office, account: tuple[int, bytes, list[str]]) -> Callable[..., bool]:
    """use(code, at) gives a code; use(code) a recovery code."""

    def give(code: str, at: datetime | None = None) -> bool:
        with office.private.writing() as session:
            member = session.get_one(Staff, account[0])
            if at is None:
                return factor.use_recovery(session, office.keyring, member, code)
            return factor.use_code(session, office.keyring, member, code, at)

    return give


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"),
     (2000000000, "279037"), (20000000000, "353130")],
)  # fmt: skip
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert factor.code_at(RFC_SECRET, factor.step_at(at)) == code


@pytest.mark.parametrize(("off", "good"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_a_clock_may_be_off_by_one_step(off: int, good: bool) -> None:
    code = factor.code_at(RFC_SECRET, factor.step_at(NOON + timedelta(seconds=off)))
    assert (factor.matching_step(RFC_SECRET, code, NOON) is not None) is good


@pytest.mark.parametrize("typed", ["", "12345", "１２３４５６", "\0" * 6, "1234567", "-12345", "ổ gà"])
def test_what_is_no_code_matches_none(typed: str) -> None:
    assert factor.matching_step(RFC_SECRET, typed, NOON) is None


def test_blanks_in_a_code_do_no_harm() -> None:
    code = factor.code_at(RFC_SECRET, factor.step_at(NOON))
    assert factor.matching_step(RFC_SECRET, f" {code[:3]} {code[3:]} ", NOON) == factor.step_at(NOON)


def test_the_code_that_set_it_up_is_used(
    account: tuple[int, bytes, list[str]], use: Callable[..., bool]
) -> None:
    assert not use(factor.code_at(account[1], factor.step_at(NOON)), NOON)


def test_a_code_works_once_and_so_do_those_before_it(
    account: tuple[int, bytes, list[str]], use: Callable[..., bool]
) -> None:
    at = NOON + 3 * LATER
    here, before = (factor.code_at(account[1], factor.step_at(at) + back) for back in (0, -1))
    assert use(here, at)
    assert not use(here, at)
    assert not use(before, at)
    assert use(factor.code_at(account[1], factor.step_at(at + LATER)), at + LATER)


def test_of_many_at_once_with_one_code_one_gets_in(
    account: tuple[int, bytes, list[str]], use: Callable[..., bool]
) -> None:
    at = NOON + LATER
    code = factor.code_at(account[1], factor.step_at(at))
    assert sorted(at_once(*[lambda: use(code, at)] * 6)) == [False] * 5 + [True]


def test_a_recovery_code_works_once_however_it_is_written(
    office: Office, account: tuple[int, bytes, list[str]], use: Callable[..., bool]
) -> None:
    code = account[2][3]
    assert use(f" {code[:5].upper()}-{code[5:]}")
    assert not use(code)
    assert not use("")
    with office.private.reading() as session:
        assert factor.recovery_left(session.get_one(Staff, account[0])) == factor.RECOVERY_CODES - 1


def test_neither_secret_nor_recovery_codes_are_readable(
    office: Office, account: tuple[int, bytes, list[str]]
) -> None:
    with office.private.reading() as session:
        member = session.get_one(Staff, account[0])
    assert account[1] not in (member.totp_sealed or b"")
    assert not [code for code in account[2] if code in (member.recovery or "")]
    assert len(member.recovery or "") <= 800


def test_another_accounts_sealed_secret_opens_nothing(
    office: Office, account: tuple[int, bytes, list[str]]
) -> None:
    with office.private.writing() as session:
        minh = staff.add_staff(session, "minh", PASSWORD, OPERATOR)
        minh.totp_sealed = session.get_one(Staff, account[0]).totp_sealed
        code = factor.code_at(account[1], factor.step_at(NOON))
        assert not factor.use_code(session, office.keyring, minh, code, NOON)


def test_a_reset_takes_everything_away(office: Office, account: tuple[int, bytes, list[str]]) -> None:
    with office.private.writing() as session:
        factor.reset(session, session.get_one(Staff, account[0]))
    with office.private.reading() as session:
        member = session.get_one(Staff, account[0])
    assert (member.totp_sealed, member.totp_last, member.recovery) == (None, None, None)


@given(st.binary(min_size=20, max_size=20), st.text(max_size=30))
def test_the_address_in_the_picture_keeps_secret_and_names(secret: bytes, issuer: str) -> None:
    parts = urlsplit(factor.otpauth_uri(secret, "lan", issuer or "x"))
    asked = parse_qs(parts.query)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert unquote(parts.path) == f"/{issuer or 'x'}:lan"
    assert asked["secret"] == [factor.shown_secret(secret).replace(" ", "")]
    assert asked["issuer"] == [issuer or "x"]


@pytest.mark.parametrize("named", ["operator", ["chief"], ["operator", "citizen"], {"operator": True}])
def test_a_city_that_asks_it_of_no_role_is_told(named: object) -> None:
    with pytest.raises(BadInput, match="second_factor"):
        factor.required_roles({"second_factor": named})
