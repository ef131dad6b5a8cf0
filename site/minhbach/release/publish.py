"""Publish: the frozen site and the open data of the newest release, all at once or not at all."""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from minhbach.errors import BadInput
from minhbach.ledger.layout import LATEST
from minhbach.public.app import create_public_app
from minhbach.public.counting.current import Current
from minhbach.public.models import PublicRelease
from minhbach.public.showroom import Showroom
from minhbach.release.bundle import is_whole, link_tree, read_about, write_release
from minhbach.release.fingerprint import fingerprint, made_by
from minhbach.release.freeze import Progress, freeze
from minhbach.release.index import keep_foreign, read_index, site_digest, write_index
from minhbach.release.kept import kept_of
from minhbach.release.ledger import write_keys
from minhbach.release.order import release_folders
from minhbach.release.search import write_search
from minhbach.release.staging import Stage, staging
from minhbach.release.state import one_state

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST)


@dataclass(frozen=True)
class PublishResult:
    """What a publish did."""

    release: str
    out: Path
    reports: int
    files: int
    """Pages and assets written; 0 where nothing was new."""
    changed: bool
    notes: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """For a person at a terminal."""
        if not self.changed:
            return [f"{self.out}: nothing new since release {self.release}", *self.notes]
        done = f"{self.out}: release {self.release}, {self.reports} reports, {self.files} files"
        return [done, *self.notes]


def publish_site(
    room: Showroom,
    out: Path,
    progress: Progress | None = None,
    *,
    force: bool = False,
    approve: Callable[[Path], None] | None = None,
) -> PublishResult:
    """Freeze the site and write the newest release into `out`; a reader sees the old site or the new one.

    Where nothing that decides the outcome changed, no byte is written, unless `force` is given. BadInput
    where the disk is full or `out` holds something else; the site that was there stays. `approve` looks
    at the finished site before anybody sees it, and raises to stop it.
    """
    with _told_plainly(out), staging(out) as stage, one_state(room.public) as state:
        session = state.session
        current = Current(room, session)
        release, notes = _release_of(current), _notes(current)
        made = made_by(room, current.now()[0])
        made_from = fingerprint(made, release)
        if not force and _stands(stage.place, release, made_from):
            reports = read_about(stage.place / "data" / release.id).get("reports", 0)
            return PublishResult(release.id, out, reports, 0, changed=False, notes=notes)
        reports = _write_data(stage, current, session, release)
        write_keys(stage.folder / "data", room, release)
        app = create_public_app(room.settings, published=stage.folder, opened=room, held=session)
        new = stage.folder / "data" / release.id
        kept = None if force else kept_of(stage.place, made, new, current.now()[0])
        files = freeze(app, stage.folder, state, progress, kept=kept)
        write_search(stage.folder, app, session, current.now()[0])
        _finish(stage, release, made_from, made)
        if approve:
            approve(stage.folder)
        stage.show()
    return PublishResult(release.id, out, reports, files, changed=True, notes=notes)


def _release_of(current: Current) -> PublicRelease:
    edition, _ = current.now()
    if edition.release is None:
        raise BadInput("nothing has passed the door yet, so there is nothing to publish")
    return edition.release


def _stands(place: Path, release: PublicRelease, made_from: str) -> bool:
    """True where the place holds, byte for byte, what would be made now."""
    index = read_index(place)
    return index.get("made_from") == made_from and index.get("tree") == site_digest(place, release.id)


def _write_data(stage: Stage, current: Current, session: Session, release: PublicRelease) -> int:
    """data/<release>/, data/latest/, and the older releases as they are."""
    read_index(stage.place)
    data, shown = stage.folder / "data", stage.place / "data"
    data.mkdir()
    for older in release_folders(stage.place):
        if older.name != release.id:
            link_tree(older, data / older.name)
    there = shown / release.id
    if read_about(there).get("digest") == release.digest and is_whole(there):
        # A release that is out is never written again, not even by a newer version of this code.
        link_tree(there, data / release.id)
        reports = int(read_about(there)["reports"])
    else:
        reports = write_release(data / release.id, session, current.now()[0], release).reports
    link_tree(data / release.id, data / LATEST)
    return reports


def _finish(stage: Stage, release: PublicRelease, made_from: str, made_by: str) -> None:
    """Take along what is not ours, then write the index: last, for it says that all is there."""
    made = {entry.name for entry in stage.folder.iterdir()}
    keep_foreign(stage.place, stage.folder, made | set(read_index(stage.place).get("made", [])))
    write_index(stage.folder, release, made_from, made_by, sorted(made))


def _notes(current: Current) -> tuple[str, ...]:
    edition, _ = current.now()
    closed = [vintage.id for vintage in edition.vintages if not vintage.redistributable]
    if not closed:
        return ()
    return (
        f"boundaries {', '.join(closed)}: for trial and non-commercial use, published generalised; "
        "a city loads its own with 'minhbach boundaries add'",
    )


@contextmanager
def _told_plainly(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as wrong:
        if wrong.errno in FULL:
            raise BadInput(f"{out}: no space left to publish; free some (the last release stays)") from None
        if wrong.errno in CLOSED:
            where = wrong.filename or out
            raise BadInput(f"{where}: {wrong.strerror}: give a folder that can be written") from None
        raise
