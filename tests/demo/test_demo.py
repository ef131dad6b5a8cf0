"""A made-up year: believable, carried by the real workflow, and never in the place of real reports."""

import re
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlmodel import Session, col, func, select

from minhbach.cli.setup import upgrade
from minhbach.config import Settings
from minhbach.demo import DemoResult, make_demo
from minhbach.demo.home import ACCOUNTS, CANARIES
from minhbach.demo.material import Material
from minhbach.errors import BadInput
from minhbach.records.models import (
    Addition,
    AgencyRecord,
    Contact,
    Credit,
    Event,
    Photo,
    Report,
    ReportPlace,
    Staff,
    Support,
)
from minhbach.records.office import Office
from minhbach.records.originals import open_original
from minhbach.records.staff import verify
from minhbach.records.trail import check_trails
from minhbach.records.work import by_tracking_hash
from minhbach.records.workflow import ANSWERED, OUTCOMES, TRANSITIONS, WORKED_ON
from minhbach.tracking import tracking_hash

TODAY = date(2026, 3, 2)
COUNT = 900


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory, boundaries: Path) -> Settings:
    """A home on a fixed day, for tests that only look."""
    home = tmp_path_factory.mktemp("demo") / "home"
    home.mkdir(mode=0o700)
    (home / "boundaries").symlink_to(boundaries)
    found = replace(Settings.from_environment({"MINHBACH_HOME": str(home)}), today=TODAY)
    upgrade(found)
    return found


@pytest.fixture(scope="module")
def demo(day: Settings) -> DemoResult:
    return make_demo(day, COUNT, seed=7)


@pytest.fixture
def session(day: Settings, demo: DemoResult) -> Iterator[Session]:
    with _reading(day) as session:
        yield session


def test_a_year_of_reports_is_believable(demo: DemoResult, session: Session) -> None:
    reports = session.exec(select(Report)).all()
    assert len(reports) == sum(demo.counts.values()) == COUNT
    assert all(report.made_up and report.source == "demo" for report in reports)
    shares = {status: count / COUNT for status, count in demo.counts.items()}
    assert 0.04 < shares["refused"] < 0.12
    assert 0.005 < shares["received"] < 0.1
    assert 0.02 < sum(shares.get(status, 0) for status in (*WORKED_ON, "waiting", "returned")) < 0.15
    assert sum(shares[status] for status in ANSWERED) > 0.7
    assert 0.01 < shares["duplicate"] < 0.1
    assert max(report.received_at for report in reports) <= datetime(2026, 3, 2, 11, tzinfo=UTC)
    assert (TODAY - min(report.received_at for report in reports).date()).days <= 366
    months = Counter(report.received_at.month for report in reports if report.category == "thoat-nuoc")
    assert sum(months[m] for m in range(5, 12)) > 3 * sum(months[m] for m in (12, 1, 2, 3, 4))
    assert len({report.channel for report in reports}) >= 4
    assert len({report.text for report in reports}) > 0.9 * COUNT
    assert 0 < sum(not report.may_publish for report in reports) < 0.1 * COUNT
    plain = sum(report.text.isascii() for report in reports)
    assert 0.1 * COUNT < plain < 0.5 * COUNT


def test_every_trail_follows_the_workflow(demo: DemoResult, session: Session) -> None:
    allowed = {("receive", None, "received")} | {(t.action, t.source, t.target) for t in TRANSITIONS}
    beside = {"rate", "support", "note", "co-ask", "co-answer"}
    assert beside | {t.action for t in TRANSITIONS} - {"classify", "unmerge"} <= actions_of(session)
    events = session.exec(select(Event).order_by(col(Event.report_id), col(Event.id))).all()
    last: dict[int, Event] = {}
    for event in events:
        if event.action in beside:
            assert event.from_status == event.to_status
        else:
            assert (event.action, event.from_status, event.to_status) in allowed
        before = last.get(event.report_id)
        assert event.from_status == (before.to_status if before else None)
        assert before is None or before.at <= event.at
        last[event.report_id] = event
    statuses = dict(session.exec(select(Report.id, Report.status)).all())
    assert {number: event.to_status for number, event in last.items()} == statuses
    assert not [trail for trail in check_trails(session) if trail.broken]


