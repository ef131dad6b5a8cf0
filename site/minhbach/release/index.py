"""data/index.json: which releases there are, which is the newest, and what the site was made from."""

from pathlib import Path
from typing import Any

import orjson

from minhbach.errors import BadInput
from minhbach.ledger.layout import INDEX
from minhbach.public.models import PublicRelease
from minhbach.release.bundle import link_tree, read_about
from minhbach.release.fingerprint import tree_digest
from minhbach.release.order import release_folders

NOT_OURS = ("lost+found",)
"""Part of a fresh mount, no sign of somebody's files."""


def read_index(place: Path) -> dict[str, Any]:
    """The index of the site that is in a folder, empty for none; BadInput where something else is there."""
    path = place / "data" / INDEX
    if place.is_file():
        raise BadInput(f"{place} is a file: give a folder that is empty, new, or holds a published site")
    try:
        index: dict[str, Any] = orjson.loads(path.read_bytes())
        return index
    except FileNotFoundError:
        pass
    except (OSError, orjson.JSONDecodeError) as wrong:
        raise BadInput(f"{path} cannot be read ({wrong}): move that folder away") from None
    if place.exists() and any(not _hidden(entry, place) for entry in place.iterdir()):
        raise BadInput(f"{place} is not empty and holds no published site: give an empty or a new folder")
    return {}


def write_index(site: Path, release: PublicRelease, made_from: str, made_by: str, made: list[str]) -> None:
    """List the releases of a finished site; `made` names its entries that we made."""
    releases = [read_about(folder) for folder in release_folders(site)]
    index = {
        "latest": release.id,
        "releases": [
            {name: about[name] for name in ("id", "day", "reports", "digest")} | {"path": f"{about['id']}/"}
            for about in releases
        ],
        "made_from": made_from,
        "made_by": made_by,
        "made": made,
        "tree": site_digest(site, release.id),
    }
    (site / "data" / INDEX).write_bytes(orjson.dumps(index, option=orjson.OPT_INDENT_2) + b"\n")


def site_digest(site: Path, release: str) -> str:
    """Digest of a site without its index and its older releases, which carry their own checksums."""
    older = [folder for folder in release_folders(site) if folder.name != release]
    hidden = [entry for entry in site.iterdir() if _hidden(entry, site)]
    return tree_digest(site, [*older, *hidden, site / "data" / INDEX])


def keep_foreign(place: Path, stage: Path, made: set[str]) -> None:
    """Take along what somebody put beside our pages (a CNAME, .well-known): `made` names what is ours."""
    for entry in sorted(place.iterdir()) if place.is_dir() else []:
        if entry.name in made or _hidden(entry, place):
            continue
        if entry.is_dir():
            link_tree(entry, stage / entry.name)
        else:
            (stage / entry.name).write_bytes(entry.read_bytes())


def _hidden(entry: Path, place: Path) -> bool:
    """Our own lock and stages inside a mount point, and what a fresh mount comes with."""
    return entry.name.startswith(f".{place.name}.") or entry.name in NOT_OURS
