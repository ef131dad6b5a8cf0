"""changes.csv and changes.json: what was added, changed and withdrawn since the release before, and why."""

import csv
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import orjson
from sqlmodel import Session, select

from minhbach.public.models import PublicTombstone
from minhbach.release.tables import write_table

COLUMNS = ("public_id", "change", "cause", "columns")
TOLD = frozenset(
    {"lat", "lon", "location_method", "location_uncertainty_m", "received", "date_precision", "text"}
)
"""How exactly a report is told: a privacy rule changes these."""
UNITS = frozenset({"vintage", "ward_code", "ward_name", "district_code", "district_name"})
ANSWERS = frozenset({"answer", "interim", "outcome", "resolved", "photo_after"})

Row = Mapping[str, str]


def write_changes(folder: Path, before: Path | None, session: Session) -> None:
    """Compare reports.csv in `folder` with that of the release before; without one, all are new."""
    grounds = {stone.public_id: stone.ground for stone in session.exec(select(PublicTombstone))}
    found: Counter[tuple[str, str]] = Counter()

    def counted() -> Iterator[dict[str, str]]:
        for change in _changes(before / "reports.csv" if before else None, folder / "reports.csv", grounds):
            found[change["change"], change["cause"]] += 1
            yield change

    write_table(folder / "changes.csv", COLUMNS, counted())
    told = {"previous": before.name if before else None, **_counts(found)}
    (folder / "changes.json").write_bytes(orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n")


def _counts(found: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for kind in ("added", "changed", "withdrawn"):
        causes = {cause: number for (change, cause), number in sorted(found.items()) if change == kind}
        told[kind] = {"reports": sum(causes.values()), "causes": causes}
    return told


def _changes(old: Path | None, new: Path, grounds: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Walk through two files that are sorted by public id, side by side."""
    with ExitStack() as files:
        before = _rows(files, old) if old else iter(())
        after = _rows(files, new)
        was, now = next(before, None), next(after, None)
        while was is not None or now is not None:
            if now is None or (was is not None and was["public_id"] < now["public_id"]):
                assert was is not None  # noqa: S101  (one of the two is there)
                yield _change(was, "withdrawn", grounds.get(was["public_id"], "unknown"))
                was = next(before, None)
            elif was is None or now["public_id"] < was["public_id"]:
                yield _change(now, "added", "new")
                now = next(after, None)
            else:
                if differing := [name for name in now if name in was and was[name] != now[name]]:
                    yield _change(now, "changed", cause_of(was, now, differing), " ".join(differing))
                was, now = next(before, None), next(after, None)


def _rows(files: ExitStack, path: Path) -> Iterator[Row]:
    return iter(csv.DictReader(files.enter_context(path.open(encoding="utf-8", newline=""))))


def _change(row: Row, change: str, cause: str, columns: str = "") -> dict[str, str]:
    return {"public_id": row["public_id"], "change": change, "cause": cause, "columns": columns}


def cause_of(was: Row, now: Row, columns: Collection[str]) -> str:
    """Why a report differs, by which of its columns do: the work on it first, then how it is told."""
    if "status" in columns:
        return {"resolved": "resolved", "answered": "answered"}.get(now["status"], "reopened")
    if ANSWERS & set(columns):
        return "answered"
    if TOLD & set(columns):
        return "privacy"
    return "boundaries" if set(columns) <= UNITS else "corrected"