def actions_of(session: Session) -> set[str]:
    return set(session.exec(select(Event.action).distinct()))


def test_most_results_are_in_time(demo: DemoResult, session: Session) -> None:
    answered = session.exec(select(Report).where(col(Report.resolved_at).is_not(None))).all()
    assert all(report.due_at and report.rule for report in answered)
    in_time = sum(report.resolved_at <= report.due_at for report in answered)  # type: ignore[operator]
    assert 0.9 < in_time / len(answered) < 0.99


def test_answers_mean_what_they_say(day: Settings, demo: DemoResult, session: Session) -> None:
    words = Material.load(Office.open(day).city, day.data).workflow["words"]
    answered = session.exec(select(Report).where(col(Report.status).in_(ANSWERED))).all()
    assert {report.outcome for report in answered} == set(OUTCOMES)
    for report in answered:
        if report.outcome in words:
            said = re.sub(r"\d\d/\d\d/\d{4}", "{date}", report.answer or "")
            assert said in words[report.outcome]
    shown = set(session.exec(select(Photo.report_id).where(Photo.kind == "after")))
    assert {report.id for report in answered if report.outcome == "fixed_evidence"} <= shown


def test_duplicates_tell_of_the_same_and_add_up(demo: DemoResult, session: Session) -> None:
    reports = {report.id: report for report in session.exec(select(Report))}
    twins = [report for report in reports.values() if report.duplicate_of]
    assert len(twins) == demo.counts["duplicate"]
    for twin in twins:
        first = reports[twin.duplicate_of]
        assert (first.category, first.lat, first.lon) == (twin.category, twin.lat, twin.lon)
        assert first.status not in ("duplicate", "refused", "withdrawn")
        assert first.received_at < twin.received_at
    assert session.exec(select(func.count()).select_from(Support)).one() > 20
    assert session.exec(select(func.count()).select_from(Credit)).one() > 10
    assert len(session.exec(select(AgencyRecord)).all()) == 3


def test_every_place_is_within_a_ward_of_its_day(day: Settings, demo: DemoResult, session: Session) -> None:
    office = Office.open(day)
    for report in session.exec(select(Report)):
        vintage = office.atlas.in_force(office.local_day(report.received_at)).id
        place = session.get_one(ReportPlace, (report.id, vintage))
        assert place.ward_code is not None
        assert report.lat is not None
        assert report.lon is not None
        told = {p.vintage: p.ward_code for p in office.atlas.locate(report.lat, report.lon)}
        assert told[vintage] == place.ward_code


def test_planted_data_is_listed_for_the_owner_alone(
    day: Settings, demo: DemoResult, session: Session
) -> None:
    path = day.home / CANARIES
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    plants = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    kinds = {"name", "called", "phone", "email", "citizen_id", "plate", "bank", "house"}
    assert kinds <= {kind for kind, _value in plants}
    said = [row.text for row in session.exec(select(Addition))]
    texts = "\n".join([*(f"{r.text}\n{r.answer}" for r in session.exec(select(Report))), *said])
    assert all(value in texts for kind, value in plants if not kind.startswith("contact-"))


def test_no_placeholder_is_left(demo: DemoResult, session: Session) -> None:
    texts = [f"{report.text} {report.answer}" for report in session.exec(select(Report))]
    assert not [text for text in texts if re.search(r"[{}]|\s\s|\bNone\b(?! *$)", text.removesuffix(" None"))]


def test_numbers_belong_to_nobody(day: Settings, demo: DemoResult) -> None:
    lines = (day.home / CANARIES).read_text("utf-8").splitlines()
    plants = [line.split("\t") for line in lines]
    phones = [re.sub(r"\D", "", value) for kind, value in plants if kind.endswith("phone")]
    assert all(re.fullmatch(r"(0|84)90000\d{4,5}", phone) for phone in phones)
    mails = [value for kind, value in plants if kind.endswith("email")]
    assert all(re.search(r"@example\.(com|net|org)$", mail) for mail in mails)


def test_the_same_seed_tells_the_same_stories(demo: DemoResult, session: Session, settings: Settings) -> None:
    again = replace(settings, today=TODAY)
    assert make_demo(again, COUNT, seed=7).counts == demo.counts
    with _reading(again) as fresh:
        assert _told(fresh) == _told(session)


