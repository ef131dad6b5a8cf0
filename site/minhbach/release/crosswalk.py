"""Write crosswalk.csv: what became of every unit at every reform, by area and by published reports."""

from pathlib import Path
from typing import Any

from minhbach.places.crosswalk import COLUMNS
from minhbach.public.counting.edition import Edition
from minhbach.public.counting.lineage import Tie
from minhbach.release.tables import write_table

DIGITS = 9
"""Of a share: the shares of one old unit still sum to 1 within a millionth."""


def columns_of_crosswalk() -> list[str]:
    """The crosswalk's own columns, then how many reports each link carries."""
    return [*COLUMNS, "reports", "report_share"]


def write_crosswalk(path: Path, edition: Edition) -> None:
    """A row a link between two vintages in a row, in date order and by code."""
    ties = (tie for _, ties in sorted(edition.lineage.ties.items()) for tie in ties)
    write_table(path, columns_of_crosswalk(), (_row(tie) for tie in sorted(ties, key=_order)))


def _order(tie: Tie) -> tuple[str, ...]:
    link = tie.link
    return link.old_vintage, link.new_vintage, link.old_level, link.old_code, link.new_level, link.new_code


def _row(tie: Tie) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(tie.link, name) for name in COLUMNS}
    row |= {name: f"{row[name]:.{DIGITS}f}" for name in ("area_share", "share_of_new")}
    share = tie.report_share
    return row | {
        "split": int(tie.link.split),
        "reports": tie.reports,
        "report_share": "" if share is None else f"{share:.{DIGITS}f}",
    }
