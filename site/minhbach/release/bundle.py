"""Make one release: a folder of open data, described, licensed and with checksums."""

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from sqlmodel import Session

from minhbach.files import sha256_of
from minhbach.ledger.layout import ABOUT, SUMS, SUMS_SIGNED
from minhbach.public.counting.edition import Edition
from minhbach.public.models import PublicRelease
from minhbach.release.changes import write_changes
from minhbach.release.codes import write_codes
from minhbach.release.crosswalk import write_crosswalk
from minhbach.release.described.contents import File, names_in, place_of
from minhbach.release.described.describing import describe
from minhbach.release.described.facts import facts_of
from minhbach.release.formats.writing import write_reports
from minhbach.release.ledger import sign, write_ledger
from minhbach.release.order import release_before
from minhbach.release.papers import write_papers
from minhbach.release.registers import write_registers
from minhbach.release.risk import write_risk
from minhbach.release.units import write_all_units


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
    before = release_before(folder)
    write_changes(folder, before, session)
    previous = before.name if before else None
    write_papers(folder, edition, release, reports, previous)
    files = describe(folder, facts_of(edition, release, previous))
    (folder / ABOUT).write_bytes(_about(sorted(files.values(), key=place_of), edition, release, reports))
    sums = {name: file.sha256 for name, file in files.items()} | {ABOUT: sha256_of(folder / ABOUT)}
    (folder / SUMS).write_text("".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items())))
    sign(folder, edition.showroom, release)
    return Bundle(release, reports)


def contents(folder: Path) -> list[tuple[str, Path]]:
    """Every file of a release by its name inside it, in order; not the checksums and their signature."""
    return [(name, folder / name) for name in names_in(folder) if name not in (SUMS, SUMS_SIGNED)]


def is_whole(folder: Path) -> bool:
    """True where a release's files are exactly those that its checksums name."""
    sums = folder / SUMS
    if not sums.is_file():
        return False
    lines = (line.split("  ", 1) for line in sums.read_text().splitlines())
    there = {name: sha256_of(path) for name, path in contents(folder)}
    return {name: digest for digest, name in lines} == there


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


def _about(files: Iterable[File], edition: Edition, release: PublicRelease, reports: int) -> bytes:
    about = {
        "id": release.id,
        "day": release.day,
        "digest": release.digest,
        "reports": reports,
        "made_up": edition.made_up,
        "wards_vintage": edition.in_force.id,
        "districts_vintage": edition.with_districts.id if edition.with_districts else None,
        "files": [
            {"name": file.name, "bytes": file.bytes, "sha256": file.sha256, "media": file.media,
             "title": dict(file.kind.title)}
            for file in files
        ],
    }
    return orjson.dumps(about, option=orjson.OPT_INDENT_2) + b"\n"
