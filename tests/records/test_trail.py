"""A trail shows what was changed in it, and the database lets nothing be changed."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, func, select
from tests.records.conftest import at_once

from minhbach.cli import main
from minhbach.records.models import Event, Report
from minhbach.records.office import Office
from minhbach.records.trail import check_trail, check_trails, link
from minhbach.records.work import Actor, Step, act, witness

OPERATOR = Actor("lan", "operator")
GIVEN = {"category": "giao-thong", "agency": "so-xay-dung"}
UNGUARDED = ("DROP TRIGGER event_kept", "DROP TRIGGER event_unchanged")


@pytest.fixture
def report(office: Office, make_report: Callable[..., Report]) -> Report:
    """A report with four lines in its trail."""
    make_report()
    report = make_report()
    with office.private.writing() as session:
        act(session, report.id or 0, Step("accept", OPERATOR, office.now(), given=GIVEN))
        witness(session, report.id or 0, OPERATOR, office.now(), "reveal", "gọi lại để hỏi chỗ")
        agency = Actor("minh", "agency", "so-xay-dung")
        act(session, report.id or 0, Step("start", agency, office.now()))
    return report


def tamper(office: Office, *statements: str) -> None:
    """Do what only somebody with the database's own password can."""
    with office.private.writing() as session:
        postgresql = session.connection().dialect.name == "postgresql"
        for guard in UNGUARDED[:1] if postgresql else UNGUARDED:
            session.connection().execute(text(f"{guard} ON event" if postgresql else guard))
        for statement in statements:
            session.connection().execute(text(statement))


def test_a_trail_that_nobody_touched_is_whole(office: Office, report: Report) -> None:
    with office.private.reading() as session:
        found = check_trail(session, report.id or 0)
        numbers = session.exec(select(Event.number).where(Event.report_id == report.id)).all()
        assert [trail.broken for trail in check_trails(session)] == [None, None]
    assert (found.lines, found.unchained, found.broken) == (4, 0, None)
    assert sorted(numbers) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE event SET note = 'khác' WHERE number = 3", "line 3 was changed"),
        ("UPDATE event SET actor = 'hoa' WHERE number = 2", "line 2 was changed"),
        ("UPDATE event SET at = '2025-03-04 00:00:00+00:00' WHERE number = 4", "line 4 was changed"),
        ("DELETE FROM event WHERE number = 3", "line 3 is missing"),
        ("DELETE FROM event WHERE number = 4", "its last line is missing"),
        ("DELETE FROM event WHERE report_id = {id}", "no line at all"),
        ("UPDATE event SET number = 9 WHERE number = 2", "line 2 is missing"),
        ("UPDATE event SET hash = NULL WHERE number = 4", "line 4 was changed"),
        ("UPDATE report SET trail = NULL WHERE id = {id}", "its last line is missing"),
        (
            "INSERT INTO event (report_id, at, actor, role, action, to_status) "
            "VALUES ({id}, '2025-03-06 00:00:00+00:00', 'x', 'operator', 'reveal', 'assigned')",
            "line 5 is missing",
        ),
    ],
    ids=["note", "actor", "time", "gap", "tail", "all", "number", "hash", "head", "added"],
)
def test_what_was_done_to_a_trail_shows(office: Office, report: Report, statement: str, says: str) -> None:
    tamper(office, statement.format(id=report.id))
    with office.private.reading() as session:
        found = {trail.report_id: trail.broken for trail in check_trails(session)}
    assert says in (found.pop(report.id or 0) or "")
    assert set(found.values()) == {None}


def test_a_line_of_another_report_does_not_fit(office: Office, report: Report) -> None:
    other = (report.id or 0) - 1
    swap = (
        "UPDATE event SET hash = (SELECT hash FROM event WHERE report_id = {id} AND number = 1) "
        "WHERE report_id = {other}",
        "UPDATE report SET trail = (SELECT hash FROM event WHERE report_id = {other}) WHERE id = {other}",
    )
    tamper(office, *(statement.format(id=report.id, other=other) for statement in swap))
    with office.private.reading() as session:
        assert check_trail(session, other).broken == "line 1 was changed"


def test_lines_from_before_chains_are_tolerated_and_counted(office: Office, report: Report) -> None:
    before = ("UPDATE event SET number = NULL, hash = NULL WHERE report_id = {id}",
              "UPDATE report SET trail = NULL WHERE id = {id}")  # fmt: skip
    tamper(office, *(statement.format(id=report.id) for statement in before))
    with office.private.writing() as session:
        witness(session, report.id or 0, OPERATOR, office.now(), "reveal", "hỏi lại")
    with office.private.reading() as session:
        found = check_trail(session, report.id or 0)
    assert (found.lines, found.unchained, found.broken) == (5, 4, None)


@pytest.mark.parametrize("statement", ["UPDATE event SET note = 'x'", "DELETE FROM event WHERE number = 2"])
def test_the_database_itself_guards_a_trail(office: Office, report: Report, statement: str) -> None:
    with pytest.raises(IntegrityError, match="a trail is never"), office.private.writing() as session:
        session.connection().execute(text(statement))


def test_a_report_that_goes_takes_its_trail_along(office: Office, report: Report) -> None:
    with office.private.writing() as session:
        session.delete(session.get_one(Report, report.id))
    with office.private.reading() as session:
        assert session.exec(select(func.count()).where(col(Event.report_id) == report.id)).one() == 0


def test_two_who_write_at_once_stand_one_after_the_other(office: Office, report: Report) -> None:
    def look(name: str) -> None:
        for _ in range(5):
            with office.private.writing() as session:
                witness(session, report.id or 0, Actor(name, "operator"), office.now(), "reveal", "hỏi")

    at_once(lambda: look("lan"), lambda: look("hoa"))
    with office.private.reading() as session:
        found = check_trail(session, report.id or 0)
    assert (found.lines, found.broken) == (14, None)


def test_the_hash_is_what_the_documentation_says() -> None:
    """Computed once by hand with sha256sum: whoever has the lines can check them without this program."""
    line = {"at": datetime(2025, 3, 5, 5, 0, tzinfo=UTC), "actor": "web", "role": "citizen",
            "action": "receive", "from_status": None, "to_status": "received", "note": None}  # fmt: skip
    # printf '%s' '["minhbach-trail-1","","abc",1,"2025-03-05T05:00:00.000000+00:00","web","citizen",
    #   "receive",null,"received",null]' (on one line) | sha256sum
    assert link(None, "abc", 1, line) == "98c793e55ea487573babffe1314ac20aa5ad8a1384d5fa32d592d5a66f8adfb2"


def test_the_command_names_broken_trails(
    office: Office, report: Report, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINHBACH_HOME", str(office.settings.home))
    monkeypatch.setenv("MINHBACH_DATABASE_URL", office.settings.private_url)
    main(["workflow", "--check-trails"])
    assert capsys.readouterr().out.startswith("2 trails, 5 lines; 0 lines from before")
    tamper(office, "UPDATE event SET note = 'khác' WHERE number = 3")
    with pytest.raises(SystemExit, match="2"):
        main(["workflow", "--check-trails"])
    told = capsys.readouterr().err
    assert f"report {report.id}: line 3 was changed" in told
    assert "khác" not in told
