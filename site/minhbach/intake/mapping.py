"""How another system's export becomes reports: a mapping file in TOML, checked before the first row."""

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from minhbach.city import City
from minhbach.errors import BadInput
from minhbach.records.workflow import ASSIGNED, RECEIVED, REFUSED, RESOLVED
from minhbach.toml import read_toml

FIELDS = (
    "source_id", "text", "category", "received_at", "closed_at", "status", "answer",
    "lat", "lon", "agency", "channel", "refusal", "name", "phone", "email",
)  # fmt: skip
NEEDED = ("source_id", "text", "received_at")
SECTIONS = ("columns", "text", "time", "place", *(f for f in FIELDS if f not in ("text", "source_id")))
STATUSES = (RECEIVED, ASSIGNED, RESOLVED, REFUSED)
"""How far an import may say that a report has come: one row tells no more steps than these take."""
TOP = ("source", "format", "encoding", "delimiter", "sheet", "made_up")


@dataclass(frozen=True)
class Values:
    """How one column's values are read: translated by a table, else the default, else as they are."""

    known: Dict[str, str] = field(default_factory=dict)
    default: str | None = None

    def read(self, value: str) -> str | None:
        """The word of ours for a value of theirs; None where the mapping has none."""
        return self.known.get(value, self.default)


@dataclass(frozen=True)
class Mapping:
    """One source's export, field by field."""

    source: str
    columns: Dict[str, tuple[str, ...]]
    """Field of ours → columns of theirs; dots lead into nested JSON."""
    zone: ZoneInfo
    """Of times that name none."""
    values: Dict[str, Values]
    format: str | None = None
    """A kind of readers.READERS; None: by the file's name."""
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    sheet: str | None = None
    """Of a spreadsheet; None is its first one."""
    time_format: str | None = None
    """strptime's; None is ISO 8601."""
    text_join: str = ". "
    no_place: frozenset[tuple[float, float]] = frozenset()
    """Coordinates by which the source says that it has none."""
    made_up: bool = False

    @cached_property
    def reaches(self) -> tuple[str, ...]:
        """What the source tells of a sender."""
        return tuple(part for part in ("name", "phone", "email") if part in self.columns)

    @property
    def wanted(self) -> tuple[str, ...]:
        """The source's columns that are read, each once."""
        return tuple(dict.fromkeys(name.split(".")[0] for names in self.columns.values() for name in names))


def read_mapping(path: Path, city: City, agencies: Dict[str, object]) -> Mapping:
    """Read a mapping file; BadInput names what is missing, unknown or not in the city pack."""
    said = read_toml(path, ": no such mapping file")
    _refuse_unknown(path, said)
    columns = {ours: _names(path, ours, theirs) for ours, theirs in said.get("columns", {}).items()}
    if missing := [name for name in NEEDED if name not in columns]:
        raise BadInput(f"{path}: [columns] names no column for {', '.join(missing)}: add it")
    time = said.get("time", {})
    mapping = Mapping(
        source=_source(path, said),
        columns=columns,
        zone=_zone(path, time.get("timezone")) or city.timezone,
        values={name: _values(path, name, said.get(name, {})) for name in FIELDS if name not in NEEDED},
        time_format=time.get("format"),
        text_join=said.get("text", {}).get("join", ". "),
        no_place=frozenset(_points(path, said.get("place", {}).get("none", []))),
        **{name: said[name] for name in TOP if name in said and name != "source"},
    )
    _check_codes(path, mapping, city, agencies)
    return mapping


def _refuse_unknown(path: Path, said: dict[str, Any]) -> None:
    """A misspelt key would silently do nothing: it is told instead."""
    if unknown := [key for key in said if key not in TOP + SECTIONS]:
        raise BadInput(f"{path}: nothing is called {unknown[0]!r} here: use {', '.join(TOP + SECTIONS)}")
    if flat := [key for key in SECTIONS if not isinstance(said.get(key, {}), dict)]:
        raise BadInput(f"{path}: {flat[0]} must be a table: write [{flat[0]}]")
    if unknown := [key for key in said.get("columns", {}) if key not in FIELDS]:
        raise BadInput(f"{path}: [columns] has no field {unknown[0]!r}: use {', '.join(FIELDS)}")


def _source(path: Path, said: dict[str, Any]) -> str:
    source = said.get("source")
    if not isinstance(source, str) or not 0 < len(source) <= 64 or source in ("web", "demo"):
        raise BadInput(f"{path}: source must name the system that the file is from, in at most 64 characters")
    return source


def _names(path: Path, ours: str, theirs: object) -> tuple[str, ...]:
    names = [theirs] if isinstance(theirs, str) else theirs
    if not isinstance(names, list) or not names or not all(isinstance(name, str) and name for name in names):
        raise BadInput(f"{path}: [columns] {ours} must be a column's name, or a list of names")
    if len(names) > 1 and ours != "text":
        raise BadInput(f"{path}: [columns] {ours} takes one column; only text joins several")
    return tuple(names)


def _values(path: Path, name: str, said: dict[str, Any]) -> Values:
    table, default = said.get("values", {}), said.get("default")
    if not isinstance(table, dict) or not all(isinstance(word, str) for word in table.values()):
        raise BadInput(f"{path}: [{name}.values] must give a word for each value")
    return Values(table, default)


def _zone(path: Path, name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        raise BadInput(f"{path}: [time] timezone {name!r} is not one, such as America/Chicago") from None


def _points(path: Path, said: object) -> list[tuple[float, float]]:
    try:
        return [(float(lat), float(lon)) for lat, lon in said]  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        raise BadInput(f"{path}: [place] none must list pairs, such as [[0.0, 0.0]]") from None


def _check_codes(path: Path, mapping: Mapping, city: City, agencies: Dict[str, object]) -> None:
    """Every word of ours that the mapping may give must be in the city pack."""
    allowed: dict[str, Dict[str, object] | tuple[str, ...]] = {
        "category": city.categories, "agency": agencies, "status": STATUSES, "refusal": city.refusals,
    }  # fmt: skip
    for name, words in allowed.items():
        values = mapping.values[name]
        given = [*values.known.values(), *([values.default] if values.default else [])]
        if unknown := [word for word in given if word not in words]:
            raise BadInput(f"{path}: [{name}] gives {unknown[0]!r}, which the city pack does not have")
    category = mapping.values["category"]
    if not category.default and "category" not in mapping.columns:
        raise BadInput(f"{path}: name a column for category, or a [category] default")
