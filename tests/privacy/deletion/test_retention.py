"""Deleting by the calendar: what is due goes, what is not stays, and a second run finds nothing."""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlmodel import select

from minhbach.databases import Database
from minhbach.privacy.deletion.retention import Expired, expire
from minhbach.privacy.door import open_door
from minhbach.public.models import PublicReport
from minhbach.records.contacts import Reach, reveal_contact
from minhbach.records.keyring import Erased
from minhbach.records.models import (
    Addition,
    Attempt,
    CoAgency,
    Contact,
    Credit,
    Event,
    Note,
    Photo,
    Report,
    ReportAnswer,
    StaffSession,
    Support,
)
from minhbach.records.office import Office
from minhbach.records.originals import keep_original
from minhbach.records.staff import add_staff
from minhbach.records.work import Actor, Step, act, choose_photos

CLOSED = date(2025, 3, 5)
STEPS = {
    "accept": (Actor("lan", "operator"), {"category": "tieng-on", "agency": "so-xay-dung"}),
    "resolve": (
        Actor("minh", "agency", "so-xay-dung"),
        {"answer": "Đã nhắc nhở. Cảm ơn ông Canary Nguyen.", "outcome": "fixed_stated"},
    ),
    "refuse": (Actor("lan", "operator"), {"refusal": "spam", "refusal_note": "Không liên quan."}),
    "withdraw": (Actor("web", "citizen"), {}),
}
TO = {"received": (), "assigned": ("accept",), "resolved": ("accept", "resolve"), "refused": ("refuse",),
      "withdrawn": ("withdraw",)}  # fmt: skip
Make = Callable[..., Report]


def picture() -> bytes:
    data = BytesIO()
    Image.linear_gradient("L").resize((320, 240)).convert("RGB").save(data, "JPEG")
    return data.getvalue()


@pytest.fixture
def case(office: Office, make_report: Make) -> Make:
    """case(status, category) is a report with a contact and a photo, brought to that status on CLOSED."""

    def make(status: str = "resolved", category: str = "tieng-on", show: bool = False) -> Report:
        report = make_report(
            text="Hàng xóm Canary Nguyen, số 0900 000 001, hát karaoke khuya.", category="tieng-on",
            reach=Reach("Canary Tran", "0900 000 002"),
        )  # fmt: skip
        with office.private.writing() as session:
            folder = office.settings.originals
            photo = keep_original(session, office.keyring, folder, report, picture(), office.now())
            session.flush()
            for action in TO[status]:
                actor, given = STEPS[action]
                given = given | ({"category": category} if action == "accept" else {})
                act(session, report.id, Step(action, actor, office.now(), given=given))
            if show:
                choose_photos(session, report.id, [photo.id])
        return report

    return make


def after(office: Office, days: int, **options: bool) -> Expired:
    return expire(office, CLOSED + timedelta(days=days), **options)


def held(office: Office, report: Report) -> tuple[bool, bool, bool, str]:
    """Whether contact, photo file and exact point are there, and the text."""
    with office.private.reading() as session:
        now = session.get_one(Report, report.id)
        photos = session.exec(select(Photo).where(Photo.report_id == report.id)).all()
        files = any((office.settings.originals / photo.stored_name).exists() for photo in photos)
        contact = session.get(Contact, report.id) is not None
        return contact, files, (now.lat, now.lon) == (report.lat, report.lon), now.text


def events(office: Office, report: Report) -> list[str]:
    with office.private.reading() as session:
        query = select(Event).where(Event.report_id == report.id).order_by(Event.id)
        return [event.action for event in session.exec(query) if event.role == "system"]


@pytest.mark.parametrize("status", ["received", "assigned"])
def test_nothing_of_an_open_report_is_deleted(office: Office, case: Make, status: str) -> None:
    report = case(status)
    assert after(office, 5000) == Expired()
    assert held(office, report) == (True, True, True, report.text)


