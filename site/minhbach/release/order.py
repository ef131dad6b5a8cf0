"""The releases of a site in order of their age."""

from pathlib import Path

from minhbach.ledger.layout import ABOUT, LATEST, age_of


def release_folders(site: Path) -> list[Path]:
    """The folders of all releases of a site, oldest first."""
    return _in(site / "data")


def release_before(folder: Path) -> Path | None:
    """The newest release beside this one that is older; None for the first."""
    older = [other for other in _in(folder.parent) if age_of(other.name) < age_of(folder.name)]
    return older[-1] if older else None


def _in(data: Path) -> list[Path]:
    found = (about.parent for about in data.glob(f"*/{ABOUT}"))
    releases = (folder for folder in found if folder.name != LATEST)
    return sorted(releases, key=lambda folder: age_of(folder.name))
