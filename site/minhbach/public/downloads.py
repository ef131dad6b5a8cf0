"""What the data page says about the files of the published release: read from the release itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import orjson
from flask import current_app
from markupsafe import Markup

from minhbach.city import Words
from minhbach.ledger.layout import age_of


@dataclass(frozen=True)
class Download:
    """One file of a release."""

    name: str
    size: int
    sha256: str
    title: Words
    """What it holds, in the languages that the release speaks."""

    @property
    def folder(self) -> str:
        """The first folder of its name; empty at the top."""
        return self.name.partition("/")[0] if "/" in self.name else ""


@dataclass(frozen=True)
class Downloads:
    """The files of the newest release, as published."""

    release: str
    files: tuple[Download, ...]
    """At the top of the release."""
    folders: Mapping[str, tuple[Download, ...]]
    """Files of one sort, by their folder."""
    older: tuple[str, ...]
    dataset: Markup | None
    """The schema.org description, safe inside a script element."""


def published_data() -> Path | None:
    """Where the releases of the published site lie; None where the app runs without one."""
    published: Path | None = current_app.extensions["minhbach.published"]
    return published / "data" if published else None


def release_names(data: Path) -> list[str]:
    """Every release of a published site, newest first."""
    found = (path.parent.name for path in data.glob("????-??-??*/release.json"))
    return sorted(found, key=age_of, reverse=True)


def downloads() -> Downloads | None:
    """The newest published release; None where the app runs without one."""
    data = published_data()
    about = data / "latest" / "release.json" if data else None
    if data is None or about is None or not about.is_file():
        return None
    told = orjson.loads(about.read_bytes())
    files = [
        Download(file["name"], file["bytes"], file["sha256"], Words(file.get("title") or {"vi": ""}))
        for file in told["files"]
    ]
    return Downloads(
        release=told["id"],
        files=tuple(file for file in files if not file.folder),
        folders=_by_folder(file for file in files if file.folder),
        older=tuple(name for name in release_names(data) if name != told["id"]),
        dataset=_dataset(data / "latest" / "dataset.jsonld"),
    )


def _by_folder(files: Iterable[Download]) -> dict[str, tuple[Download, ...]]:
    ordered = sorted(files, key=lambda file: (file.folder, file.name))
    return {folder: tuple(mine) for folder, mine in groupby(ordered, key=lambda file: file.folder)}


def _dataset(path: Path) -> Markup | None:
    if not path.is_file():
        return None
    # In a script element nothing is escaped, and "</script>" would end it: JSON may say < in another way.
    return Markup(path.read_text(encoding="utf-8").replace("<", "\\u003c"))  # noqa: S704
