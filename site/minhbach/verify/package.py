"""A release on disk: where its files are, and its records by public id without holding them all."""

import mmap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson

from minhbach.errors import BadInput
from minhbach.ledger.layout import ABOUT, INDEX, LEDGER, RECORDS, SUMS


@dataclass
class Package:
    """One release; `data` is the folder of all releases, where it is at hand."""

    folder: Path
    data: Path | None

    @property
    def id(self) -> str:
        try:
            return str(self.about["id"])
        except (BadInput, KeyError):  # its checksum will tell that it is broken
            return self.folder.name

    @cached_property
    def about(self) -> Mapping[str, Any]:
        return read_json(self.folder / ABOUT)

    @cached_property
    def ledger(self) -> Mapping[str, Any]:
        return read_json(self.folder / LEDGER)

    @cached_property
    def records(self) -> "Records":
        return Records(self.folder / RECORDS)


def find_package(where: Path, release: str | None = None) -> Package:
    """The release that a folder holds: itself, or the newest (or `release`) of a site or its data/ folder."""
    for data in (where / "data", where):
        if (data / INDEX).is_file():
            name = release or str(read_json(data / INDEX).get("latest"))
            if not is_plain(name) or not (data / name / SUMS).is_file():
                raise BadInput(f"{data} holds no release {name}")
            return Package(data / name, data)
    if (where / SUMS).is_file():
        above = where.resolve().parent
        return Package(where, above if (above / INDEX).is_file() else None)
    raise BadInput(f"{where} holds no release: give a published site, its data/ folder, or one release")


def read_json(path: Path) -> Mapping[str, Any]:
    """An object from a JSON file; BadInput where it is none."""
    try:
        found = orjson.loads(path.read_bytes())
    except FileNotFoundError:
        raise BadInput(f"{path.name} is missing from the release") from None
    except (OSError, orjson.JSONDecodeError) as wrong:
        raise BadInput(f"{path.name} cannot be read: {wrong}") from None
    if not isinstance(found, dict):
        raise BadInput(f"{path.name} is not what it should be")
    return found


@dataclass
class Records:
    """The lines of records.jsonl, found by public id; what cannot be read is left to the tree's check."""

    path: Path
    starts: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    """Line number from 0, first byte, end."""

    def __post_init__(self) -> None:
        try:
            with self.path.open("rb") as handle:  # the map keeps a handle of its own
                size = self.path.stat().st_size
                self._bytes: Any = mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        except OSError:
            raise BadInput(f"{RECORDS} is missing from the release") from None
        for number, (start, end) in enumerate(self._spans()):
            record = self._read(start, end)
            if record is not None:
                self.starts[str(record.get("public_id"))] = (number, start, end)

    def __contains__(self, public_id: str) -> bool:
        return public_id in self.starts

    def __len__(self) -> int:
        return len(self.starts)

    def of(self, public_id: str) -> dict[str, Any]:
        """The record with this id."""
        _, start, end = self.starts[public_id]
        return self._read(start, end) or {}

    def number_of(self, public_id: str) -> int:
        """Its line, from 0: its leaf in the tree."""
        return self.starts[public_id][0]

    def every(self) -> Iterator[dict[str, Any]]:
        """Every record that can be read, in order."""
        for public_id in self.starts:
            yield self.of(public_id)

    def raw(self) -> Iterator[bytes]:
        """Every line without its end."""
        for start, end in self._spans():
            yield bytes(self._bytes[start:end])

    def _spans(self) -> Iterator[tuple[int, int]]:
        start, size = 0, len(self._bytes)
        while start < size:
            end = self._bytes.find(b"\n", start)
            end = size if end < 0 else end
            yield start, end
            start = end + 1

    def _read(self, start: int, end: int) -> dict[str, Any] | None:
        try:
            record = orjson.loads(self._bytes[start:end])
        except orjson.JSONDecodeError:
            return None
        return record if isinstance(record, dict) else None


def is_plain(name: str) -> bool:
    """Whether a release's name stays in its folder."""
    return bool(name) and "/" not in name and not name.startswith(".")
