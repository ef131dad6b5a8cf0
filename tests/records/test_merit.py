"""Merit: who is counted, what is useful, and that only what its sender agreed to may be shown."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlmodel import col

from minhbach.errors import BadInput
from minhbach.records import merit
from minhbach.records.merit import COMMENDATION, VIOLATION
from minhbach.records.models import Report
from minhbach.records.office import Office

NOON = datetime(2025, 3, 5, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "name", ["Cô Ba Bàn Cờ", " Xe  Ôm ", "tổ 7", "Ông Tư", "Ổ gà 2025"], ids=lambda name: name.strip()
)
def test_a_pseudonym_is_any_plain_name(name: str) -> None:
    assert merit.plain_pseudonym(name) == " ".join(name.split())


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a",
        "x" * 41,
        "gọi 0900 000 001",
        "lan@example.org",
        "https://x.vn",
        "www.x vn",
        "a\u202eb",
        "a\0b",
    ],
    ids=["nothing", "one letter", "too long", "telephone", "address", "link", "site", "bidi", "NUL"],
)
def test_a_pseudonym_that_reaches_somebody_is_refused(name: str) -> None:
    with pytest.raises(BadInput):
        merit.plain_pseudonym(name)


@given(st.text(max_size=60))
def test_a_pseudonym_is_kept_as_it_is_or_refused(name: str) -> None:
    try:
        kept = merit.plain_pseudonym(name)
    except BadInput:
        return
    assert merit.plain_pseudonym(kept) == kept
    assert kept.isprintable()
    assert "@" not in kept


@pytest.fixture
def send(office: Office, make_report: Callable[..., Report]) -> Callable[..., int]:
    """send(pseudonym, public, status, outcome) is a report of somebody who chose to be counted."""

    def one(name: str, public: bool, status: str = "closed", outcome: str | None = "fixed_stated") -> int:
        report = make_report()
        values = {"status": status, "outcome": outcome}
        with office.private.writing() as session:
            session.connection().execute(update(Report).where(col(Report.id) == report.id).values(**values))
            merit.give_credit(session, report.id or 0, name, public, NOON)
        return report.id or 0

    return one


def test_what_was_settled_counts_and_what_is_public_is_each_senders_choice(
    office: Office, send: Callable[..., int]
) -> None:
    send("Cô Ba", True)
    send("Cô Ba", False, outcome="fixed_evidence")
    send("Cô Ba", True, outcome="planned")
    send("Cô Ba", True, status="assigned", outcome=None)
    send("Xe Ôm", True, status="refused", outcome=None)
    with office.private.reading() as session:
        found = merit.list_merits(session)
    assert [(one.pseudonym, one.sent, one.useful, one.public) for one in found] == [
        ("Cô Ba", 4, 2, 1), ("Xe Ôm", 1, 0, 0)]  # fmt: skip


def test_a_choice_is_changed_and_taken_back(office: Office, send: Callable[..., int]) -> None:
    number = send("Cô Ba", False)
    with office.private.writing() as session:
        merit.give_credit(session, number, "Cô Tư", True, NOON)
        kept = merit.credit_of(session, number)
        assert kept
        assert (kept.pseudonym, kept.public) == ("Cô Tư", True)
        assert merit.drop_credit(session, number)
        assert not merit.drop_credit(session, number)
        assert merit.list_merits(session) == []


def test_an_agencys_record_names_its_ground_and_is_private_until_it_is_let_out(office: Office) -> None:
    with office.private.writing() as session:
        for kind, day in ((COMMENDATION, 2), (VIOLATION, 4)):
            merit.add_agency_record(session, kind, "sawaco", "QĐ 1/QĐ", "Việc đã làm.", date(2025, 3, day),
                                    "thanh", NOON)  # fmt: skip
        newest, oldest = merit.list_agency_records(session, "sawaco")
        assert (newest.kind, oldest.kind, newest.public) == (VIOLATION, COMMENDATION, False)
        assert merit.publish_agency_record(session, newest.id or 0, True)
        assert not merit.publish_agency_record(session, 404, True)
        session.expire_all()
        assert [one.public for one in merit.list_agency_records(session)] == [True, False]
        assert merit.list_agency_records(session, "dien-luc-tp") == []


@pytest.mark.parametrize(
    ("kind", "ground", "text"),
    [("praise", "QĐ 1", "x"), (VIOLATION, " ", "x"), (VIOLATION, "x" * 201, "x"), (VIOLATION, "QĐ 1", " ")],
    ids=["another kind", "no ground", "endless ground", "no words"],
)
def test_a_record_without_a_part_is_refused(office: Office, kind: str, ground: str, text: str) -> None:
    with pytest.raises(BadInput), office.private.writing() as session:
        merit.add_agency_record(session, kind, "sawaco", ground, text, date(2025, 3, 2), "thanh", NOON)
