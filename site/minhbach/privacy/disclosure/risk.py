"""How much a release gives away: groups too small to hide in, and differences that undo what was hidden.

Pure functions over what is about to be published; the gate that calls them decides.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass

SMALL = 5
"""A group of fewer than five is small: the size most statistical offices use for counts of reports."""
MOST_IDS = 50


@dataclass(frozen=True)
class Finding:
    """One rule broken: said so that the person who must mend it can."""

    rule: str
    message: str
    public_ids: tuple[str, ...] = ()
    """The public records concerned, at most MOST_IDS of them."""
    cells: tuple[Hashable, ...] = ()
    """The table cells concerned."""


@dataclass(frozen=True)
class Row:
    """What matters of one public record: where, what about and when, each as published."""

    public_id: str
    place: str
    category: str
    period: str

    @property
    def group(self) -> tuple[str, str, str]:
        return self.place, self.category, self.period


@dataclass(frozen=True)
class Crowd:
    """How well records hide among their like, for the risk report."""

    records: int
    groups: int
    unique: int
    """Records that are alone in their place × category × period."""
    small: int
    """Records in groups of fewer than SMALL, the unique ones included."""
    smallest: int
    """k: the size of the smallest group; 0 where there is no record."""


def crowd(rows: Iterable[Row], k: int = SMALL) -> Crowd:
    """Measure the k-anonymity of place × category × period."""
    sizes = [len(members) for members in _groups(rows).values()]
    return Crowd(
        records=sum(sizes),
        groups=len(sizes),
        unique=sum(size == 1 for size in sizes),
        small=sum(size for size in sizes if size < k),
        smallest=min(sizes, default=0),
    )


def small_groups(rows: Iterable[Row], k: int = SMALL) -> list[Finding]:
    """Return a finding for each place × category × period with fewer than `k` records."""
    found = []
    for group, ids in sorted(_groups(rows).items()):
        if len(ids) < k:
            place, category, period = group
            message = (
                f"{len(ids)} record(s) of {category} in {place} in {period}: fewer than {k}, merge or hide"
            )
            found.append(Finding("small-group", message, tuple(sorted(ids)[:MOST_IDS]), (group,)))
    return found


def overlaps(rows: Iterable[tuple[Row, str]], k: int = SMALL) -> list[Finding]:
    """Find small groups that two vintages make together, though each place alone may be large enough.

    Each row comes with its place in the other vintage. A ward of one vintage and a ward of another may
    share a street or two: publishing both says the report lies there.
    """
    both: dict[tuple[tuple[str, str, str], str], set[str]] = defaultdict(set)
    for row, other in rows:
        both[row.group, other].add(row.public_id)
    found = []
    for (group, other), ids in sorted(both.items()):
        if len(ids) < k:
            place, category, period = group
            message = f"{len(ids)} record(s) of {category} in {period} in {place} and {other}: fewer than {k}"
            found.append(
                Finding("vintage-overlap", message, tuple(sorted(ids)[:MOST_IDS]), ((group, other),))
            )
    return found


def differences(
    old: Mapping[Hashable, int | None],
    new: Mapping[Hashable, int | None],
    k: int = SMALL,
    *,
    closed: Callable[[Hashable], bool] = lambda cell: True,
    guarded: Collection[Hashable] = (),
) -> list[Finding]:
    """Compare the counts of two releases; None is a hidden cell.

    A cell hidden now but shown before is given away by the old release where its period was `closed`
    by then. A `guarded` cell (a sensitive matter) must not change by 1 to k-1 either: who was added or
    withdrawn between two dates would stand alone.
    """
    found = []
    watched = set(guarded)
    for cell in sorted(set(old) & set(new), key=repr):
        before, now = old[cell], new[cell]
        if now is None and before is not None and closed(cell):
            message = f"{cell} is hidden now, but the release before shows {before}"
            found.append(Finding("shown-before", message, cells=(cell,)))
        elif before is not None and now is not None and cell in watched and 0 < abs(now - before) < k:
            message = f"{cell} changed from {before} to {now}: the difference is fewer than {k}"
            found.append(Finding("difference", message, cells=(cell,)))
    return found


def _groups(rows: Iterable[Row]) -> dict[tuple[str, str, str], set[str]]:
    groups: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in rows:
        groups[row.group].add(row.public_id)
    return groups
