"""What the door tells beside words and place: steps, deadlines, how many told of it, registers, receipts."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from minhbach.databases import Database
from minhbach.privacy.door import open_door
from minhbach.privacy.told.people import told
from minhbach.public.counting import digest as digests
from minhbach.public.counting import queries
from minhbach.public.models import (
    PublicAnswer,
    PublicConfusion,
    PublicEvent,
    PublicMerit,
    PublicRating,
    PublicReceipt,
    PublicRefusal,
    PublicRelease,
    PublicReport,
    PublicRisk,
    PublicTable,
    PublicTotal,
)
from minhbach.records.models import AgencyRecord, Credit, Report, Support
from minhbach.records.office import Office
from minhbach.records.work import Actor, Step, act
from minhbach.tracking import new_tracking_code, receipt_tag

OPERATOR, AGENCY = Actor("lan", "operator"), Actor("minh", "agency", "so-xay-dung")
SENDER, SYSTEM = Actor("web", "citizen"), Actor("clock", "system")
ANSWERED = {"answer": "Đã sửa xong.", "outcome": "fixed_stated"}
NEEDS: dict[str, tuple[Actor, dict[str, Any], str | None]] = {
    "accept": (OPERATOR, {"category": "giao-thong", "agency": "so-xay-dung"}, None),
    "start": (AGENCY, {}, None),
    "interim": (AGENCY, {"interim": "Đang chờ vật tư, gọi 0900 000 001."}, None),
    "ask": (AGENCY, {"question": "Ở phía nào?"}, None),
    "reply": (SENDER, {}, "Phía chợ"),
    "resolve": (AGENCY, ANSWERED, None),
    "reopen": (SENDER, {}, "Vẫn hỏng"),
    "close": (SYSTEM, {}, None),
    "refuse": (OPERATOR, {"refusal": "spam"}, None),
    "contest": (SENDER, {}, "Không phải quảng cáo"),
    "withdraw": (SENDER, {}, None),
}
Do = Callable[..., None]


@pytest.fixture
def go(office: Office) -> Do:
    """go(report, action, …) does steps one day after the other; keywords change what the last is given."""

    def do(report: Report, *actions: str, **given: Any) -> None:
        for number, action in enumerate(actions, 1):
            actor, needed, note = NEEDS.get(action, (OPERATOR, {}, None))
            changed = needed | (given if number == len(actions) else {})
            with office.private.writing() as session:
                at = office.now() + timedelta(days=number)
                act(session, report.id or 0, Step(action, actor, at, given=changed, note=note))

    return do


def rows(public: Database, table: type[Any]) -> list[Any]:
    with public.reading() as session:
        return list(session.exec(select(table).order_by(*table.__table__.primary_key)))


def test_every_public_table_is_in_the_digest_or_about_releases() -> None:
    belonging = {table for table, _ in queries.BELONGING.values()}
    digested = {*digests.COUNTED, *belonging, PublicReport, PublicRelease, PublicRisk}
    assert {table.__tablename__ for table in digested} == set(PublicTable.metadata.tables)


@pytest.mark.parametrize(
    ("outcome", "status"),
    [("fixed_stated", "resolved"), ("planned", "answered"), ("referred", "answered"),
     ("not_found", "answered")],
)  # fmt: skip
def test_an_answer_counts_by_its_outcome(office, public, make_report, go, outcome: str, status: str) -> None:
    go(make_report(), "accept", "resolve", outcome=outcome)
    open_door(office, public)
    assert [(row.status, row.outcome) for row in rows(public, PublicReport)] == [(status, outcome)]


def test_a_report_that_was_opened_again_is_being_worked_on(office, public, make_report, go) -> None:
    go(make_report(), "accept", "resolve", "reopen")
    open_door(office, public)
    row = rows(public, PublicReport)[0]
    assert (row.status, row.reopened) == ("assigned", 1)
    assert (row.answer, row.outcome, row.resolved) == (None, None, None)


def test_the_steps_are_told_by_the_day_and_in_order(office, public, make_report, go) -> None:
    go(make_report(), "accept", "start", "ask", "reply", "interim", "resolve", "close")
    open_door(office, public)
    told_steps = [(event.kind, event.day) for event in rows(public, PublicEvent)]
    kinds = ["received", "assigned", "started", "asked", "replied", "interim", "resolved", "closed"]
    assert told_steps == [(kind, date(2025, 3, 5 + n)) for n, kind in enumerate(kinds)]
    assert "0900" not in rows(public, PublicReport)[0].interim


def test_of_a_coarse_record_only_what_its_dates_say(office, public, make_report, go) -> None:
    """The month of the acceptance, minutes after the receipt, would tell the day at the end of a month."""
    for _ in range(5):
        go(make_report(due_at=datetime(2025, 3, 15, tzinfo=UTC), rule="4874-2023"), "accept", category="y-te")
    open_door(office, public)
    steps = {(event.kind, event.day) for event in rows(public, PublicEvent)}
    assert steps == {("received", date(2025, 3, 1))}
    row = rows(public, PublicReport)[0]
    assert (row.date_precision, row.due, row.on_time, row.rule) == ("month", None, None, "4874-2023")


def test_a_day_that_passes_makes_a_report_late(office, public, make_report, go) -> None:
    go(make_report(due_at=datetime(2025, 3, 10, tzinfo=UTC)), "accept")
    open_door(office, public)
    assert [(row.due, row.on_time) for row in rows(public, PublicReport)] == [(date(2025, 3, 10), None)]
    later = replace(office, now=lambda: datetime(2025, 3, 11, 5, tzinfo=UTC))
    assert open_door(later, public).passed == 1
    assert [row.on_time for row in rows(public, PublicReport)] == [False]
    assert open_door(later, public).passed == 0


@pytest.mark.parametrize(("due", "on_time"), [(7, True), (6, False)], ids=["on its last day", "a day late"])
def test_an_answer_is_on_time_or_not(office, public, make_report, go, due: int, on_time: bool) -> None:
    go(make_report(due_at=datetime(2025, 3, due, 9, tzinfo=UTC)), "accept", "resolve")
    open_door(office, public)
    assert [row.on_time for row in rows(public, PublicReport)] == [on_time]


def test_duplicates_and_me_toos_are_counted_with_the_report(office, public, make_report, go) -> None:
    lead, again = make_report(), make_report()
    go(lead, "accept")
    go(again, "merge", duplicate_of=lead.id)
    with office.private.writing() as session:
        session.add(Support(report_id=lead.id, browser_hash="a", at=office.now()))
    open_door(office, public)
    assert [(row.public_id, row.reports) for row in rows(public, PublicReport)] == [(lead.public_id, 3)]
    total = rows(public, PublicTotal)[0]
    assert (total.received, total.published, total.duplicates) == (2, 1, 1)
    with office.private.writing() as session:  # no version is raised by it
        session.add(Support(report_id=lead.id, browser_hash="b", at=office.now()))
    assert open_door(office, public).passed == 1
    assert [row.reports for row in rows(public, PublicReport)] == [4]


def test_a_private_report_that_others_told_of_is_not_due_each_time(office, public, make_report, go) -> None:
    lead, again = make_report(may_publish=False), make_report()
    go(lead, "accept")
    go(again, "merge", duplicate_of=lead.id)
    assert open_door(office, public).kept_back == 1
    assert open_door(office, public).kept_back == 0


@pytest.mark.parametrize(("people", "shown"), [(1, 1), (2, 1), (3, 3), (5, 3), (6, 6)])
def test_of_a_home_people_are_told_in_crowds(office, people: int, shown: int) -> None:
    sizes = {"home": 3, "sensitive": 5}
    assert told(people, office.city.categories["tieng-on"], sizes) == shown
    assert told(people, office.city.categories["giao-thong"], sizes) == people


def test_a_salt_is_made_once(office, public, make_report, go) -> None:
    report = make_report()
    go(report, "accept")
    open_door(office, public)
    salt = rows(public, PublicReport)[0].salt
    go(report, "resolve")
    open_door(office, public)
    assert len(salt) == 32
    assert rows(public, PublicReport)[0].salt == salt


def test_answers_that_the_pack_calls_public_are_told(office, public, make_report, go) -> None:
    said = {"so-tru-den": "NTMK 25", "tinh-trang": "tat,gone", "of-old": "x"}
    go(make_report(answers=said), "accept", category="chieu-sang")
    open_door(office, public)
    told_answers = {row.question: row.value for row in rows(public, PublicAnswer)}
    assert told_answers == {"so-tru-den": "NTMK 25", "tinh-trang": "tat"}


def test_refusals_stand_in_a_register(office, public, make_report, go) -> None:
    go(make_report(), "refuse")
    go(make_report(), "refuse", refusal="vulgar")
    contested = make_report()
    go(contested, "refuse", "contest", "refuse")
    open_door(office, public)
    found = [(row.month, row.ground, row.reports, row.contested) for row in rows(public, PublicRefusal)]
    assert found == [("2025-03", "spam", 2, 1), ("2025-03", "vulgar", 1, 0)]
    assert sum(row[2] for row in found) == rows(public, PublicTotal)[0].refused


@pytest.mark.parametrize(("ratings", "shown"), [(4, []), (5, [(5, 3)]), (9, [(5, 3)])])
def test_ratings_are_told_by_fives(office, public, make_report, go, ratings: int, shown: list) -> None:
    for number in range(ratings):
        report = make_report()
        go(report, "accept", "resolve")
        with office.private.writing() as session:
            kept = session.get_one(Report, report.id)
            kept.rating = (5, 4, 1, 2, 4, 5, 5, 5, 5)[number]
            kept.rated_at = office.now() + timedelta(hours=number)
    open_door(office, public)
    assert [(row.ratings, row.good) for row in rows(public, PublicRating)] == shown


def test_merit_is_told_where_it_may_be_and_a_quarter_later(office, public, make_report, go) -> None:
    with office.private.writing() as session:
        for kind, shown in (("commendation", True), ("violation", False)):
            session.add(
                AgencyRecord(agency="so-xay-dung", kind=kind, ground="Điều 1", text="Nhanh. Gọi 0900 000 001",
                             actor="thao", day=date(2025, 3, 1), public=shown, at=office.now())
            )  # fmt: skip
    for name, agreed in (("Sao Mai", True), ("Giấu tên", False), ("0900 000 001", True)):
        report = make_report()
        go(report, "accept", "resolve")
        with office.private.writing() as session:
            session.add(Credit(report_id=report.id, pseudonym=name, public=agreed, at=office.now()))
    open_door(office, public)
    assert [(row.kind, row.text) for row in rows(public, PublicMerit)] == [
        ("commendation", "Nhanh. Gọi [số điện thoại]")
    ]
    open_door(replace(office, now=lambda: datetime(2025, 4, 1, 5, tzinfo=UTC)), public)
    _, *citizens = [(row.who, row.day, row.reports) for row in rows(public, PublicMerit)]
    assert citizens == [("Sao Mai", "2025", 1)]


def test_the_classifier_s_confusion_is_copied(office, public) -> None:
    path = office.settings.home / "classifier" / "confusion.json"
    path.parent.mkdir()
    cell = {"category": "giao-thong", "suggested": "", "reports": 3}
    path.write_text(json.dumps({"trained": "2025-03-01", "rows": [cell]}))
    open_door(office, public)
    assert [row.model_dump() for row in rows(public, PublicConfusion)] == [cell | {"trained": "2025-03-01"}]


def test_a_receipt_tells_its_holder_where_the_report_stands(office, public, make_report, go) -> None:
    codes = [new_tracking_code() for _ in range(5)]
    out, waits, refused, again, private = (make_report(receipt_tag=receipt_tag(code)) for code in codes)
    private_too = make_report()
    go(out, "accept")
    go(refused, "refuse")
    go(again, "merge", duplicate_of=out.id)
    go(private, "accept")
    with office.private.writing() as session:
        session.get_one(Report, private.id).may_publish = False
    open_door(office, public)
    found = {row.tag: (row.standing, row.month, row.public_id) for row in rows(public, PublicReceipt)}
    assert [found[receipt_tag(code)] for code in codes] == [
        ("published", "2025-03", out.public_id), ("waiting", "2025-03", None), ("refused", "2025-03", None),
        ("duplicates", "2025-03", out.public_id), ("withheld", "2025-03", None),
    ]  # fmt: skip
    go(waits, "accept")
    go(out, "withdraw")
    open_door(office, public)
    found = {row.tag: (row.standing, row.public_id) for row in rows(public, PublicReceipt)}
    assert len(found) == 5
    assert found[receipt_tag(codes[0])] == ("withdrawn", None)
    assert found[receipt_tag(codes[1])] == ("published", waits.public_id)
    assert found[receipt_tag(codes[3])][0] == "waiting"  # what it was counted with is gone
    assert private_too.receipt_tag is None


def test_a_receipt_is_no_finer_than_the_record_it_names(office, public, make_report, go) -> None:
    code = new_tracking_code()
    go(make_report(receipt_tag=receipt_tag(code)), "accept", category="y-te")  # no crowd: told by its year
    open_door(office, public)
    assert [(row.standing, row.month) for row in rows(public, PublicReceipt)] == [("published", "2025")]
