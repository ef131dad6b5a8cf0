"""Write the sorted reports with GDAL: GeoPackage and FlatGeobuf, streamed from Arrow."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pyogrio
from pyogrio.raw import write_arrow

from minhbach.release.formats.flatgeobuf import add_index
from minhbach.release.formats.spatial import read_stream

LAYER = "reports"


def write_geopackage(path: Path, in_order: Path, day: date) -> None:
    """A GeoPackage with a spatial index; it says that it was changed on the release's day, not today."""
    with _on(day):
        _write(path, in_order, "GPKG", {})


def write_flatgeobuf(path: Path, in_order: Path, work: Path) -> None:
    """A FlatGeobuf file with a spatial index for HTTP ranges, reports without a point included."""
    # GDAL's own index refuses features without a geometry, and sorts again what is sorted.
    plain = work / "plain.fgb"
    _write(plain, in_order, "FlatGeobuf", {"SPATIAL_INDEX": "NO"})
    with read_stream(in_order) as reports:
        add_index(plain, path, reports)
    plain.unlink()


def _write(path: Path, in_order: Path, driver: str, options: dict[str, str]) -> None:
    with read_stream(in_order) as reports, warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # GDAL's own remarks on the driver
        write_arrow(
            reports, str(path), layer=LAYER, driver=driver, geometry_name="geometry",
            geometry_type="Point", crs="EPSG:4326", layer_options=options,
        )  # fmt: skip


@contextmanager
def _on(day: date) -> Iterator[None]:
    name = "OGR_CURRENT_DATE"
    before = pyogrio.get_gdal_config_option(name)
    pyogrio.set_gdal_config_options({name: f"{day}T00:00:00.000Z"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({name: before})
