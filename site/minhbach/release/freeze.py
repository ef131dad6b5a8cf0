"""Freeze the public app into files: every address that the data name, in one state of the database."""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from flask import Flask

from minhbach.public.counting.current import Current
from minhbach.public.pages.addresses import Address, addresses
from minhbach.release.crew import Tell, crew, hands
from minhbach.release.kept import Kept
from minhbach.release.press import Press
from minhbach.release.state import State

Progress = Callable[[int, int], None]
SHEET = 100
"""Pages in a row that one process makes: neighbours share what was read and drawn for them."""
WORTH = 1500
"""Pages from which on more processes than one are worth starting."""


def freeze(
    app: Flask,
    folder: Path,
    state: State,
    progress: Progress | None = None,
    most_hands: int | None = None,
    kept: Kept | None = None,
) -> int:
    """Write every page and asset under `folder`, where none of them is yet; gives how many.

    A page that fails stops it all. The app must hold the state's session. Pages that `kept` holds are
    taken over from the site before.
    """
    current: Current = app.extensions["minhbach.current"]
    press = Press(app, folder, kept)
    current.now()  # counted once, before the processes part
    wanted = sum(1 for _ in _all(press, current))
    done = 0
    for step in _steps(press, current, state, most_hands or (hands() if wanted >= WORTH else 1)):
        done += step
        if progress:
            progress(done, wanted)
    return done


def _steps(press: Press, current: Current, state: State, number: int) -> Iterator[int]:
    if number > 1:
        ticket = state.ticket()

        def prepare() -> None:
            current.hold(state.join(ticket))

        def work(own: int, of: int, tell: Tell) -> None:
            for step in press.print(_share(_all(press, current), own, of)):
                tell(step)

        with crew(number, prepare, work) as people:
            if state.unchanged():
                yield from people.work()
                return
        # Somebody wrote while we counted: only this process still sees the state that was counted.
    yield from press.print(_all(press, current))


def _all(press: Press, current: Current) -> Iterator[Address]:
    yield from addresses(current)
    yield from press.assets()


def _share(wanted: Iterator[Address], own: int, of: int) -> Iterator[Address]:
    """Every so-manieth sheet of the addresses, which come in the same order in every process."""
    number = 0
    while sheet := list(islice(wanted, SHEET)):
        if number % of == own:
            yield from sheet
        number += 1
