"""What a pack's geo/ folder says: sources, lists of units, layers and vintages, read from its TOML."""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from minhbach.errors import BadInput
from minhbach.places.names import Kind, Naming
from minhbach.places.packages import Source
from minhbach.places.units import Vintage
from minhbach.toml import read_toml

Table = dict[str, Any]


@dataclass(frozen=True)
class PlannedVintage:
    """A vintage and the layer and list of units that it is made of."""

    vintage: Vintage
    layer: str
    units: str
    neighbours: dict[str, list[str]]
    """What lies around the city then: its name → the groups of shapes that it is made of."""


@dataclass(frozen=True)
class Recipe:
    """How the boundary sets of one pack are derived."""

    folder: Path
    sources: dict[str, Source]
    units: dict[str, Table]
    layers: dict[str, Table]
    neighbours: Table
    """Where the shapes of the city's neighbours are read; empty where it names none."""
    vintages: tuple[PlannedVintage, ...]
    naming: Naming
    nearest_m: float
    digest: str
    """Changes whenever any file of geo/ that matters changes."""

    def source(self, name: str) -> Source:
        """The pinned package `name`; BadInput when sources.toml does not have it."""
        if name not in self.sources:
            raise BadInput(f"{self.folder / 'sources.toml'}: no [{name}], which vintages.toml asks for")
        return self.sources[name]


def read_recipe(geo: Path) -> Recipe:
    """Read sources.toml and vintages.toml of a pack's geo/ folder; a pack without sources has none."""
    plan = read_toml(geo / "vintages.toml")
    sources = read_toml(geo / "sources.toml") if (geo / "sources.toml").is_file() else {}
    where = str(geo / "vintages.toml")
    return Recipe(
        folder=geo,
        sources={name: _source(name, table, geo) for name, table in sources.items()},
        units={need(table, "id", where): table for table in plan.get("units", [])},
        layers={need(table, "id", where): table for table in plan.get("layer", [])},
        neighbours=plan.get("neighbours", {}),
        vintages=tuple(
            sorted(
                (_vintage(table, where) for table in plan.get("vintage", [])),
                key=lambda planned: planned.vintage.id,
            )
        ),
        naming=read_naming(plan),
        nearest_m=float(plan.get("lookup", {}).get("nearest_m", 0)),
        digest=_digest(geo),
    )


def read_naming(plan: Table) -> Naming:
    """The types of units that the pack's language knows."""
    kinds = plan.get("names", {}).get("kind", [])
    return Naming([Kind(kind["prefix"], kind["en"], kind.get("en_number", kind["en"])) for kind in kinds])



def need(table: Table, key: str, where: str) -> Any:
    """`table[key]`, or BadInput that says where it is missing."""
    if key not in table:
        raise BadInput(f"{where}: {table.get('id', 'an entry')} has no `{key}`; add it")
    return table[key]


def _source(name: str, table: Table, geo: Path) -> Source:
    where = f"{geo / 'sources.toml'} [{name}]"
    return Source(
        name,
        *(need(table, key, where) for key in ("version", "archive", "sha256", "licence", "redistributable")),
    )


def _vintage(table: Table, where: str) -> PlannedVintage:
    first, last = need(table, "valid_from", where), table.get("valid_to")
    if not isinstance(first, date) or not isinstance(last, date | None):
        raise BadInput(f"{where}: valid_from and valid_to are days, written YYYY-MM-DD without quotes")
    vintage = Vintage(
        id=first.isoformat(),
        valid_from=first,
        valid_to=last,
        **{
            key: need(table, key, where)
            for key in ("source", "licence", "redistributable", "attribution", "title", "title_en")
        },
        attribution_en=table.get("attribution_en", ""),
    )
    layer, units = need(table, "layer", where), need(table, "units", where)
    return PlannedVintage(vintage, layer, units, table.get("neighbours", {}))


def _digest(geo: Path) -> str:
    seen = hashlib.sha256()
    named = [geo / name for name in ("vintages.toml", "sources.toml", "water.toml")]
    for path in sorted([*named, *(geo / "crosswalk").glob("*.csv")]):
        if path.is_file():
            seen.update(f"{path.name}\0".encode() + path.read_bytes())
    return seen.hexdigest()[:16]
