"""A home comes back from its backup, but nothing that was erased since does."""

import io
import shutil
import stat
import tarfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlmodel import select
from tests.stores import SQLite, Store

from minhbach.backup import back_up, restore
from minhbach.cli import main
from minhbach.config import Settings
from minhbach.databases import Database
from minhbach.errors import BadInput
from minhbach.privacy.deletion.afterwards import repeat_wishes
from minhbach.privacy.deletion.erasure import erase
from minhbach.privacy.door import open_door
from minhbach.public.models import PublicReport
from minhbach.public.store import public_database
from minhbach.records.contacts import Reach, reveal_contact
from minhbach.records.keyring import Erased, Keyring
from minhbach.records.models import Contact, Photo, Report
from minhbach.records.office import Office
from minhbach.records.originals import keep_original, open_original
from minhbach.records.work import Actor, Step, act

REACH = Reach("Canary Nguyen", "0900 000 001")
SENDER = Actor("web", "citizen")
Make = Callable[..., Report]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Files whatever --store says: servers are backed up by their own tools."""
    return SQLite(tmp_path_factory.mktemp("templates"))


@pytest.fixture
def photo(office: Office) -> Callable[[Report], Photo]:
    """photo(report) adds one to a report."""

    def add(report: Report) -> Photo:
        data = BytesIO()
        Image.linear_gradient("L").resize((64, 64)).save(data, "PNG")
        with office.private.writing() as session:
            folder = office.settings.originals
            kept = keep_original(session, office.keyring, folder, report, data.getvalue(), office.now())
            session.flush()
            session.refresh(kept)
            session.expunge(kept)
        return kept

    return add


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backups" / "home.tar"


@pytest.fixture
def public(office: Office) -> Database:
    return public_database(office.settings.public_url)


def reports(office: Office) -> list[Report]:
    with office.private.reading() as session:
        return list(session.exec(select(Report).order_by(Report.id)))


def close(office: Office) -> None:
    """As a stopped server: nothing holds the files any more."""
    office.private.engine.dispose()


def test_a_home_comes_back_whole(office: Office, make_report: Make, photo, file: Path) -> None:
    report = make_report(reach=REACH)
    kept = photo(report)
    done = back_up(office.settings, file)
    assert (done.reports, done.photos) == (1, 1)
    make_report(text="Chỉ có sau bản sao lưu này.")
    close(office)
    shutil.rmtree(office.settings.originals)
    assert restore(office.settings, file, force=True) == done
    assert [found.text for found in reports(office)] == [report.text]
    with office.private.reading() as session:
        assert reveal_contact(session, office.keyring, report) == REACH
    assert open_original(office.keyring, office.settings.originals, report, kept).startswith(b"\x89PNG")


def test_a_backup_holds_no_key_and_is_its_owner_s(office: Office, make_report: Make, file: Path) -> None:
    make_report(reach=REACH)
    back_up(office.settings, file)
    with tarfile.open(file) as tar:
        assert tar.getnames() == ["backup.json", "private.db", "public.db"]
        assert {entry.uname for entry in tar} == {""}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert b"Canary" not in file.read_bytes()
    assert [path.name for path in office.settings.home.glob(".*")] == []


def test_a_destroyed_key_makes_the_older_backup_unreadable(
    office: Office, make_report: Make, photo, file: Path
) -> None:
    report = make_report(reach=REACH)
    kept = photo(report)
    back_up(office.settings, file)
    office.keyring.destroy([report.public_id])
    close(office)
    restore(office.settings, file, force=True)
    with office.private.reading() as session:
        assert session.get(Contact, report.id)
        with pytest.raises(Erased):
            reveal_contact(session, office.keyring, report)
    with pytest.raises(Erased):
        open_original(office.keyring, office.settings.originals, report, kept)


def test_what_senders_asked_for_since_is_done_again(
    office: Office, make_report: Make, photo, file: Path, public: Database
) -> None:
    gone, hidden, other = (make_report(text=f"Ông Canary Nguyen xả rác, {n}.") for n in range(3))
    photo(hidden)
    with office.private.writing() as session:
        for report in (gone, other):
            given = {"category": "giao-thong", "agency": "so-xay-dung"}
            act(session, report.id, Step("accept", Actor("lan", "operator"), office.now(), given=given))
    open_door(office, public)
    back_up(office.settings, file)
    with office.private.writing() as session:
        act(session, gone.id, Step("withdraw", SENDER, office.now()))
        erase(session, office, session.get_one(Report, hidden.id), SENDER)
    office.keyring.mark("withdrawn", [gone.public_id])
    close(office)
    public.engine.dispose()
    restore(office.settings, file, force=True)
    assert [report.status for report in reports(office)] == ["assigned", "received", "assigned"]
    done = repeat_wishes(office)
    assert (done.withdrawn, done.erased) == (1, 1)
    found = reports(office)
    assert [report.status for report in found] == ["withdrawn", "received", "assigned"]
    assert ["Canary" in report.text for report in found] == [True, False, True]
    assert not any(office.settings.originals.iterdir())
    open_door(office, public)
    with public.reading() as session:
        assert list(session.exec(select(PublicReport.public_id))) == [other.public_id]
    again = repeat_wishes(office)
    assert (again.withdrawn, again.erased) == (0, 0)


def test_a_home_with_reports_is_not_overwritten(office: Office, make_report: Make, file: Path) -> None:
    back_up(office.settings, file)
    report = make_report()
    with pytest.raises(BadInput, match="holds 1 reports.*--force"):
        restore(office.settings, file)
    assert [found.id for found in reports(office)] == [report.id]


def test_an_empty_home_takes_a_backup(office: Office, make_report: Make, file: Path, tmp_path: Path) -> None:
    make_report()
    back_up(office.settings, file)
    other = Settings.from_environment({"MINHBACH_HOME": str(tmp_path / "other")})
    assert restore(other, file).reports == 1
    assert (tmp_path / "other").stat().st_mode & 0o077 == 0


def tar_of(path: Path, **entries: bytes) -> Path:
    with tarfile.open(path, "w") as tar:
        for name, content in entries.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return path


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ({"../private.db": b""}, "does not belong"),
        ({"/etc/passwd": b""}, "does not belong"),
        ({"keys/keyring.db": b""}, "does not belong"),
        ({"photos/originals/.hidden": b""}, "does not belong"),
        ({"photos/originals/../../keys": b""}, "does not belong"),
        ({}, "cannot be read"),
        ({"backup.json": b"not json"}, "cannot be read"),
        ({"backup.json": b'{"format": 1}'}, "not whole"),
        ({"backup.json": b'{"format": 99}', "private.db": b"", "public.db": b""}, "another version"),
    ],
    ids=["up", "absolute", "keys", "hidden", "up-inside", "empty", "no-json", "not-whole", "newer"],
)
def test_what_is_no_backup_changes_nothing(
    office: Office, make_report: Make, tmp_path: Path, entries: dict[str, bytes], told: str
) -> None:
    report = make_report()
    with pytest.raises(BadInput, match=told):
        restore(office.settings, tar_of(tmp_path / "strange.tar", **entries), force=True)
    assert [found.id for found in reports(office)] == [report.id]
    assert not list(office.settings.home.glob(".restore*"))


def test_a_link_in_a_backup_is_refused(office: Office, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "link.tar", "w") as tar:
        entry = tarfile.TarInfo("photos/originals/link")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(entry)
    with pytest.raises(BadInput, match="does not belong"):
        restore(office.settings, tmp_path / "link.tar")


def test_a_file_that_is_no_tar_is_told(office: Office, tmp_path: Path) -> None:
    (tmp_path / "x.tar").write_text("hello")
    for name in ("x.tar", "missing.tar"):
        with pytest.raises(BadInput, match="cannot be read as a backup"):
            restore(office.settings, tmp_path / name)


def test_a_database_on_a_server_is_left_to_its_own_tools(settings: Settings, tmp_path: Path) -> None:
    server = Settings.from_environment(
        {"MINHBACH_HOME": str(settings.home), "MINHBACH_DATABASE_URL": "postgresql://u:secret@host/db"}
    )
    for do in (back_up, restore):
        with pytest.raises(BadInput, match="pg_dump") as told:
            do(server, tmp_path / "home.tar")
        assert "secret" not in str(told.value)


@pytest.fixture
def run(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    """run(*arguments) is what the command says, on stderr where it fails."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def command(*arguments: object) -> str:
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as end:
            return f"exit {end.code}, {capsys.readouterr().err}"
        return capsys.readouterr().out

    return command


def test_the_commands_do_it_from_a_terminal(
    office: Office, make_report: Make, file: Path, tmp_path: Path, run: Callable[..., str]
) -> None:
    report = make_report(reach=REACH)
    close(office)
    spare = tmp_path / "spare" / "keyring.db"
    assert "1 reports, 0 photos; without keys" in run("backup", file)
    assert "the spare copy" in run("keys", "copy", spare)
    assert Keyring(spare, office.keyring._master).key(report.public_id)
    refused = run("restore", file)
    assert refused.startswith("exit 2, ")
    assert "--force" in refused
    assert refused.count("\n") == 1
    assert "0 withdrawn and 0 erased again" in run("restore", file, "--force")
    assert run("privacy", "expire", "--dry-run").startswith("would delete: 0 contacts")
    assert run("privacy", "expire").startswith("deleted: 0 contacts")
