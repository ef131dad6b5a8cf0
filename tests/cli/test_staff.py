"""`minhbach staff`: accounts are added, listed, changed and shut, and mistakes are told."""

import io
from pathlib import Path

import pytest

from minhbach.cli import main
from minhbach.config import Settings
from minhbach.records import second_factor
from minhbach.records.office import Office
from minhbach.records.sessions import list_sessions, open_session
from minhbach.records.staff import find_staff, verify

PASSWORD = "năm con mèo ngủ trưa"  # noqa: S105  (opens only homes made by these tests)
OTHER = "sáu con mèo ngủ trưa"


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], quick_hashes: None) -> Path:
    """A fresh home that commands find through the environment; argon2 as cheap as it goes."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return Path(environment["MINHBACH_HOME"])


class Terminal:
    """Runs `minhbach staff …` and tells exit code, stdout and stderr."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys, self._monkeypatch = capsys, monkeypatch

    def __call__(self, *arguments: str, typed: str = "") -> tuple[int, str, str]:
        self._monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = 0
        try:
            main(["staff", *arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        said = self._capsys.readouterr()
        return code, said.out, said.err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    return Terminal(capsys, monkeypatch)


@pytest.fixture
def lan(run: Terminal) -> str:
    assert run("add", "lan", "--role", "operator", "--name", "Trần Thị Lan", "--email", "lan@example.org",
               "--password-stdin", typed=PASSWORD + "\n")[0] == 0  # fmt: skip
    return "lan"


def test_the_list_tells_everything_but_secrets(run: Terminal, lan: str, office: Office) -> None:
    code, said, _ = run("list")
    assert code == 0
    assert said == "lan\toperator\t-\tactive\t-\tTrần Thị Lan\tlan@example.org\n"
    assert "argon2" not in said


def test_a_ward_that_is_none_is_no_agency(run: Terminal) -> None:
    code, _, wrong = run("add", "minh", "--role", "agency", "--agency", "ubnd-0", "--password-stdin",
                         typed=PASSWORD)  # fmt: skip
    assert code == 2
    assert "no agency 'ubnd-0'" in wrong
    assert "did you mean one of ubnd-" in wrong
    assert run("list")[1] == ""


def test_an_agency_of_the_pack_is_one(run: Terminal, settings: Settings) -> None:
    today = Office.open(settings).agencies()
    wards = [code for code in today if code.startswith("ubnd-")]
    for name, code in (("first", next(iter(today))), ("ward", wards[0])):
        account = ("add", name, "--role", "agency", "--agency", code, "--password-stdin")
        assert run(*account, typed=PASSWORD)[0] == 0
    assert {line.split("\t")[2] for line in run("list")[1].splitlines()} == {next(iter(today)), wards[0]}


def test_without_a_password_a_person_comes_by_the_provider(run: Terminal) -> None:
    assert run("add", "minh", "--role", "operator", "--no-password")[0] == 2
    assert run("add", "minh", "--role", "operator", "--no-password", "--email", "m@example.org")[0] == 0


@pytest.mark.parametrize(
    "change",
    [
        ("change", "lan", "--role", "admin"),
        ("change", "lan", "--email", "x@example.org"),
        ("change", "lan", "--password-stdin"),
        ("disable", "lan"),
        ("reset-second-factor", "lan"),
    ],
    ids=" ".join,
)
def test_every_change_signs_out(run: Terminal, lan: str, office: Office, change: tuple[str, ...]) -> None:
    with office.private.writing() as session:
        member = find_staff(session, lan)
        assert member
        token = open_session(session, member, office.now())
    assert run(*change, typed=OTHER)[0] == 0
    with office.private.reading() as session:
        assert list_sessions(session, office.now(), token) == []


def test_a_new_password_takes_the_place_of_the_old(run: Terminal, lan: str, office: Office) -> None:
    assert run("change", "lan", "--password-stdin", typed=OTHER)[0] == 0
    with office.private.reading() as session:
        assert verify(session, "lan", PASSWORD) is None
        assert verify(session, "lan", OTHER)


def test_disabled_is_shut_until_it_is_enabled(run: Terminal, lan: str, office: Office) -> None:
    run("disable", "lan")
    assert "\tdisabled\t" in run("list")[1]
    with office.private.reading() as session:
        assert verify(session, "lan", PASSWORD) is None
    run("enable", "lan")
    with office.private.reading() as session:
        assert verify(session, "lan", PASSWORD)


def test_a_lost_telephone_is_forgotten(run: Terminal, lan: str, office: Office) -> None:
    with office.private.writing() as session:
        member = find_staff(session, lan)
        assert member
        second_factor.set_up(session, office.keyring, member, b"s" * 20, 0)
    assert "\tsecond factor\t" in run("list")[1]
    assert run("reset-second-factor", "lan")[0] == 0
    assert "second factor" not in run("list")[1]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("change", "lan"), "nothing to change"),
        (("change", "nobody", "--role", "admin"), "no account 'nobody'"),
        (("disable", "nobody"), "no account 'nobody'"),
        (("reset-second-factor", "nobody"), "no account 'nobody'"),
        (("change", "lan", "--role", "agency"), "needs the agency's code"),
        (("change", "lan", "--email", "lan"), "e-mail address"),
    ],
    ids=lambda case: " ".join(case) if isinstance(case, tuple) else case,
)
def test_what_a_person_got_wrong_is_one_line(
    run: Terminal, lan: str, arguments: tuple[str, ...], told: str
) -> None:
    code, said, wrong = run(*arguments)
    assert (code, said) == (2, "")
    assert told in wrong
    assert wrong.count("\n") == 1
