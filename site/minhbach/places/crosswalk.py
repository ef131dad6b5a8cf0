"""What became of each unit: shares of area between the units of one vintage and of the next."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import shapely

from minhbach.errors import BadInput
from minhbach.files import write_bytes
from minhbach.places.store import ADDED, BoundarySet, origin_of, read_set, set_folders
from minhbach.places.units import Unit

FOLDER = "crosswalk"

COLUMNS: dict[str, tuple[str, str]] = {
    "old_vintage": ("Kỳ địa giới cũ (ngày bắt đầu)", "The older vintage, by its first day"),
    "old_level": ("Cấp của đơn vị cũ", "Level of the old unit: ward or district"),
    "old_code": ("Mã đơn vị cũ", "Code of the old unit in its vintage"),
    "old_name": ("Tên đơn vị cũ", "Name of the old unit"),
    "new_vintage": ("Kỳ địa giới mới (ngày bắt đầu)", "The next vintage, by its first day"),
    "new_level": ("Cấp của đơn vị mới", "Level of the new unit; a ward where districts were abolished"),
    "new_code": ("Mã đơn vị mới", "Code of the new unit in its vintage"),
    "new_name": ("Tên đơn vị mới", "Name of the new unit"),
    "area_share": (
        "Phần diện tích đơn vị cũ thuộc đơn vị mới",
        "Share of the old unit's area that went to the new unit; the shares of one old unit sum to 1",
    ),
    "share_of_new": (
        "Phần diện tích đơn vị mới đến từ đơn vị cũ",
        "Share of the new unit's area that came from the old unit; below 1 in all where land joined the city",
    ),
    "split": ("Đơn vị cũ bị chia (1) hay không (0)", "1 where the old unit went to several new ones, else 0"),
}
"""The dictionary of the published CSV: column → what it says, in Vietnamese and in English."""

NOISE = 0.001
"""A smaller share of an old unit is the noise of two drawings of one border, and dropped."""
NOISE_BETWEEN_SOURCES = 0.05
"""The same where a set that the city added meets one from another source."""


@dataclass(frozen=True)
class Link:
    """That an old unit gave `area_share` of its area to a new unit."""

    old_vintage: str
    old_level: str
    old_code: str
    old_name: str
    new_vintage: str
    new_level: str
    new_code: str
    new_name: str
    area_share: float
    share_of_new: float
    split: bool


def crosswalk(old: BoundarySet, new: BoundarySet) -> list[Link]:
    """The links between two consecutive vintages: wards to wards, districts to districts.

    Where the new vintage has no districts, the successors of a district are wards. Shares of one old
    unit sum to 1, and every old unit has a successor (the nearest where none overlaps).
    """
    noise = NOISE if ADDED not in (old.origin, new.origin) else NOISE_BETWEEN_SOURCES
    heirs = new.districts or new.wards
    return [*_links(old.wards, new.wards, noise), *_links(old.districts, heirs, noise)]


def write_crosswalk(folder: Path, links: Sequence[Link]) -> Path:
    """Write `folder`/crosswalk/<old>--<new>.csv, in an order and with digits that repeat."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for link in links:
        values = [getattr(link, column) for column in COLUMNS]
        writer.writerow([*values[:-3], f"{link.area_share:.9f}", f"{link.share_of_new:.9f}", int(link.split)])
    path = folder / FOLDER / f"{links[0].old_vintage}--{links[0].new_vintage}.csv"
    write_bytes(path, text.getvalue().encode())
    return path


def refresh_crosswalks(folder: Path, ready: Path | None = None) -> None:
    """Give a folder of sets one crosswalk for each two consecutive vintages, and no other.

    `ready` is a folder of derived sets with their crosswalks: taken over where both sets are derived.
    """
    homes = set_folders(folder)
    wanted = set()
    for old, new in pairwise(homes):
        name = f"{old.name}--{new.name}.csv"
        wanted.add(name)
        if ready and ADDED not in (origin_of(old), origin_of(new)) and (ready / FOLDER / name).is_file():
            write_bytes(folder / FOLDER / name, (ready / FOLDER / name).read_bytes())
        else:
            write_crosswalk(folder, crosswalk(read_set(old), read_set(new)))
    for path in (folder / FOLDER).glob("*.csv"):
        if path.name not in wanted:
            path.unlink()


def read_crosswalk(path: Path) -> list[Link]:
    """Read what `write_crosswalk` wrote."""
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            return [_link(row) for row in csv.DictReader(lines)]
    except (KeyError, ValueError, TypeError) as error:
        raise BadInput(f"{path}: not a crosswalk ({error}); run `minhbach boundaries build` again") from None


def _link(row: dict[str, str]) -> Link:
    texts = {column: row[column] for column in list(COLUMNS)[:-3]}
    shares = {column: float(row[column]) for column in ("area_share", "share_of_new")}
    return Link(**texts, **shares, split=row["split"] == "1")  # type: ignore[arg-type]


def _links(olds: Sequence[Unit], news: Sequence[Unit], noise: float) -> Iterator[Link]:
    olds, news = sorted(olds, key=lambda unit: unit.code), sorted(news, key=lambda unit: unit.code)
    shapes = np.array([unit.geometry for unit in news], dtype=object)
    tree = shapely.STRtree(shapes)
    for old in olds:
        shares = _shares(old, shapes, tree, noise)
        for index, share in sorted(shares.items()):
            new = news[index]
            yield Link(
                *(old.vintage, old.level, old.code, old.name, new.vintage, new.level, new.code, new.name),
                area_share=share,
                share_of_new=min(1.0, share * old.geometry.area / new.geometry.area),
                split=len(shares) > 1,
            )


def _shares(old: Unit, shapes: np.ndarray, tree: shapely.STRtree, noise: float) -> dict[int, float]:
    """The new shapes that received more than noise of the old unit, with shares that sum to 1."""
    touching = np.sort(tree.query(old.geometry, predicate="intersects"))
    areas = shapely.area(shapely.intersection(old.geometry, shapes[touching]))
    kept = areas > noise * old.geometry.area
    if not kept.any():
        return {int(tree.nearest(old.geometry)): 1.0}
    total = areas[kept].sum()
    return {int(index): float(area / total) for index, area in zip(touching[kept], areas[kept], strict=True)}
