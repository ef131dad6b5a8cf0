"""The door: what leaves, what stays, and that the same state always says the same."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from minhbach.databases import Database
from minhbach.privacy.door import open_door
from minhbach.public.models import PublicPlace, PublicReport, PublicTombstone, PublicTotal
from minhbach.records.contacts import Reach
from minhbach.records.models import Report
from minhbach.records.office import Office
from minhbach.records.work import Actor, Step, act

OPERATOR, AGENCY = Actor("lan", "operator"), Actor("minh", "agency", "so-xay-dung")
SENDER = Actor("web", "citizen")
CANARY = "Canary Nguyen"


@pytest.fixture
def step(office: Office) -> Callable[..., None]:
    """step(report, action, **given) does one step of the workflow a day after the report."""

    def do(report: Report, action: str, **given: str) -> None:
        actor = AGENCY if action == "resolve" else OPERATOR
        at = office.now() + timedelta(days=3 if action == "resolve" else 1)
        with office.private.writing() as session:
            act(session, report.id or 0, Step(action, actor, at, given=given))

    return do


@pytest.fixture
def accept(step: Callable[..., None]) -> Callable[..., None]:
    return lambda report, category="giao-thong": step(
        report, "accept", category=category, agency="so-xay-dung"
    )


def published(public: Database) -> list[PublicReport]:
    with public.reading() as session:
        return list(session.exec(select(PublicReport).order_by(PublicReport.public_id)))


def tombstones(public: Database) -> dict[str, str]:
    with public.reading() as session:
        return {row.public_id: row.ground for row in session.exec(select(PublicTombstone))}


def test_nothing_is_public_before_an_operator_accepted_it(office, public, make_report, accept) -> None:
    waiting, accepted = make_report(), make_report()
    accept(accepted)
    open_door(office, public)
    assert [row.public_id for row in published(public)] == [accepted.public_id]
    assert waiting.public_id != accepted.public_id


def test_refused_reports_are_counted_and_never_shown(office, public, make_report, step) -> None:
    step(make_report(), "refuse", refusal="vulgar", refusal_note="Lời lẽ thô tục")
    open_door(office, public)
    assert published(public) == []
    with public.reading() as session:
        total = session.exec(select(PublicTotal)).one()
    assert (total.month, total.received, total.refused) == ("2025-03", 1, 1)


def test_a_sender_s_wish_keeps_a_report_private(office, public, make_report, accept) -> None:
    accept(make_report(may_publish=False))
    assert open_door(office, public).kept_back == 1
    assert published(public) == []
    with public.reading() as session:
        assert session.exec(select(PublicTotal)).one().withheld == 1


def test_a_resolved_report_carries_its_answer_and_days(office, public, make_report, accept, step) -> None:
    report = make_report()
    accept(report)
    step(report, "resolve", answer="Đã thay nắp cống. Liên hệ 0900 000 001.", outcome="fixed_stated")
    open_door(office, public)
    row = published(public)[0]
    assert (row.status, row.received, row.resolved, row.days) == (
        "resolved", date(2025, 3, 5), date(2025, 3, 8), 3,
    )  # fmt: skip
    assert "0900" not in (row.answer or "")
    assert "nắp cống" in (row.answer or "")


def test_the_contact_and_planted_values_stay_behind(office, public, make_report, accept) -> None:
    accept(
        make_report(
            text="Toi la Canary Nguyen, so 0900 000 001, CCCD 079000000001, xe 59X1-000.01, "
            "mail canary@example.org. Ong nuoc bi be.",
            reach=Reach(CANARY, "0900 000 001", "canary@example.org"),
        )
    )
    open_door(office, public)
    said = published(public)[0].model_dump_json()
    for value in ("0900", "079000000001", "59X1", "canary@", "000.01"):
        assert value not in said
    assert "nuoc bi be" in said


def test_the_public_point_lies_in_the_ward_it_names(office, public, make_report, accept) -> None:
    for category in ("giao-thong", *["tieng-on"] * 3, *["y-te"] * 5):
        accept(make_report(), category)
    open_door(office, public)
    rows = published(public)
    assert len(rows) == 9
    for row in rows:
        own = {place.vintage: place for place in office.atlas.locate(row.lat, row.lon)}[row.vintage]
        assert (own.ward_code, own.district_code) == (row.ward_code, row.district_code)
        assert row.location_uncertainty_m > 0


def test_a_sensitive_matter_keeps_only_its_month(office, public, make_report, accept) -> None:
    for _ in range(5):
        accept(make_report(), "y-te")
    open_door(office, public)
    row = published(public)[0]
    assert (row.received, row.date_precision) == (date(2025, 3, 1), "month")


def test_a_report_outside_every_ward_has_no_place(office, public, make_report, accept) -> None:
    accept(make_report(at=(16.05, 108.2)))
    open_door(office, public)
    row = published(public)[0]
    assert (row.lat, row.lon, row.ward_code, row.vintage) == (None, None, None, None)
    assert row.location_method == "none"


def test_units_of_other_vintages_come_from_the_published_point(office, public, make_report, accept) -> None:
    for _ in range(3):
        accept(make_report(), "tieng-on")
    open_door(office, public)
    row = published(public)[0]
    with public.reading() as session:
        query = select(PublicPlace).where(PublicPlace.public_id == row.public_id)
        places = {p.vintage: p.ward_code for p in session.exec(query)}
    expected = {p.vintage: p.ward_code for p in office.atlas.locate(row.lat, row.lon)}
    assert places == expected
    assert len(places) == len(office.atlas.vintages)


def test_nothing_new_is_the_same_release(office, public, make_report, accept) -> None:
    accept(make_report())
    first = open_door(office, public)
    second = open_door(office, public)
    assert first.is_new
    assert not second.is_new
    assert (second.passed, second.release.id) == (0, first.release.id)


def test_a_second_state_of_one_day_is_numbered(office, public, make_report, accept) -> None:
    accept(make_report())
    first = open_door(office, public).release.id
    accept(make_report())
    assert open_door(office, public).release.id == f"{first}.2"


def test_a_clock_that_went_back_dates_no_release_before_the_last(office, public, make_report, accept) -> None:
    accept(make_report())
    first = open_door(office, public).release
    accept(make_report())
    earlier = replace(office, now=lambda: office.now() - timedelta(days=9))
    assert open_door(earlier, public).release.day == first.day


def test_a_deleted_report_leaves_the_public_too(office, public, make_report, accept) -> None:
    report = make_report()
    accept(report)
    open_door(office, public)
    with office.private.writing() as session:
        session.delete(session.get(Report, report.id))
    assert open_door(office, public).removed == 1
    assert published(public) == []
    assert tombstones(public) == {report.public_id: "erased"}


def test_months_add_up(office, public, make_report, accept, step) -> None:
    for _ in range(3):
        accept(make_report())
    step(make_report(), "refuse", refusal="spam")
    accept(make_report(may_publish=False))
    make_report()
    open_door(office, public)
    with public.reading() as session:
        total = session.exec(select(PublicTotal)).one()
    assert total.received == 6 == total.published + total.refused + total.waiting + total.withheld


def test_a_withdrawn_report_leaves_a_tombstone_and_nothing_else(office, public, make_report, accept) -> None:
    gone, never_public, stays = make_report(), make_report(), make_report()
    accept(gone)
    accept(stays)
    open_door(office, public)
    for report in (gone, never_public):
        with office.private.writing() as session:
            act(session, report.id, Step("withdraw", SENDER, office.now()))
    passage = open_door(office, public)
    assert (passage.removed, passage.is_new) == (1, True)
    assert [row.public_id for row in published(public)] == [stays.public_id]
    assert tombstones(public) == {gone.public_id: "withdrawn"}
    with public.reading() as session:
        total = session.exec(select(PublicTotal)).one()
    assert (total.received, total.published, total.withdrawn) == (3, 1, 2)
    assert not open_door(office, public).is_new


def test_a_report_that_is_public_again_has_no_tombstone(office, public, make_report, accept) -> None:
    report = make_report()
    accept(report)
    open_door(office, public)
    for allowed, expected in ((False, {report.public_id: "rule"}), (True, {})):
        with office.private.writing() as session:
            kept = session.get_one(Report, report.id)
            kept.may_publish, kept.version = allowed, kept.version + 1
            session.add(kept)
        open_door(office, public)
        assert tombstones(public) == expected


def test_a_demo_that_is_replaced_leaves_no_tombstone(office, public, make_report, accept) -> None:
    report = make_report(made_up=True)
    accept(report)
    open_door(office, public)
    with office.private.writing() as session:
        session.delete(session.get(Report, report.id))
    open_door(office, public)
    assert tombstones(public) == {}
