"""Write every format of the reports in one reading of the database and one sort."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
from sqlmodel import Session

from minhbach.public.counting.edition import Edition
from minhbach.public.models import PublicRelease
from minhbach.release.aggregates import Aggregates
from minhbach.release.formats.disk import full_disk_told
from minhbach.release.formats.gdal import write_flatgeobuf, write_geopackage
from minhbach.release.formats.geoparquet import write_geoparquet
from minhbach.release.formats.reading import read_batches, report_schema
from minhbach.release.formats.spatial import SpatialSort
from minhbach.release.formats.sqlite import SQLiteFile
from minhbach.release.formats.textfiles import TextFiles
from minhbach.release.tiles import TileFile


def write_reports(folder: Path, session: Session, edition: Edition, release: PublicRelease) -> int:
    """reports.* in every format, the splits and the aggregates; gives how many reports they hold."""
    with full_disk_told(folder), TemporaryDirectory(prefix=".reports-", dir=folder.parent) as temporary:
        work = Path(temporary)
        reports, sort = _in_one_reading(folder, session, edition, work)
        pa.default_memory_pool().release_unused()
        in_order = sort.finish(report_schema())
        write_geoparquet(folder / "reports.parquet", in_order)
        write_flatgeobuf(folder / "reports.fgb", in_order, work)
        write_geopackage(folder / "reports.gpkg", in_order, release.day)
        return reports


def _in_one_reading(
    folder: Path, session: Session, edition: Edition, work: Path
) -> tuple[int, SpatialSort]:
    """What needs no order in space, in the order of public ids; what was counted is let go of at its end."""
    text, sort = TextFiles(folder, edition), SpatialSort(work)
    searchable = SQLiteFile(folder / "reports.sqlite", report_schema())
    aggregates, tiles = Aggregates(edition), TileFile()
    for batch in read_batches(session, edition):
        text.add(batch)
        sort.add(batch.reports)
        searchable.add(batch.reports)
        aggregates.add(batch)
        tiles.add(batch.reports)
    searchable.end()
    tiles.write(folder / "reports.pmtiles")
    aggregates.write(folder / "aggregates")
    return text.end(), sort
