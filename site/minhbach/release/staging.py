"""Where a site is made before it is shown: beside its place, one publisher at a time, cleaned up after."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from minhbach.errors import BadInput
from minhbach.ledger.layout import INDEX, LATEST
from minhbach.release.swap import flush, put_in_place, put_inside, remove


@dataclass(frozen=True)
class Stage:
    """A folder to make the site in, and the place that it will take."""

    folder: Path
    place: Path
    inside: bool
    """True where `place` is a mount point (or its parent is closed to us), so that the stage is inside it."""

    def show(self) -> None:
        """Make it durable, then let it take its place."""
        flush(self.folder)
        if not self.inside:
            put_in_place(self.folder, self.place)
            return
        # The release before what points at it: `latest`, then the index, then the pages.
        (self.place / "data").mkdir(exist_ok=True)
        put_inside(self.folder / "data", self.place / "data", last=(LATEST, INDEX))
        put_inside(self.folder, self.place, keep=("data",))


@contextmanager
def staging(place: Path) -> Iterator[Stage]:
    """A stage for `place`, of which nothing stays when the work fails; BadInput while another publishes."""
    place = place.resolve()
    inside = _must_stage_inside(place)
    home = place if inside else place.parent
    home.mkdir(parents=True, exist_ok=True)
    with _only_one(home / f".{place.name}.lock", place):
        for left in home.glob(f".{place.name}.staging-*"):
            remove(left)  # a run that was killed; nobody else can be making it, we hold the lock
        folder = home / f".{place.name}.staging-{secrets.token_hex(4)}"
        folder.mkdir()
        try:
            yield Stage(folder, place, inside)
        finally:
            if folder.exists():
                remove(folder)


def _must_stage_inside(place: Path) -> bool:
    if not place.is_dir():
        return False
    return os.path.ismount(place) or not os.access(place.parent, os.W_OK)


@contextmanager
def _only_one(lock: Path, place: Path) -> Iterator[None]:
    while True:
        handle = os.open(lock, os.O_CREAT | os.O_RDWR, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise BadInput(f"{place}: another publish is at work there: wait for it to end") from None
        if _same_file(handle, lock):
            break
        os.close(handle)  # the one before us deleted the file that we locked: take the new one
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
        os.close(handle)


def _same_file(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
