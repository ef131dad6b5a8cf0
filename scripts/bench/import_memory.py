#!/usr/bin/env python3
"""How much memory a large import takes: the same command on a tenth of the rows and on all of them.

    uv run python scripts/bench/import_memory.py [ROWS] [FOLDER]

Each run is a process of its own on a fresh SQLite home. Bounded memory means that the peaks are alike.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from import_rows import MAPPING, _settings, _write_rows

from minhbach.places.build import build
from minhbach.records.office import Office


def main(rows: int, folder: Path) -> None:
    """Print rows a second and the peak of each run."""
    for size in (rows // 10, rows):
        home = folder / f"home{size}"
        settings = _settings(home)
        build(settings)
        office = Office.open(settings)
        file, mapping = folder / f"{size}.csv", folder / "mapping.toml"
        _write_rows(office, file, size)
        mapping.write_text(MAPPING.format(agency=next(iter(office.city.agencies))), encoding="utf-8")
        seconds, peak, said = _run(home, file, mapping)
        kept = (home / "private.db").stat().st_size / 2**20
        print(f"{size:,} rows: {seconds:.0f} s ({size / seconds:,.0f} rows/s), peak {peak:.0f} MB; ", end="")
        print(f"database {kept:.0f} MB; {said}", flush=True)


def _run(home: Path, file: Path, mapping: Path) -> tuple[float, float, str]:
    """Seconds, peak MB and the first line that the command said."""
    minhbach = Path(sys.executable).with_name("minhbach")
    command = [minhbach, "import", file, "--mapping", mapping]
    start = time.perf_counter()
    with subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.PIPE, text=True, env=os.environ | {"MINHBACH_HOME": str(home)}
    ) as process:
        said = process.stdout.read() if process.stdout else ""
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"the import ended with {process.returncode}")
    return time.perf_counter() - start, used.ru_maxrss / 1024, said.splitlines()[0]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        given = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(scratch)
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, given)