@pytest.mark.parametrize(("days", "kept"), [(89, True), (90, False)])
def test_contact_and_originals_go_on_their_day_with_the_key(
    office: Office, case: Make, days: int, kept: bool
) -> None:
    report = case()
    with office.private.reading() as session:
        sealed = session.get_one(Contact, report.id).sealed
    done = after(office, days)
    assert held(office, report)[:2] == (kept, kept)
    assert (done.contacts, done.photos, done.keys) == ((0, 0, 0) if kept else (1, 1, 1))
    if kept:
        assert office.keyring.unseal(report.public_id, sealed, "contact")
        return
    with pytest.raises(Erased):
        office.keyring.unseal(report.public_id, sealed, "contact")
    assert events(office, report) == ["expire-contact", "expire-photos"]
    with office.private.reading() as session:
        assert reveal_contact(session, office.keyring, report) is None


def test_a_category_of_its_own_goes_earlier(office: Office, case: Make) -> None:
    usual, health = case(), case(category="y-te")
    assert after(office, 30).contacts == 1
    assert held(office, usual)[0]
    assert not held(office, health)[0]


def test_after_a_year_a_report_says_no_more_than_the_public_record(
    office: Office, case: Make, public: Database
) -> None:
    report = case()
    open_door(office, public)
    with public.reading() as session:
        before = session.exec(select(PublicReport)).one().model_dump()
    assert after(office, 365).exact == 1
    contact, photo, exact, text = held(office, report)
    assert (contact, photo, exact) == (False, False, False)
    assert text == before["text"]
    assert "Canary" not in text
    passage = open_door(office, public)
    with public.reading() as session:
        assert session.exec(select(PublicReport)).one().model_dump() == before
    assert (passage.passed, passage.is_new) == (1, False)


def test_a_point_given_up_keeps_its_uncertainty(office: Office, case: Make, public: Database) -> None:
    """A pin beside its ward was moved into it: snapped again, the way there would be forgotten."""
    report = case(category="giao-thong")
    after(office, 365)
    with office.private.writing() as session:
        now = session.get_one(Report, report.id)
        assert now.coarse_m == 10
        now.coarse_m = 60
        session.add(now)
    open_door(office, public)
    with public.reading() as session:
        assert session.exec(select(PublicReport)).one().location_uncertainty_m == 60


def test_a_public_photo_outlives_its_original(office: Office, case: Make, public: Database) -> None:
    case(show=True)
    open_door(office, public)
    with public.reading() as session:
        shown = session.exec(select(PublicReport)).one().photo
    assert shown
    after(office, 400)
    assert not any(office.settings.originals.iterdir())
    passage = open_door(office, public)
    assert (passage.passed, passage.photos_refused, passage.is_new) == (1, 0, False)
    with public.reading() as session:
        assert session.exec(select(PublicReport)).one().photo == shown
    assert (office.settings.public_photos / shown).exists()


@pytest.mark.parametrize("status", ["refused", "withdrawn"])
@pytest.mark.parametrize(("days", "kept"), [(179, True), (180, False)])
def test_texts_that_were_never_public_go(
    office: Office, case: Make, status: str, days: int, kept: bool
) -> None:
    report = case(status)
    with office.private.writing() as session:
        session.add(ReportAnswer(report_id=report.id, question="lamp-post", value="A 17"))
    after(office, days)
    with office.private.reading() as session:
        assert bool(session.exec(select(ReportAnswer)).all()) is kept
    assert held(office, report)[3] == (report.text if kept else "")
    assert ("expire-text" in events(office, report)) is not kept


@pytest.mark.parametrize("days", [30, 90, 180, 365, 4000])
def test_a_second_run_finds_nothing(office: Office, case: Make, days: int) -> None:
    for status in TO:
        case(status)
    case(category="y-te", show=True)
    after(office, days)
    assert after(office, days) == Expired()


def test_a_dry_run_counts_the_same_and_deletes_nothing(office: Office, case: Make) -> None:
    reports = [case(status) for status in TO]
    planned = after(office, 400, dry_run=True)
    assert [held(office, report)[0] for report in reports] == [True] * len(TO)
    assert after(office, 400) == planned
    assert planned.contacts == 3
    assert "3 contacts" in planned.line()