def test_another_demo_replaces_the_first(settings: Settings) -> None:
    make_demo(settings, 200, seed=2)
    make_demo(settings, 20, seed=3)
    with _reading(settings) as session:
        counts = [len(session.exec(select(table)).all()) for table in (Report, Contact, Photo)]
    assert counts[0] == 20
    assert counts[1] <= 20
    assert counts[2] == len(list(settings.originals.glob("*")))


def test_accounts_and_receipts_open_what_they_should(day: Settings, demo: DemoResult) -> None:
    office = Office.open(day)
    written = (day.home / ACCOUNTS).read_text("utf-8")
    assert stat.S_IMODE((day.home / ACCOUNTS).stat().st_mode) == 0o600
    roles = Counter(account.role for account in demo.accounts)
    assert roles["operator"] == roles["inspector"] == roles["admin"] == 1
    assert roles["agency"] == len(office.city.agencies) + 1
    with office.private.reading() as session:
        first = demo.accounts[0]
        assert verify(session, first.username, first.password)
        assert session.exec(select(func.count()).select_from(Staff)).one() == len(demo.accounts)
        pepper = office.keyring.secret("tracking")
        assert all(by_tracking_hash(session, tracking_hash(code, pepper)) for code in demo.codes)
    assert all(account.password in written for account in demo.accounts)


def test_photos_carry_what_the_door_must_take_out(day: Settings, demo: DemoResult, session: Session) -> None:
    office = Office.open(day)
    assert demo.photos > 3
    photos = session.exec(select(Photo)).all()
    assert len(photos) == demo.photos
    assert any(photo.may_publish for photo in photos)
    first = next(photo for photo in photos if photo.kind == "report")
    report = session.get_one(Report, first.report_id)
    data = open_original(office.keyring, day.originals, report, first)
    waiting = select(Photo).join(Report).where(col(Report.accepted_at).is_(None), Photo.may_publish)
    assert session.exec(waiting).first() is None
    exif = Image.open(BytesIO(data)).getexif()
    assert exif.get_ifd(0x8825)[2][0] == int(report.lat or 0)


def test_real_reports_are_never_replaced(
    settings: Settings, office: Office, make_report: Callable[..., Report]
) -> None:
    make_report()
    with pytest.raises(BadInput, match="not made up"):
        make_demo(settings, 10, seed=1)
    with office.private.reading() as session:
        assert session.exec(select(func.count()).select_from(Report)).one() == 1


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("reports/ufo.toml", "", "no category 'ufo'"),
        ("reports/giao-thong.toml", "weight = 1", "demo"),
        ("year.toml", None, "cannot make up reports"),
        (
            "refused.toml",
            '[[refused]]\nreason = "x"\nweight = 1\ntexts = []\nnotes = []',
            "no refusal reason 'x'",
        ),
        ("people.toml", "family = [", "not readable as TOML"),
    ],
)
def test_a_mistake_in_the_material_is_told(
    file: str, text: str | None, says: str, settings: Settings, tmp_path: Path
) -> None:
    pack = tmp_path / "pack"
    _copy_pack(settings.pack, pack)
    path = pack / "data" / "demo" / file
    if text is None:
        path.unlink()
    else:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=says):
        make_demo(replace(settings, pack=pack), 5, seed=1)


@contextmanager
def _reading(settings: Settings) -> Iterator[Session]:
    office = Office.open(settings)
    with office.private.reading() as session:
        yield session
    office.private.engine.dispose()


def _told(session: Session) -> list[dict[str, object]]:
    reports = session.exec(select(Report).order_by(col(Report.id)))
    return [report.model_dump(exclude={"tracking_hash", "receipt_tag"}) for report in reports]


def _copy_pack(source: Path, target: Path) -> None:
    """The pack's data alone: no home that may stand in it."""
    for path in (source / "data").rglob("*.toml"):
        inside = path.relative_to(source)
        if inside.parts[:2] != ("data", "var"):
            (target / inside).parent.mkdir(parents=True, exist_ok=True)
            (target / inside).write_bytes(path.read_bytes())
