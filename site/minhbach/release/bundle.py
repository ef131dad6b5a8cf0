"""Make one release: a folder of open data, described, licensed and with checksums."""

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import orjson
from sqlmodel import Session

from minhbach.ledger.layout import ABOUT, SUMS, SUMS_SIGNED
from minhbach.places.units import Vintage
from minhbach.public.edition import Edition
from minhbach.public.models import PublicRelease
from minhbach.release import dictionary
from minhbach.release.codes import write_codes
from minhbach.release.crosswalk import write_crosswalk
from minhbach.release.formats.writing import write_reports
from minhbach.release.ledger import sign, write_ledger
from minhbach.release.registers import write_registers
from minhbach.release.risk import write_risk
from minhbach.release.units import write_all_units

PAPERS = Path(__file__).with_name("papers")


@dataclass(frozen=True)
class Bundle:
    """What a written release holds."""

    release: PublicRelease
    reports: int


def write_release(folder: Path, session: Session, edition: Edition, release: PublicRelease) -> Bundle:
    """Write everything of a release into an empty folder; SHA256SUMS comes last, then its signature."""
    folder.mkdir(parents=True)
    reports = write_reports(folder, session, edition, release)
    write_all_units(folder, session, edition)
    write_crosswalk(folder / "crosswalk.csv", edition)
    write_registers(folder, session, edition)
    write_codes(folder / "codes", session, edition)
    write_risk(folder, session, release)
    write_ledger(folder, session, release)
    (folder / "dictionary.json").write_bytes(dictionary.as_json())
    (folder / "dictionary.md").write_bytes(dictionary.as_markdown())
    for paper in sorted(PAPERS.glob("*.jinja")):
        (folder / paper.stem).write_text(_fill(paper, _told(edition, release, reports)), encoding="utf-8")
    (folder / ABOUT).write_bytes(_about(folder, edition, release, reports))
    (folder / SUMS).write_text("".join(f"{sha256(path)}  {name}\n" for name, path in contents(folder)))
    sign(folder, edition.showroom, release)
    return Bundle(release, reports)


def contents(folder: Path) -> list[tuple[str, Path]]:
    """Every file of a release by its name inside it, in order; not the checksums and their signature."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return sorted((name, path) for name, path in files.items() if name not in (SUMS, SUMS_SIGNED))


def sha256(path: Path) -> str:
    """The checksum of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def is_whole(folder: Path) -> bool:
    """True where a release's files are exactly those that its checksums name."""
    sums = folder / SUMS
    if not sums.is_file():
        return False
    lines = (line.split("  ", 1) for line in sums.read_text().splitlines())
    return {name: digest for digest, name in lines} == {name: sha256(path) for name, path in contents(folder)}


def read_about(folder: Path) -> dict[str, Any]:
    """What a release says of itself; empty where it cannot be read."""
    try:
        about: dict[str, Any] = orjson.loads((folder / ABOUT).read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return {}
    return about


def link_tree(source: Path, target: Path) -> None:
    """The same files in another folder, sharing their bytes where the file system can."""

    def link(old: str, new: str) -> None:
        try:
            os.link(old, new)
        except OSError:
            shutil.copyfile(old, new)

    shutil.copytree(source, target, copy_function=link)


def _told(edition: Edition, release: PublicRelease, reports: int) -> dict[str, Any]:
    return {
        "city": edition.showroom.city,
        "licence": edition.showroom.city.facts.get("licence"),
        "release": release,
        "reports": reports,
        "made_up": edition.made_up,
        "wards_vintage": edition.in_force.id,
        "districts_vintage": edition.with_districts.id if edition.with_districts else None,
        "vintages": _vintages(edition),
    }


def _vintages(edition: Edition) -> list[Vintage]:
    """Those whose shapes the release holds, in date order."""
    return list(reversed(edition.vintages))


def _fill(paper: Path, told: dict[str, Any]) -> str:
    # Markdown and plain text for readers of files, never shown as HTML: nothing to escape.
    plain = jinja2.Environment(trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)  # noqa: S701
    return plain.from_string(paper.read_text(encoding="utf-8")).render(told)


def _about(folder: Path, edition: Edition, release: PublicRelease, reports: int) -> bytes:
    files = [{"name": n, "bytes": p.stat().st_size, "sha256": sha256(p)} for n, p in contents(folder)]
    about = {
        "id": release.id,
        "day": release.day,
        "digest": release.digest,
        "reports": reports,
        "made_up": edition.made_up,
        "wards_vintage": edition.in_force.id,
        "districts_vintage": edition.with_districts.id if edition.with_districts else None,
        "files": files,
    }
    return orjson.dumps(about, option=orjson.OPT_INDENT_2) + b"\n"
