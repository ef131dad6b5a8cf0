"""Publish: the frozen site and the open data of the newest release, all at once or not at all."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from sqlmodel import Session

from minhbach.errors import BadInput
from minhbach.public.app import create_public_app
from minhbach.public.current import Current
from minhbach.public.models import PublicRelease
from minhbach.public.showroom import Showroom
from minhbach.release.bundle import is_whole, link_tree, read_about, write_release
from minhbach.release.fingerprint import fingerprint, tree_digest
from minhbach.release.freeze import Progress, freeze
from minhbach.release.staging import Stage, staging

INDEX = "data/index.json"
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


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
        return [
            f"{self.out}: release {self.release}, {self.reports} reports, {self.files} files",
            *self.notes,
        ]


def publish_site(room: Showroom, out: Path, progress: Progress | None = None) -> PublishResult:
    """Freeze the site and write the newest release into `out`; a reader sees the old site or the new one.

    Where nothing that decides the outcome changed, no byte is written. BadInput where the disk is full or
    `out` holds something else; the site that was there stays.
    """
    with _told_plainly(out), staging(out) as stage, _one_state(room) as session:
        current = Current(room, session)
        edition, _ = current.now()
        if edition.release is None:
            raise BadInput("nothing has passed the door yet, so there is nothing to publish")
        index = _index_of(stage.place)
        made_from = fingerprint(room, edition.release)
        notes = _notes(current)
        if index.get("made_from") == made_from and index.get("tree") == _tree(stage.place, edition.release.id):
            reports = read_about(stage.place / "data" / edition.release.id).get("reports", 0)
            return PublishResult(edition.release.id, out, reports, 0, changed=False, notes=notes)
        reports = _write_data(stage, current, session, edition.release)
        app = create_public_app(room.settings, published=stage.folder, opened=room, held=session)
        files = freeze(app, stage.folder, progress)
        _write_index(stage, index, edition.release, made_from)
        stage.show()
    return PublishResult(edition.release.id, out, reports, files, changed=True, notes=notes)


def _write_data(stage: Stage, current: Current, session: Session, release: PublicRelease) -> int:
    """data/<release>/, data/latest/, and the older releases as they are."""
    data, shown = stage.folder / "data", stage.place / "data"
    data.mkdir()
    for about in sorted(shown.glob("*/release.json")):
        if about.parent.name not in (release.id, "latest"):
            link_tree(about.parent, data / about.parent.name)
    there = shown / release.id
    if read_about(there).get("digest") == release.digest and is_whole(there):
        # A release that is out is never written again, not even by a newer version of this code.
        link_tree(there, data / release.id)
        reports = int(read_about(there)["reports"])
    else:
        reports = write_release(data / release.id, session, current.now()[0], release).reports
    link_tree(data / release.id, data / "latest")
    return reports


def _write_index(stage: Stage, old: dict[str, Any], release: PublicRelease, made_from: str) -> None:
    """data/index.json; and whatever else stood in the place (a CNAME, .well-known) comes along."""
    made = {entry.name for entry in stage.folder.iterdir()}
    for entry in sorted(stage.place.iterdir()) if stage.place.is_dir() else []:
        foreign = entry.name not in made | set(old.get("made", [])) and not entry.name.startswith(f".{stage.place.name}.")
        if foreign and entry.is_dir():
            link_tree(entry, stage.folder / entry.name)
        elif foreign:
            (stage.folder / entry.name).write_bytes(entry.read_bytes())
    releases = [read_about(about.parent) for about in sorted((stage.folder / "data").glob("*/release.json"))
                if about.parent.name != "latest"]  # fmt: skip
    index = {
        "latest": release.id,
        "releases": [{"id": r["id"], "day": r["day"], "reports": r["reports"], "digest": r["digest"],
                      "path": f"{r['id']}/"} for r in releases],
        "made_from": made_from,
        "made": sorted(made),
        "tree": _tree(stage.folder, release.id),
    }  # fmt: skip
    (stage.folder / INDEX).write_bytes(orjson.dumps(index, option=orjson.OPT_INDENT_2) + b"\n")


def _tree(folder: Path, release: str) -> str:
    """Digest of the site without older releases, which carry their own checksums, and without the index."""
    data = folder / "data"
    older = [about.parent for about in data.glob("*/release.json") if about.parent.name not in (release, "latest")]
    hidden = list(folder.glob(f".{folder.name}.*"))
    return tree_digest(folder, [*older, *hidden, folder / INDEX])


def _index_of(place: Path) -> dict[str, Any]:
    """The index of the site that is there; BadInput where something else is."""
    try:
        index: dict[str, Any] = orjson.loads((place / INDEX).read_bytes())
        return index
    except FileNotFoundError:
        pass
    except (OSError, orjson.JSONDecodeError) as wrong:
        raise BadInput(f"{place / INDEX} cannot be read ({wrong}): move that folder away") from None
    ours = (f".{place.name}.lock", f".{place.name}.staging-")
    if place.exists() and any(not entry.name.startswith(ours) for entry in place.iterdir()):
        raise BadInput(f"{place} is not empty and holds no published site: give an empty or a new folder")
    return {}


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
def _one_state(room: Showroom) -> Iterator[Session]:
    """A session that sees one state of the database to its end, whoever writes meanwhile."""
    with room.public.reading() as session:
        if room.public.engine.dialect.name != "sqlite":
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session


@contextmanager
def _told_plainly(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as wrong:
        if wrong.errno in FULL:
            raise BadInput(f"{out}: no space left to publish; free some. The last release is still there") from None
        if wrong.errno in (errno.EACCES, errno.EROFS, errno.ENOTDIR, errno.EEXIST):
            raise BadInput(f"{wrong.filename or out}: {wrong.strerror}: choose a folder that can be written") from None
        raise


