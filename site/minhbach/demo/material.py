"""What the city pack's data/demo/ says: sentences, names, streets, and how a year runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from minhbach.city import City
from minhbach.errors import BadInput
from minhbach.toml import read_toml


@dataclass(frozen=True)
class Theme:
    """How people write about one category, and how it is answered."""

    weight: float
    months: tuple[float, ...]
    """Twelve factors, January first."""
    others: tuple[str, ...]
    """Who else people tend to give away in it, as people.toml calls them."""
    complaints: tuple[str, ...]
    impacts: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Unfit:
    """Reports that an operator refuses, by the pack's reason."""

    reason: str
    weight: float
    texts: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Material:
    """Everything a made-up year is written from."""

    themes: Mapping[str, Theme]
    """By category code."""
    unfit: tuple[Unfit, ...]
    streets: Mapping[str, list[str]]
    """By district code; "" for places without a list of their own."""
    people: Mapping[str, Any]
    wording: Mapping[str, Any]
    year: Mapping[str, Any]
    workflow: Mapping[str, Any]

    @classmethod
    def load(cls, city: City, data: Path) -> "Material":
        """Read the pack's demo folder; BadInput where something is missing or names an unknown code."""
        folder = data / "demo"
        streets = _read(folder / "streets.toml")
        try:
            return cls(
                themes=_themes(city, folder / "reports"),
                unfit=tuple(_unfit(city, folder / "refused.toml")),
                streets={**streets["district"], "": streets["other"]},
                people=_read(folder / "people.toml"),
                wording=_read(folder / "wording.toml"),
                year=_read(folder / "year.toml"),
                workflow=_read(folder / "workflow.toml"),
            )
        except (KeyError, TypeError) as wrong:
            raise BadInput(f"{folder}: {wrong}: compare with the default pack's data/demo/") from None


def _themes(city: City, folder: Path) -> dict[str, Theme]:
    found = {}
    for path in sorted(folder.glob("*.toml")):
        if path.stem not in city.categories:
            raise BadInput(f"{path}: the pack has no category {path.stem!r}: name the file after one")
        said = _read(path)
        listed: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in said.items()}
        theme = Theme(**listed)
        if len(theme.months) != 12 or not theme.complaints or not theme.answers:
            raise BadInput(f"{path}: needs 12 months, and at least one complaint and one answer")
        found[path.stem] = theme
    if not found:
        raise BadInput(f"{folder}: no sentences to write reports from: see the default pack's data/demo/")
    return found


def _unfit(city: City, path: Path) -> list[Unfit]:
    found = [
        Unfit(one["reason"], one["weight"], tuple(one["texts"]), tuple(one["notes"]))
        for one in _read(path)["refused"]
    ]
    for one in found:
        if one.reason not in city.refusals:
            raise BadInput(f"{path}: the pack has no refusal reason {one.reason!r}")
    return found


def _read(path: Path) -> dict[str, Any]:
    return read_toml(path, " is missing: this pack cannot make up reports")
