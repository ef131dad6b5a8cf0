"""Bulk intake of another system's export: streaming, the form's own rules, and twice is as once."""

import csv
import gc
import itertools
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from sqlmodel import Session, col, select

from minhbach.intake.bulk_rows import Rejected, RowReader, is_outside
from minhbach.intake.mapping import read_mapping
from minhbach.intake.readers import Row, read_rows
from minhbach.intake.rejects import keep_rejects
from minhbach.records.bulk import History, receive_many
from minhbach.records.models import Report
from minhbach.records.office import Office
from minhbach.spreadsheets import harmless

BATCH = 1000
"""Rows a transaction: a run that was stopped has lost at most these, and the next one adds them."""


@dataclass
class ImportResult:
    """What one run did with a file's rows."""

    read: int = 0
    added: int = 0
    known: int = 0
    """Rows that an earlier run, or an earlier line, has brought in already."""
    rejected: int = 0
    outside_wards: int = 0
    """Added with a point that lies in no ward: kept as it is, never moved."""
    without_place: int = 0
    """Added without coordinates."""
    rejected_path: Path | None = None

    def lines(self) -> Iterator[str]:
        """What the command prints."""
        yield f"{self.read} rows: {self.added} added, {self.known} known already, {self.rejected} rejected"
        if self.outside_wards or self.without_place:
            yield (
                f"of those added, {self.outside_wards} lie outside every ward (kept as they are, counted, "
                f"on no map) and {self.without_place} have no coordinates"
            )
        if self.rejected_path:
            yield f"rejected rows, with line and reason: {self.rejected_path}"


@dataclass
class _Run:
    """One import under way."""

    office: Office
    reader: RowReader
    result: ImportResult
    rejects: IO[str]
    failed: Any = field(init=False)
    """A csv writer on `rejects`."""

    def __post_init__(self) -> None:
        self.failed = csv.writer(self.rejects)
        self.failed.writerow(["line", "source_id", "reason"])

    def take(self, rows: Sequence[Row]) -> None:
        """Bring in one batch in one transaction."""
        self.result.read += len(rows)
        named = [found for found in (self._named(line, row) for line, row in rows) if found]
        histories: dict[str, History] = {}
        with self.office.private.writing() as session:
            known = self._known(session, [name for _line, _row, name in named])
            for line, row, name in named:
                if name in known or name in histories:
                    self.result.known += 1
                elif history := self._told(line, row, name):
                    histories[name] = history
            receive_many(session, list(histories.values()), self.office.keyring)
        self._count(histories)

    def _named(self, line: int, row: dict[str, Any] | None) -> tuple[int, dict[str, Any], str] | None:
        try:
            if row is None:
                raise Rejected("not a record with the fields that the file's first line names")
            return line, row, self.reader.source_id(row)
        except Rejected as why:
            self._reject(line, "", why)
            return None

    def _told(self, line: int, row: dict[str, Any], name: str) -> History | None:
        try:
            return self.reader.history(row, name)
        except Rejected as why:
            self._reject(line, name, why)
            return None

    def _reject(self, line: int, name: str, why: Rejected) -> None:
        self.result.rejected += 1
        self.failed.writerow([line, harmless(name), str(why)])

    def _known(self, session: Session, names: Sequence[str]) -> set[str]:
        query = select(Report.source_id).where(
            Report.source == self.reader.mapping.source, col(Report.source_id).in_(names)
        )
        return {name for name in session.exec(query) if name is not None}

    def _count(self, histories: dict[str, History]) -> None:
        self.result.added += len(histories)
        for history in histories.values():
            self.result.outside_wards += is_outside(self.office, history.new)
            self.result.without_place += not history.new.places


def import_file(
    office: Office, file: Path, mapping: Path, progress: Callable[[int, int], None] = lambda done, of: None
) -> ImportResult:
    """Take in a CSV, JSON, JSON lines, Parquet or .xlsx file; what is no report goes to FILE.rejected.csv.

    Raises BadInput for a mapping or a file that cannot be used; what was brought in until then stays, and
    running it again adds only what is missing.
    """
    rules = read_mapping(mapping, office.city, office.agencies())
    rows = read_rows(file, rules)
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as rejects:
        run = _Run(office, RowReader(office, rules, office.now()), ImportResult(), rejects)
        try:
            with _undisturbed():
                while batch := list(itertools.islice(rows, BATCH)):
                    run.take(batch)
                    progress(run.result.read, 0)
        finally:
            run.result.rejected_path = keep_rejects(file, rejects, run.result.rejected)
        progress(run.result.read, run.result.read)
    return run.result


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep the collector from going through the boundaries at every batch: a fifth of the time."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
