"""What two releases say together: the older ones are out, and anybody can lay them side by side."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from minhbach.errors import UnsafeState
from minhbach.ledger.layout import age_of
from minhbach.privacy.disclosure.crowd import CROWDED, Standing
from minhbach.privacy.disclosure.disclosed import PublicRow
from minhbach.privacy.disclosure.risk import Finding, differences

LOOKED_BACK = 12
"""Releases compared with: each was compared with those before it when it went out."""


@dataclass(frozen=True)
class Earlier:
    """How the reports of a release that is out stand in it."""

    release: str
    standings: Mapping[str, tuple[str, Standing]]
    """Category and standing by public id."""


def earlier_releases(out: Path, now: str) -> tuple[Earlier, ...]:
    """The newest releases of a published site but for the release `now`, oldest first."""
    folders = [path.parent for path in (out / "data").glob("*/reports.csv") if path.parent.name[:1].isdigit()]
    ordered = sorted((f for f in folders if f.name != now), key=lambda f: age_of(f.name))
    return tuple(Earlier(f.name, dict(_read(f / "reports.csv"))) for f in ordered[-LOOKED_BACK:])


def _read(path: Path) -> Iterator[tuple[str, tuple[str, Standing]]]:
    with path.open(encoding="utf-8", newline="") as table:
        try:
            for row in csv.DictReader(table):
                stood = Standing(
                    row["date_precision"], date.fromisoformat(row["received"]),
                    row["vintage"] or None, row["ward_code"] or None, row["district_code"] or None,
                )  # fmt: skip
                yield row["public_id"], (row["category"], stood)
        except (KeyError, ValueError) as wrong:
            raise UnsafeState(
                f"{path}: an earlier release cannot be read ({wrong}), so nothing can be compared with it: "
                "put it back as it was published, or publish to another folder"
            ) from None


def recounts(
    rows: Sequence[PublicRow], earlier: Sequence[Earlier], sizes: Mapping[str, int]
) -> Iterator[Finding]:
    """Reports told in wards of two vintages by two releases: where the wards overlap, few may be left."""
    for one in earlier:
        groups: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
        needed: dict[tuple[str, str, str, str], int] = {}
        for row in rows:
            _, before = one.standings.get(row.public_id, ("", row.standing))
            if before.ward and row.standing.ward and before.vintage != row.standing.vintage:
                group = (row.category, row.standing.place, row.standing.period, before.place)
                groups[group].append(row.public_id)
                needed[group] = sizes[row.concerns]
        for group, names in sorted(groups.items()):
            if len(names) < needed[group]:
                category, place, period, old = group
                message = (
                    f"{len(names)} record(s) of {category} in {period}: {place} now, {old} in {one.release}"
                )
                yield Finding("vintage-recount", message, tuple(sorted(names)), (group,))


def changes(
    rows: Sequence[PublicRow], earlier: Sequence[Earlier], sizes: Mapping[str, int]
) -> dict[str, int | str]:
    """What a comparison with the release before tells, for the risk report: it is said, not refused."""
    if not earlier:
        return {"compared_with": ""}
    last = earlier[-1]
    now = {row.public_id: row for row in rows}
    both = [(last.standings[name][1], row.standing) for name, row in now.items() if name in last.standings]
    alone = 0
    for concerns in CROWDED:
        mine = [row for row in rows if row.concerns == concerns]
        codes = {row.category for row in mine}
        new: Counter[object] = Counter(
            (row.category, row.standing.place, row.standing.period) for row in mine
        )
        old: Counter[object] = Counter(
            (category, stood.place, stood.period)
            for category, stood in last.standings.values() if category in codes
        )  # fmt: skip
        cells = {*old, *new}
        before = {cell: old[cell] for cell in cells}
        after = {cell: new[cell] for cell in cells}
        alone += len(differences(before, after, sizes[concerns], guarded=cells))
    return {
        "compared_with": last.release,
        "cells_changed_by_few": alone,
        "told_finer": sum(_exactness(now) > _exactness(then) for then, now in both),
        "told_coarser": sum(_exactness(now) < _exactness(then) for then, now in both),
    }


def _exactness(standing: Standing) -> tuple[int, int]:
    place = 2 if standing.ward else 1 if standing.district else 0
    return place, {"year": 0, "quarter": 1}.get(standing.precision, 2)
