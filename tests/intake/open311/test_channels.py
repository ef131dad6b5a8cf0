"""Channels from the command line: a key is shown once, is not kept, and can be replaced or stopped."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from minhbach import cli
from minhbach.records.channels import find_channel
from minhbach.records.models import Channel
from minhbach.records.office import Office

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    environment: dict[str, str],
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """run(arguments) is the command's exit code, output and errors."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def call(*arguments: str) -> tuple[int, str, str]:
        code = 0
        try:
            cli.main(["channel", *arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        return code, *capsys.readouterr()

    return call


def known(office: Office, key: str) -> str | None:
    with office.private.reading() as session:
        return find_channel(session, key)


def test_a_key_is_shown_once_and_only_its_hash_is_kept(run: Run, office: Office) -> None:
    code, out, told = run("add", "zalo")
    key = out.strip()
    assert (code, len(key)) == (0, 43)
    assert "not kept" in told
    assert known(office, key) == "zalo"
    with office.private.reading() as session:
        assert key not in str(session.exec(select(Channel)).one().model_dump())


def test_a_new_key_replaces_the_old_one(run: Run, office: Office) -> None:
    old, new = run("add", "zalo")[1].strip(), run("add", "zalo")[1].strip()
    assert (known(office, old), known(office, new)) == (None, "zalo")


def test_a_stopped_channel_may_come_back_with_a_new_key(run: Run, office: Office) -> None:
    old = run("add", "zalo")[1].strip()
    assert run("stop", "zalo")[0] == 0
    assert known(office, old) is None
    assert known(office, run("add", "zalo")[1].strip()) == "zalo"


@pytest.mark.parametrize("name", ["web", "demo", "Zalo", "z", "a name", "x" * 17, "-zalo", "zalo\n", "../x"])
def test_a_name_that_would_mislead_is_refused(run: Run, name: str) -> None:
    code, out, told = run("add", "--", name)
    assert (code, out) == (2, "")
    assert told.count("\n") == 1


def test_stopping_what_is_not_there_is_told(run: Run) -> None:
    assert run("stop", "nobody")[0] == 2
