"""What the data page says about the files of the published release: read from the release itself."""

from dataclasses import dataclass
from pathlib import Path

import orjson
from flask import current_app


@dataclass(frozen=True)
class Download:
    """One file of a release."""

    name: str
    size: int


@dataclass(frozen=True)
class Downloads:
    """The files of the newest release, as published."""

    release: str
    files: tuple[Download, ...]
    older: tuple[str, ...]


def downloads() -> Downloads | None:
    """The newest published release; None where the app runs without one."""
    published: Path | None = current_app.extensions["minhbach.published"]
    about = published / "data" / "latest" / "release.json" if published else None
    if about is None or not about.is_file():
        return None
    told = orjson.loads(about.read_bytes())
    found = about.parent.parent.glob("????-??-??*/release.json")
    older = sorted((path.parent.name for path in found), reverse=True)
    return Downloads(
        release=told["id"],
        files=tuple(Download(file["name"], file["bytes"]) for file in told["files"]),
        older=tuple(name for name in older if name != told["id"]),
    )
