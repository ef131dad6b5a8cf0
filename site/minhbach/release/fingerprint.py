"""What a published site is made from, as one hash: the same hash means the same bytes would come out."""

import hashlib
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

from minhbach import config
from minhbach.files import sha256_of
from minhbach.public.counting.edition import Edition
from minhbach.public.models import PublicRelease
from minhbach.public.showroom import Showroom

MADE_WITH = (
    "flask", "jinja2", "flask-babel", "babel", "folium", "branca", "frozen-flask", "shapely", "orjson",
    "pyarrow", "pyogrio", "numpy", "pillow", "py-minisign",
)  # fmt: skip
CODE = ("public", "release", "city", "places", "ledger")


def fingerprint(made_by: str, release: PublicRelease) -> str:
    """Hash of the release's rows and of what pages are made by."""
    return hashlib.sha256(f"{release.id} {release.digest} {made_by}".encode()).hexdigest()


def made_by(room: Showroom, edition: Edition) -> str:
    """Hash of what every page is made by: the code, the templates, the assets, the pack, the boundaries."""
    said = [edition.made_up, edition.in_force.id, *edition.vintages_used]
    running = hashlib.sha256(f"{said}\n".encode())
    for name in MADE_WITH:
        running.update(f"{name} {version(name)}\n".encode())
    for name, path in _inputs(room):
        running.update(f"{name} {sha256_of(path)}\n".encode())
    return running.hexdigest()


def tree_digest(folder: Path, leave_out: Iterable[Path]) -> str:
    """Hash of every name and byte under `folder`, without some files or folders of it."""
    left_out = set(leave_out)
    running = hashlib.sha256()
    for path in _walk(folder, left_out):
        running.update(f"{path.relative_to(folder).as_posix()} {sha256_of(path)}\n".encode())
    return running.hexdigest()


def _inputs(room: Showroom) -> Iterator[tuple[str, Path]]:
    """Everything on disk that decides what comes out, by a name that is the same on every machine."""
    groups = {
        "templates": (config.TEMPLATES, _templates()),
        "static": (config.STATIC, _walk(config.STATIC)),
        "translations": (config.TRANSLATIONS, _walk(config.TRANSLATIONS)),
        "pack": (room.settings.data, _pack(room.settings.data)),
        "boundaries": (room.settings.boundaries, _boundaries(room.settings.boundaries)),
        "code": (config.PACKAGE, _code()),
    }
    for group, (root, paths) in groups.items():
        for path in paths:
            yield f"{group}/{path.relative_to(root).as_posix()}", path


def _pack(data: Path) -> list[Path]:
    benchmark = data / "privacy" / "benchmark.json"
    return [*sorted(data.glob("*.toml")), *([benchmark] if benchmark.is_file() else [])]


def _boundaries(folder: Path) -> list[Path]:
    return sorted([*folder.glob("*/*.*json"), *folder.glob("crosswalk/*.csv")])


def _templates() -> Iterator[Path]:
    yield from sorted(config.TEMPLATES.glob("*.html"))
    yield from _walk(config.TEMPLATES / "public")


def _code() -> Iterator[Path]:
    yield from sorted(config.PACKAGE.glob("*.py"))
    for room in CODE:
        yield from (path for path in _walk(config.PACKAGE / room) if "__pycache__" not in path.parts)


def _walk(folder: Path, left_out: set[Path] | None = None) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if left_out and path in left_out:
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path, left_out)
        elif path.is_file():
            yield path
