"""A boundary set on disk: <vintage>/wards.geojson, districts.geojson and set.json, in bytes that repeat."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from minhbach.errors import BadInput
from minhbach.files import write_bytes
from minhbach.places.units import DISTRICT, WARD, Neighbour, Unit, Vintage

FILES = {WARD: "wards.geojson", DISTRICT: "districts.geojson"}
NEIGHBOURS = "neighbours.geojson"
ADDED, DERIVED = "added", "derived"


@dataclass(frozen=True)
class BoundarySet:
    """One vintage with its units, as written to or read from a folder."""

    vintage: Vintage
    wards: tuple[Unit, ...]
    districts: tuple[Unit, ...]
    origin: str
    """DERIVED by the pack's recipe or ADDED by the city."""
    built_from: tuple[str, ...]
    """Packages (name, version, hash) or the city's own file."""
    nearest_m: float = 0.0
    """A point in no unit but this near to one is counted there."""
    neighbours: tuple[Neighbour, ...] = ()


def geometry_hash(geometry: BaseGeometry) -> str:
    """A short name of a shape: equal shapes have equal names."""
    wkb = shapely.to_wkb(shapely.normalize(geometry), byte_order=1, output_dimension=2)
    return hashlib.sha256(wkb).hexdigest()[:16]


def write_set(folder: Path, boundaries: BoundarySet) -> None:
    """Write a set into `folder`/<vintage>/; set.json comes last, so a half-written set has none."""
    home = folder / boundaries.vintage.id
    write_bytes(home / FILES[WARD], _geojson(boundaries.wards))
    write_bytes(home / FILES[DISTRICT], _geojson(boundaries.districts))
    if boundaries.neighbours:
        write_bytes(home / NEIGHBOURS, _collection(map(_neighbour_feature, boundaries.neighbours)))
    about: dict[str, Any] = {
        **asdict(boundaries.vintage),
        "origin": boundaries.origin,
        "built_from": list(boundaries.built_from),
        "nearest_m": boundaries.nearest_m,
        "wards": len(boundaries.wards),
        "districts": len(boundaries.districts),
        "approximate": [unit.code for unit in boundaries.wards if not unit.exact],
    }
    text = json.dumps(about, default=str, ensure_ascii=False, indent=1) + "\n"
    write_bytes(home / "set.json", text.encode())


def read_set(home: Path) -> BoundarySet:
    """Read one vintage's folder; BadInput names the file that cannot be read."""
    try:
        about = orjson.loads((home / "set.json").read_bytes())
        vintage = Vintage(
            id=about["id"],
            valid_from=date.fromisoformat(about["valid_from"]),
            valid_to=date.fromisoformat(about["valid_to"]) if about["valid_to"] else None,
            **{
                key: about[key]
                for key in ("source", "licence", "redistributable", "attribution", "title", "title_en")
            },
            attribution_en=about.get("attribution_en", ""),
        )
        return BoundarySet(
            vintage,
            _units(home, vintage.id, WARD),
            _units(home, vintage.id, DISTRICT),
            about["origin"],
            tuple(about["built_from"]),
            about["nearest_m"],
            _neighbours(home),
        )
    except (OSError, orjson.JSONDecodeError, KeyError, ValueError, shapely.errors.ShapelyError) as error:
        raise BadInput(
            f"{home}: not a boundary set ({error}); run `minhbach boundaries build` again"
        ) from None


def set_folders(folder: Path) -> list[Path]:
    """The complete sets in a folder of boundaries, in date order."""
    return sorted(path.parent for path in folder.glob("????-??-??/set.json"))


def origin_of(home: Path) -> str | None:
    """Whether the set in `home` is DERIVED or ADDED; None where there is none."""
    about = home / "set.json"
    return str(orjson.loads(about.read_bytes())["origin"]) if about.is_file() else None


def _geojson(units: Iterable[Unit]) -> bytes:
    return _collection(map(_feature, sorted(units, key=lambda unit: unit.code)))


def _collection(features: Iterable[dict[str, Any]]) -> bytes:
    lines = [orjson.dumps(feature) for feature in features]
    return b'{"type":"FeatureCollection","features":[\n' + b",\n".join(lines) + b"\n]}\n"


def _feature(unit: Unit) -> dict[str, Any]:
    properties = {
        key: getattr(unit, key)
        for key in ("code", "level", "kind", "name", "name_en", "slug", "parent", "exact", "geometry_hash")
    }
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": orjson.loads(shapely.to_geojson(unit.geometry)),
    }


def _neighbour_feature(neighbour: Neighbour) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"name": neighbour.name, "name_en": neighbour.name_en},
        "geometry": orjson.loads(shapely.to_geojson(neighbour.geometry)),
    }


def _neighbours(home: Path) -> tuple[Neighbour, ...]:
    if not (home / NEIGHBOURS).is_file():
        return ()
    features = orjson.loads((home / NEIGHBOURS).read_bytes())["features"]
    shapes = shapely.from_geojson([orjson.dumps(feature["geometry"]) for feature in features])
    return tuple(
        Neighbour(geometry=shape, **feature["properties"])
        for feature, shape in zip(features, shapes, strict=True)
    )


def _units(home: Path, vintage: str, level: str) -> tuple[Unit, ...]:
    features: Sequence[dict[str, Any]] = orjson.loads((home / FILES[level]).read_bytes())["features"]
    shapes = shapely.from_geojson([orjson.dumps(feature["geometry"]) for feature in features])
    return tuple(
        Unit(vintage=vintage, geometry=shape, **feature["properties"])
        for feature, shape in zip(features, shapes, strict=True)
    )
