"""Back up a home into one file and restore it; the keys stay out, so what was erased stays erased."""

import io
import re
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson
from sqlalchemy import make_url

from minhbach.config import Settings
from minhbach.errors import BadInput
from minhbach.files import replacing, sync_folder
from minhbach.privacy.antechamber import forget_antechamber
from minhbach.public.store import public_database

ABOUT, FORMAT = "backup.json", 1
DATABASES = ("private.db", "public.db")
PHOTOS = "photos"
Progress = Callable[[int, int], None]
_NAME = re.compile(r"(private|public)\.db|backup\.json|photos/(originals|public)/[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class Copied:
    """What a backup holds, or what came back from it."""

    reports: int
    photos: int


def back_up(settings: Settings, file: Path, progress: Progress | None = None) -> Copied:
    """Copy both databases, each as of one moment, and all photos into one tar that only its owner can read.

    Serving can go on meanwhile. BadInput where a database is not a file of the home.
    """
    sources = _databases(settings)
    for path in sources.values():
        if not path.is_file():
            raise BadInput(f"{path} is missing: run 'minhbach db upgrade', there is nothing to back up yet")
    with _beside(settings.home, "backup") as folder, replacing(file) as beside:
        beside.touch(mode=0o600)
        for name, path in sources.items():
            with closing(sqlite3.connect(path, timeout=30)) as database:
                database.execute("VACUUM INTO ?", [str(folder / name)])
        # After the databases: a photo that came in since is one too many, none that they name is missing.
        photos = _photos(settings)
        reports = _count_reports(folder / "private.db")
        with tarfile.open(beside, "w") as tar:
            _add_bytes(tar, ABOUT, orjson.dumps({"format": FORMAT, "reports": reports}))
            for name in DATABASES:
                tar.add(folder / name, name, filter=_plain)
            copied = sum(_add_photo(tar, settings.home, path) for path in _told(photos, progress))
    return Copied(reports, copied)


def restore(settings: Settings, file: Path, *, force: bool = False) -> Copied:
    """Put a backup in the place of the home's databases and photos; the home's keys stay as they are.

    BadInput where the file is no backup, or the home holds reports and `force` is not given. Nothing may be
    serving the home meanwhile.
    """
    targets = _databases(settings)
    there = _count_reports(targets["private.db"])
    if there and not force:
        raise BadInput(f"{settings.home} holds {there} reports: back it up, then give --force")
    with _beside(settings.home, "restore") as folder:
        _unpack(file, folder)
        reports = _count_reports(folder / "private.db")
        photos = sum(path.is_file() for path in (folder / PHOTOS).rglob("*"))
        forget_antechamber(public_database(settings.public_url))  # it is of a state that is no more
        for name, target in targets.items():
            for old in (target, *(target.with_name(f"{target.name}-{part}") for part in ("wal", "shm"))):
                old.unlink(missing_ok=True)
            (folder / name).replace(target)
        if (settings.home / PHOTOS).exists():
            shutil.rmtree(settings.home / PHOTOS)
        if (folder / PHOTOS).exists():
            (folder / PHOTOS).replace(settings.home / PHOTOS)
        sync_folder(settings.home)
    return Copied(reports, photos)


def _databases(settings: Settings) -> dict[str, Path]:
    """The two databases by their name in a backup."""
    paths = {}
    for name, url in zip(DATABASES, (settings.private_url, settings.public_url), strict=True):
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite" or not parsed.database:
            raise BadInput(
                f"what is in {name} elsewhere is on a server here: back it up with pg_dump, and copy "
                f"{settings.home / PHOTOS} beside it"
            )
        paths[name] = Path(parsed.database)
    return paths


@contextmanager
def _beside(home: Path, what: str) -> Iterator[Path]:
    """A folder within the home, as closed as the home itself: what lies in it is as private."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix=f".{what}-") as folder:
        yield Path(folder)


def _photos(settings: Settings) -> list[Path]:
    folders = (settings.originals, settings.public_photos)
    found = (path for folder in folders if folder.is_dir() for path in folder.iterdir())
    return sorted(path for path in found if path.is_file() and not path.name.startswith("."))


def _told(paths: list[Path], progress: Progress | None) -> Iterator[Path]:
    for done, path in enumerate(paths):
        if progress and done % 100 == 0:
            progress(done, len(paths))
        yield path


def _add_photo(tar: tarfile.TarFile, home: Path, path: Path) -> bool:
    try:
        tar.add(path, path.relative_to(home).as_posix(), filter=_plain)
    except FileNotFoundError:
        return False  # deleted meanwhile, as it may be
    return True


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    tar.addfile(entry, io.BytesIO(content))


def _plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without the owner's name and the machine's numbers."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o600
    return entry


def _unpack(file: Path, folder: Path) -> None:
    """Every entry by an allowed name; BadInput for anything that back_up() does not write."""
    try:
        with tarfile.open(file, "r:") as tar:
            for entry in tar:
                if not entry.isreg() or not _NAME.fullmatch(entry.name):
                    raise BadInput(f"{file}: {entry.name!r} does not belong into a backup: use one made here")
                tar.extract(entry, folder, filter="data")
        about = orjson.loads((folder / ABOUT).read_bytes())
    except (OSError, tarfile.TarError, orjson.JSONDecodeError) as wrong:
        raise BadInput(f"{file} cannot be read as a backup: {wrong}") from None
    if about.get("format") != FORMAT or not all((folder / name).is_file() for name in DATABASES):
        raise BadInput(f"{file} is a backup of another version or is not whole: use another one")


def _count_reports(path: Path) -> int:
    """Reports in a private database; 0 where there is none yet."""
    if not path.is_file() or not path.stat().st_size:
        return 0
    try:
        with closing(sqlite3.connect(path, timeout=30)) as database:
            if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'report'").fetchone():
                return 0
            count: int = database.execute("SELECT count(*) FROM report").fetchone()[0]
            return count
    except sqlite3.DatabaseError as wrong:
        raise BadInput(f"{path} cannot be read: {wrong}") from None
