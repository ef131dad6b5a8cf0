"""The releases of a site in order of their age."""

from pathlib import Path

from minhbach.ledger.layout import ABOUT, LATEST


def release_folders(site: Path) -> list[Path]:
    """The folders of all releases of a site, oldest first."""
    return _in(site / "data")


def release_before(folder: Path) -> Path | None:
    """The newest release beside this one that is older; None for the first."""
    older = [other for other in _in(folder.parent) if _age(other) < _age(folder)]
    return older[-1] if older else None


def _in(data: Path) -> list[Path]:
    found = (about.parent for about in data.glob(f"*/{ABOUT}"))
    return sorted((folder for folder in found if folder.name != LATEST), key=_age)


def _age(folder: Path) -> tuple[str, int]:
    day, _, number = folder.name.partition(".")
    return day, int(number) if number.isdigit() else 1
