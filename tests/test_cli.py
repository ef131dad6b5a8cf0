"""The command line: every command explains itself, and what a person got wrong is one line and exit 2."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from minhbach.cli import main, minhbach
from minhbach.records.office import Office

REPORTS = "id,when,what,lat,lon\n1,2025-03-05 12:00,Nắp cống bị vỡ trước chợ,10.7725,106.6981\n"
MAPPING = """
source = "thu"
[columns]
source_id = "id"
text = "what"
received_at = "when"
[category]
default = "khac"
"""


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> Path:
    """A fresh home that commands find through the environment."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return Path(environment["MINHBACH_HOME"])


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Run a command; returns its exit code, stdout and stderr."""
    code = 0
    try:
        main([str(argument) for argument in arguments])
    except SystemExit as end:
        code = int(end.code or 0)
    said = capsys.readouterr()
    return code, said.out, said.err


def every_command(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """All commands and subcommands."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, name
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from every_command(command, (*path, name))


@pytest.mark.parametrize("path", list(every_command(minhbach)), ids=" ".join)
def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str], path: tuple[str, ...]) -> None:
    code, said, wrong = run(capsys, *path, "--help")
    assert (code, wrong) == (0, "")
    assert said.startswith("Usage: minhbach " + " ".join(path))
    assert len(said.split("\n\n")[1].strip()) > 20


def test_the_readme_names_every_command() -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text()
    assert [path[0] for path in every_command(minhbach) if path[0] not in readme] == []


def test_locate_answers_for_every_vintage(
    capsys: pytest.CaptureFixture[str], home: Path, office: Office
) -> None:
    code, said, _ = run(capsys, "locate", 10.7769, 106.7009)
    places = json.loads(said)
    assert code == 0
    assert [place["vintage"] for place in places] == [vintage.id for vintage in office.atlas.vintages]
    named = {place["vintage"]: (place["ward_code"], place["district_code"]) for place in places}
    assert named["2021-01-01"] == ("26740", "760")
    assert named["2025-07-01"] == ("26740", None)


def test_redact_and_screen_read_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lines = tmp_path / "lines"
    lines.write_text("Gọi 0900 000 001 nhé\nĐường dây nóng 1022\n")
    for command, keys in (("redact", {"text", "spans"}), ("screen", {"decision", "reason", "words"})):
        with lines.open() as stream, monkeypatch.context() as patch:
            patch.setattr("sys.stdin", stream)
            code, said, _ = run(capsys, command)
        answers = [json.loads(line) for line in said.splitlines()]
        assert code == 0
        assert [set(answer) >= keys - {"words"} for answer in answers] == [True, True]
    assert "0900" not in json.loads(json.dumps(answers[0])).get("text", "")


WRONG = {
    "no such command": (["nosuch"], "nosuch"),
    "no argument": (["import"], "FILE"),
    "no such file": (["import", "{tmp}/none.csv", "--mapping", "{tmp}/whole.toml"], "none.csv"),
    "no such mapping": (["import", "{tmp}/reports.csv", "--mapping", "{tmp}/none.toml"], "none.toml"),
    "a mapping without what it needs": (
        ["import", "{tmp}/reports.csv", "--mapping", "{tmp}/lacking.toml"], "received_at",
    ),
    "a file that is no table": (["import", "{tmp}/a.parquet", "--mapping", "{tmp}/whole.toml"], "a.parquet"),
    "a column that is not there": (
        ["import", "{tmp}/reports.csv", "--mapping", "{tmp}/other.toml"], "Besøg",
    ),
    "no coordinate": (["locate", "nan", "106"], "nan"),
    "out of this world": (["locate", "106.7", "10.7"], "106.7"),
    "no number": (["locate", "here", "there"], "here"),
    "no map": (
        ["boundaries", "add", "{tmp}/reports.csv", "--level", "ward", "--code", "a", "--name", "b",
         "--valid-from", "2030-01-01"],
        "reports.csv",
    ),
    "no day": (
        ["boundaries", "add", "x", "--level", "ward", "--code", "a", "--name", "b", "--valid-from", "soon"],
        "soon",
    ),
    "no backup": (["restore", "{tmp}/none.tar"], "none.tar|pg_dump"),
    "a role that is none": (["staff", "add", "lan", "--role", "king"], "king"),
    "publish into a file": (["publish", "--out", "{tmp}/reports.csv"], "reports.csv"),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "told"), WRONG.values(), ids=WRONG.keys())
def test_what_a_person_got_wrong_is_one_line(
    capsys: pytest.CaptureFixture[str], home: Path, tmp_path: Path, arguments: list[str], told: str
) -> None:
    (tmp_path / "reports.csv").write_text(REPORTS)
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and no more")
    (tmp_path / "whole.toml").write_text(MAPPING)
    (tmp_path / "lacking.toml").write_text(MAPPING.replace("received_at", "closed_at"))
    (tmp_path / "other.toml").write_text(MAPPING.replace('"what"', '"Besøg"'))
    code, _, wrong = run(capsys, *(argument.format(tmp=tmp_path) for argument in arguments))
    lines = [line for line in wrong.splitlines() if line.startswith("minhbach: ")]
    assert code == 2
    assert len(lines) == 1
    assert re.search(told, lines[0]), lines[0]
    assert "Traceback" not in wrong


def test_a_home_that_is_none_is_told_how_to_be_made(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MINHBACH_HOME", str(tmp_path / "none"))
    code, _, wrong = run(capsys, "publish", "--out", tmp_path / "build")
    assert code == 2
    assert "minhbach db upgrade" in wrong
    assert not (tmp_path / "none").exists()
