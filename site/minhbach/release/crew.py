"""Share work out among processes that were forked from this one and so know all that it knows."""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from typing import Any

from minhbach.errors import UnsafeState

MOST = 8
"""Beyond this the disk is what all wait for."""
Work = Callable[[int, int, "Tell"], None]
"""Does the part of one of so many processes (0, 1 … of n), and tells of its steps."""
Tell = Callable[[int], None]


def hands() -> int:
    """How many processes may work at once here; 1 where forking is not safe."""
    alone = threading.active_count() == 1 and sys.platform == "linux"
    return min(len(os.sched_getaffinity(0)), MOST) if alone else 1


@contextmanager
def crew(number: int, prepare: Callable[[], None], work: Work) -> Iterator["Crew"]:
    """Fork so many processes; each prepares itself. They work when told to, and are gone at the end."""
    fork = multiprocessing.get_context("fork")
    lines, members = [], []
    for own in range(number):
        here, there = fork.Pipe()
        member = fork.Process(target=_live, args=(there, own, number, prepare, work), daemon=True)
        member.start()
        there.close()
        lines.append(here)
        members.append(member)
    try:
        yield Crew(lines)
    finally:
        for member in members:
            if member.is_alive():
                member.kill()
            member.join()
            member.close()
        for line in lines:
            line.close()


class Crew:
    """Processes that wait to be told."""

    def __init__(self, lines: Sequence[Connection]) -> None:
        self._lines = lines
        for line in lines:
            _heard(line)  # ready

    def work(self) -> Iterator[int]:
        """Let them all work; gives each step as it is told. What went wrong in one is raised here."""
        for line in self._lines:
            line.send("work")
        open_lines: list[Any] = list(self._lines)
        while open_lines:
            for spoken in wait(open_lines):
                step = _heard(spoken)
                if step is None:
                    open_lines.remove(spoken)
                else:
                    yield step


def _heard(line: Any) -> Any:
    """The next message; an error is raised."""
    try:
        message = line.recv()
    except EOFError:
        raise UnsafeState("a process that freezes pages was stopped from outside: publish again") from None
    if isinstance(message, BaseException):
        raise message
    return message


def _live(line: Connection, own: int, number: int, prepare: Callable[[], None], work: Work) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; the one that forked us ends us
    try:
        prepare()
        line.send("ready")
        if line.recv() == "work":
            work(own, number, line.send)
            line.send(None)
    except EOFError:
        pass
    except BaseException as wrong:
        line.send(_sendable(wrong))
    finally:
        line.close()
        os._exit(0)  # no clean-up: what is open here belongs to the process that we came from


def _sendable(wrong: BaseException) -> BaseException:
    """An error as it may cross to another process: errors of libraries often cannot."""
    if type(wrong).__module__ in ("builtins", "minhbach.errors"):
        return wrong
    return RuntimeError(f"{type(wrong).__name__}: {wrong}")
