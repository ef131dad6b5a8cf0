"""The gate before a release: measure what it gives away, look through every byte, and refuse where it must.

assess() looks at the rows that are about to be published, guard() refuses and keeps the figures for the
release's own risk report, approve() looks through the finished files. What each rule is for, and what is
measured but not refused: data/decisions/2026-11-24-disclosure.md.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson
from sqlmodel import Session, col, select

from minhbach.city import City
from minhbach.databases import Database
from minhbach.errors import UnsafeState
from minhbach.privacy.disclosure.crowd import CROWDED, crowd_sizes
from minhbach.privacy.disclosure.disclosed import PublicRow, crowded_rows, open_rows
from minhbach.privacy.disclosure.earlier import Earlier, changes, earlier_releases, recounts
from minhbach.privacy.disclosure.residue import residue
from minhbach.privacy.disclosure.risk import Finding, Row, crowd, overlaps, small_groups
from minhbach.public.models import PublicRelease, PublicRisk

NAMED = 3
"""How many public ids a refusal names: enough to begin with, few enough for one line."""
_TOO_EXACT = "too-exact"


@dataclass(frozen=True)
class RiskReport:
    """What a release gives away: figures for everybody, and what must not go out."""

    figures: Mapping[str, int | str]
    findings: tuple[Finding, ...]

    def require_safe(self) -> None:
        """UnsafeState with the first broken rule and the first public ids; nothing may be published."""
        if not self.findings:
            return
        first = self.findings[0]
        more = f" (and {len(self.findings) - 1} more)" if len(self.findings) > 1 else ""
        ids = ", ".join(first.public_ids[:NAMED])
        raise UnsafeState(
            f"nothing was published: rule {first.rule}: {first.message}; public ids {ids}{more}: "
            "run publish again; if it stays, mend or keep private these reports"
        )


def assess(session: Session, city: City, earlier: Sequence[Earlier] = ()) -> RiskReport:
    """Judge all public rows, and what they say together with the releases that are out already."""
    sizes = crowd_sizes(city)
    rows = list(crowded_rows(session, city))
    findings = [
        *_too_exact(rows),
        *_too_countable(rows, sizes),
        *_too_few(rows, sizes),
        *_overlapping(rows, sizes),
        *recounts(rows, earlier, sizes),
    ]
    return RiskReport(_figures(rows, open_rows(session, city), sizes, earlier), tuple(findings))


def guard(public: Database, city: City, out: Path, release: PublicRelease) -> RiskReport:
    """Refuse with UnsafeState, or keep the release's figures; a release that has some keeps those."""
    with public.reading() as session:
        report = assess(session, city, earlier_releases(out, release.id))
        kept = session.exec(select(PublicRisk).where(col(PublicRisk.release) == release.id)).first()
    report.require_safe()
    if kept is None:
        with public.writing() as session:
            session.add_all(
                PublicRisk(release=release.id, key=key, value=str(value))
                for key, value in report.figures.items()
            )
    return report


def approve(site: Path, shown: Collection[str] = ()) -> None:
    """Look through a finished site for personal data, with eyes that share nothing with the redaction.

    `shown` are values that operators let be read, for reasons that stand in the trail. Releases that went out
    before were looked through then. UnsafeState names what and where, never the value.
    """
    found = sorted(residue(site, allowed=shown, passed=_older(site)))
    if found:
        first, more = found[0], f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise UnsafeState(
            f"nothing was published: rule residue: {first.kind} in {first.path}, {first.count} times{more}: "
            "hide it at the desk, then publish again"
        )


def _older(site: Path) -> list[Path]:
    index = orjson.loads((site / "data" / "index.json").read_bytes())
    return [site / "data" / one["id"] for one in index["releases"] if one["id"] != index["latest"]]


def _too_exact(rows: Iterable[PublicRow]) -> Iterator[Finding]:
    """Rows that tell more than their own standing says: nobody but a mistake can have made them."""
    for row in rows:
        told = row.tells_too_much()
        if told:
            yield Finding(_TOO_EXACT, f"{row.category} {told}", (row.public_id,))


def _too_countable(rows: Iterable[PublicRow], sizes: Mapping[str, int]) -> Iterator[Finding]:
    """Rows that tell how many people told of it in smaller steps than a crowd: one who joins would show."""
    for row in rows:
        if row.tells_how_many(sizes[row.concerns]):
            told = f"{row.category} tells that {row.people} people told of it"
            yield Finding(_TOO_EXACT, told, (row.public_id,))


def _too_few(rows: Sequence[PublicRow], sizes: Mapping[str, int]) -> Iterator[Finding]:
    for concerns in CROWDED:
        placed = [row.as_row() for row in rows if row.concerns == concerns and not row.is_coarsest]
        yield from small_groups(placed, sizes[concerns])


def _overlapping(rows: Sequence[PublicRow], sizes: Mapping[str, int]) -> Iterator[Finding]:
    for concerns in CROWDED:
        pairs = [
            (row.as_row(), place)
            for row in rows
            if row.concerns == concerns and row.method == "ward"
            for place in row.elsewhere
        ]
        yield from overlaps(pairs, sizes[concerns])


def _figures(
    rows: Sequence[PublicRow], others: Iterable[Row], sizes: Mapping[str, int], earlier: Sequence[Earlier]
) -> dict[str, int | str]:
    """The figures of the risk report; their keys are public.risk.FIGURES."""
    placed, loose = [r for r in rows if not r.is_coarsest], [r for r in rows if r.is_coarsest]
    hidden, spread = crowd(row.as_row() for row in placed), crowd(row.as_row() for row in loose)
    public = crowd(others)
    return {
        **{f"k_{concerns}": size for concerns, size in sizes.items()},
        "crowded": len(rows),
        "placed": hidden.records,
        "groups": hidden.groups,
        "smallest": hidden.smallest,
        "unique": hidden.unique,
        "coarser_time": sum(row.standing.precision in ("quarter", "year") for row in placed),
        "coarser_place": sum(not row.standing.ward for row in placed),
        "no_place": len(loose),
        "no_place_alone": spread.unique,
        "public_space": public.records,
        "public_space_alone": public.unique,
        **changes(rows, earlier, sizes),
    }