def test_it_goes_on_where_it_was_stopped(office: Office, case: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash after the key and the file are gone: the rows still name what is left to do."""
    report = case()

    def fail(*_: object) -> None:
        raise OSError("no power")

    with monkeypatch.context() as patch:
        patch.setattr("minhbach.privacy.deletion.retention.witness", fail)
        with pytest.raises(OSError, match="no power"):
            after(office, 90)
    assert after(office, 90).contacts == 1
    assert held(office, report)[:2] == (False, False)


def test_old_sessions_and_attempts_go(office: Office) -> None:
    now = office.now()
    with office.private.writing() as session:
        member = add_staff(session, "lan", "một mật khẩu rất dài", "operator", at=now)
        session.flush()
        for name, ended in (("old", now), ("new", now + timedelta(days=40))):
            session.add(StaffSession(token_hash=name, staff_id=member.id, created_at=now, expires_at=ended))
            session.add(Attempt(what=f"track:{name}", at=ended))
    done = after(office, 31)
    assert (done.sessions, done.attempts) == (1, 1)
    with office.private.reading() as session:
        assert [row.token_hash for row in session.exec(select(StaffSession))] == ["new"]


def test_a_file_that_no_report_names_goes_after_a_day(office: Office, case: Make) -> None:
    case("received")
    folder = office.settings.originals
    for name, age in (("left-by-a-crash", 2 * 86400), ("being-written", 60)):
        (folder / name).write_bytes(b"sealed")
        os.utime(folder / name, (time.time() - age,) * 2)
    assert after(office, 0).strays == 1
    assert sorted(path.name for path in folder.iterdir() if "-" in path.name) == ["being-written"]


def test_many_reports_go_in_batches(office: Office, case: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("minhbach.privacy.deletion.retention.BATCH", 2)
    for _ in range(5):
        case()
    seen: list[tuple[int, int]] = []
    done = expire(office, CLOSED + timedelta(days=90), progress=lambda n, of: seen.append((n, of)))
    assert (done.contacts, done.keys) == (5, 5)
    assert seen == [(0, 5), (2, 5), (4, 5)]


def test_a_category_that_the_pack_no_longer_has_is_told_by_the_ward(office: Office, case: Make) -> None:
    report = case()
    known = {code: one for code, one in office.city.categories.items() if code != "tieng-on"}
    after(replace(office, city=replace(office.city, categories=known)), 365)
    assert not held(office, report)[2]


def test_what_stands_beside_goes_with_the_wording(office: Office, case: Make, public: Database) -> None:
    """Additions, pseudonym and browsers go; staff's words stay, redacted; people are still as many."""
    report = case(category="giao-thong")
    at, said = office.now(), "Gọi Canary qua 0900 000 001"
    with office.private.writing() as session:
        session.add_all([
            Addition(report_id=report.id, at=at, text=said),
            Note(report_id=report.id, at=at, actor="lan", text=said),
            CoAgency(report_id=report.id, agency="so-y-te", asked_at=at, asked=said),
            Credit(report_id=report.id, pseudonym="Sao Mai", public=True, at=at),
            Support(report_id=report.id, browser_hash="of-one-browser", at=at),
        ])  # fmt: skip
    open_door(office, public)
    after(office, 365)
    with office.private.reading() as session:
        assert session.exec(select(Addition)).all() == []
        assert session.exec(select(Credit)).all() == []
        assert "0900" not in session.exec(select(Note)).one().text
        assert "0900" not in (session.exec(select(CoAgency)).one().asked or "")
        assert session.exec(select(Support)).one().browser_hash != "of-one-browser"
    assert not open_door(office, public).is_new
    with public.reading() as session:
        assert session.exec(select(PublicReport)).one().reports == 2


def test_of_what_was_refused_nothing_beside_stays(office: Office, case: Make) -> None:
    report = case("refused")
    with office.private.writing() as session:
        session.add(Note(report_id=report.id, at=office.now(), actor="lan", text="Canary"))
    after(office, 180)
    with office.private.reading() as session:
        assert session.exec(select(Note)).all() == []
