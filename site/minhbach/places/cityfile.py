"""Read a city's own file of boundaries, in any format and projection that GDAL reads, into WGS 84."""

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyproj
import shapely

from minhbach.errors import BadInput
from minhbach.places.examine import Candidate
from minhbach.places.names import tidy


@dataclass(frozen=True)
class Columns:
    """The file's own names for what a unit needs; None where it has none."""

    code: str
    name: str
    parent: str | None = None
    name_en: str | None = None

    def named(self) -> list[str]:
        """Those that the file has."""
        return [column for column in (self.code, self.name, self.parent, self.name_en) if column]


def read_candidates(file: Path, columns: Columns) -> list[Candidate]:
    """The features of `file`; BadInput when it is no map, has no such column or no feature."""
    try:
        with warnings.catch_warnings():  # GDAL closes an open ring and says so: examine() judges the result
            warnings.simplefilter("ignore", RuntimeWarning)
            about, _, wkb, values = pyogrio.raw.read(file, columns=columns.named(), force_2d=True)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise BadInput(
            f"{file}: no readable map ({reason}); give GeoJSON, GeoPackage or a shapefile"
        ) from None
    table = dict(zip(about["fields"], values, strict=True))
    missing = [column for column in columns.named() if column not in table]
    if missing:
        there = ", ".join(pyogrio.read_info(file)["fields"]) or "none"
        raise BadInput(f"{file}: no column {missing[0]!r}; its columns are {there}")
    if wkb is None or not len(wkb):
        raise BadInput(f"{file}: holds no feature with a shape")
    with np.errstate(invalid="ignore"):  # a coordinate that is no number is told by examine()
        shapes = _in_degrees(file, shapely.from_wkb(wkb, on_invalid="ignore"), about["crs"])
    return [_candidate(row, table, columns, shape) for row, shape in enumerate(shapes)]


def _candidate(row: int, table: dict[str, Any], columns: Columns, shape: Any) -> Candidate:
    def text(column: str | None) -> str:
        value = table[column][row] if column else None
        return "" if value is None or value != value else str(value).strip()  # NaN is empty

    names = tidy(text(columns.name)), text(columns.parent) or None, text(columns.name_en) or None
    return Candidate(row + 1, text(columns.code), names[0], shape, names[1], names[2])


def _in_degrees(file: Path, shapes: np.ndarray, crs: str | None) -> np.ndarray:
    """The shapes in lon/lat; numbers without a projection are taken for degrees only if they can be."""
    if crs is None:
        west, south, east, north = shapely.total_bounds(shapes)
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            raise BadInput(
                f"{file}: states no projection and its numbers are not degrees; add the projection"
            )
        return shapes
    to_degrees = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    if pyproj.CRS(crs).to_epsg() == 4326:
        return shapes

    def turned(xy: np.ndarray) -> np.ndarray:
        return np.column_stack(to_degrees.transform(xy[:, 0], xy[:, 1]))

    return np.asarray(shapely.transform(shapes, turned))
