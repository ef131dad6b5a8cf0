"""Freezing by one process or several: the same files as Frozen-Flask makes, or none at all."""

import os
import signal
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask_frozen import Freezer, MissingURLGeneratorWarning
from sqlmodel import select
from tests.public.filling import fill

from minhbach.errors import UnsafeState
from minhbach.public.app import create_public_app
from minhbach.public.models import PublicReport
from minhbach.public.pages.addresses import addresses
from minhbach.public.showroom import Showroom
from minhbach.release import freeze as freezing
from minhbach.release.freeze import freeze
from minhbach.release.state import State, one_state


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def frozen(room: Showroom, folder: Path, processes: int, before: Callable[[], object] = object) -> int:
    folder.mkdir()
    with one_state(room.public) as state:
        app = create_public_app(room.settings, opened=room, held=state.session)
        before()
        return freeze(app, folder, state, most_hands=processes)


@pytest.fixture
def as_is(room: Showroom, tmp_path: Path) -> dict[str, bytes]:
    """What Frozen-Flask itself makes of the app."""
    app = create_public_app(room.settings, opened=room)
    app.config["FREEZER_DESTINATION"] = str(tmp_path / "as-is")
    freezer = Freezer(app, log_url_for=False)
    freezer.register_generator(lambda: addresses(app.extensions["minhbach.current"]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MissingURLGeneratorWarning)
        freezer.freeze()
    return tree(tmp_path / "as-is")


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_the_same_bytes_as_frozen_flask(
    room: Showroom, as_is: dict[str, bytes], tmp_path: Path, processes: int
) -> None:
    out = tmp_path / "ours"
    assert frozen(room, out, processes) == len(as_is)
    ours = tree(out)
    assert sorted(ours) == sorted(as_is)
    assert [name for name in as_is if ours[name] != as_is[name]] == []


@pytest.mark.parametrize("processes", [1, 2])
def test_a_page_that_fails_stops_all(room: Showroom, tmp_path: Path, processes: int) -> None:
    with room.public.writing() as session:
        report = session.exec(select(PublicReport).where(PublicReport.status == "resolved")).first()
        assert report
        report.photo = "missing.jpg"
    with pytest.raises(UnsafeState, match=r"missing\.jpg"):
        frozen(room, tmp_path / "out", processes)


@pytest.mark.parametrize("processes", [1, 2])
def test_what_is_written_meanwhile_is_not_seen(
    room: Showroom, as_is: dict[str, bytes], tmp_path: Path, processes: int
) -> None:
    out = tmp_path / "ours"
    frozen(room, out, processes, before=lambda: fill_more(room))
    assert tree(out) == as_is


def fill_more(room: Showroom) -> None:
    with room.public.writing() as session:
        for report in session.exec(select(PublicReport)):
            report.text = "Đã đổi"


@pytest.mark.parametrize("processes", [1, 2])
def test_two_pages_of_one_name_are_refused(
    room: Showroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    twice = lambda current: [*addresses(current), ("vi.home", {})]  # noqa: E731
    monkeypatch.setattr(freezing, "addresses", twice)
    with pytest.raises(UnsafeState, match="two of them are /"):
        frozen(room, tmp_path / "out", processes)


def test_a_killed_helper_is_told_plainly(
    room: Showroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = os.getpid()

    def killed(self: State, ticket: str) -> None:
        assert os.getpid() != own
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(State, "join", killed)
    with pytest.raises(UnsafeState, match="was stopped from outside"):
        frozen(room, tmp_path / "out", 2)


def test_pages_are_said_in_their_own_language(room: Showroom, tmp_path: Path) -> None:
    fill(room, reports=0, day=room.atlas.vintages[-1].valid_from)
    app: Flask = create_public_app(room.settings, opened=room)
    frozen(room, tmp_path / "out", 1)
    for path in ("/about/", "/en/about/", "/wards/2025-03-01/", "/en/wards/2025-03-01/"):
        live = app.test_client().get(path).data
        assert (tmp_path / "out" / path[1:] / "index.html").read_bytes() == live
