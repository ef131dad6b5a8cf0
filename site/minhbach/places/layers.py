"""Derive one layer of ward shapes after another, as geo/vintages.toml says: read, merge, divide."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from minhbach.errors import BadInput
from minhbach.places.coverage import area_km2, oriented, tile
from minhbach.places.official import Gazette, Move, read_conversion, read_gazette, read_moves, undo
from minhbach.places.polygons import coastline, coded_features, grouped_rings, named_rings
from minhbach.places.recipe import Recipe, Table, need
from minhbach.places.shapefile import shapefile_features
from minhbach.places.split import Division, fit
from minhbach.places.units import Neighbour


@dataclass(frozen=True)
class Piece:
    """A ward's shape in a layer; `exact` is False once an approximation touched it."""

    shape: BaseGeometry
    exact: bool


class Workshop:
    """Makes the layers and the lists of one recipe, each once."""

    def __init__(self, recipe: Recipe, archive: Callable[[str], Path]) -> None:
        self._recipe = recipe
        self._archive = archive
        self._layers: dict[str, dict[str, Piece]] = {}
        self._gazettes: dict[str, Gazette] = {}
        self._around: dict[str, BaseGeometry] | None = None

    def gazette(self, name: str) -> Gazette:
        """The official list `name`."""
        if name not in self._gazettes:
            table = self._entry(self._recipe.units, name, "units")
            self._gazettes[name] = self._read_gazette(table)
        return self._gazettes[name]

    def layer(self, name: str) -> dict[str, Piece]:
        """The wards of layer `name` by code: a tiling without overlaps."""
        if name not in self._layers:
            table = self._entry(self._recipe.layers, name, "layer")
            pieces = self._read(table) if "read" in table else self._derive(table)
            shapes = tile({code: piece.shape for code, piece in pieces.items()})
            self._layers[name] = {code: Piece(shapes[code], pieces[code].exact) for code in sorted(pieces)}
        return self._layers[name]

    def neighbours(self, named: dict[str, list[str]]) -> tuple[Neighbour, ...]:
        """What lies around the city, roughly, by name."""
        if self._around is None and named:
            wanted = {
                group
                for one in self._recipe.vintages
                for groups in one.neighbours.values()
                for group in groups
            }
            table = self._recipe.neighbours
            self._around = grouped_rings(self._where(table), table, wanted)
        around = self._around or {}
        english = self._recipe.naming.english
        return tuple(
            Neighbour(name, english(name), oriented(shapely.unary_union([around[group] for group in groups])))
            for name, groups in sorted(named.items())
        )

    def _where(self, table: Table) -> Path:
        """The package's archive, or the pack's own folder where an entry names no package."""
        return self._archive(table["package"]) if "package" in table else self._recipe.folder

    def _entry(self, entries: dict[str, Table], name: str, kind: str) -> Table:
        if name not in entries:
            raise BadInput(f"{self._recipe.folder / 'vintages.toml'}: no [[{kind}]] has the id {name!r}")
        return entries[name]

    def _read_gazette(self, table: Table) -> Gazette:
        if "join" in table:
            joined = [self.gazette(name) for name in table["join"]]
            return Gazette(
                {k: v for g in joined for k, v in g.wards.items()},
                {k: v for g in joined for k, v in g.districts.items()},
            )
        if "newer" in table:
            moves = [
                read_moves(self._recipe.folder / table[level]) if level in table else []
                for level in ("undo_wards", "undo_districts")
            ]
            return undo(self.gazette(table["newer"]), *moves)
        return read_gazette(table, self._where(table))

    def _read(self, table: Table) -> dict[str, Piece]:
        archive = self._where(table)
        if table["read"] == "coastline":
            shapes = {need(table, "code", "layer"): coastline(archive, table)}
        elif table["read"] == "geojson":
            shapes = coded_features(archive, table)
        elif table["read"] == "shapefile":
            shapes = shapefile_features(archive, table)
        else:
            shapes = named_rings(archive, table, self.gazette(table["units"]), self._recipe.naming)
        return {code: Piece(shape, table.get("exact", True)) for code, shape in shapes.items()}

    def _derive(self, table: Table) -> dict[str, Piece]:
        old = {
            code: piece for name in need(table, "from", "layer") for code, piece in self.layer(name).items()
        }
        new = self.gazette(need(table, "units", "layer"))
        moves = self._moves(table, old, new)
        _check_moves(moves, old, new, table["id"])
        return _carry_over(old, moves, new)

    def _moves(self, table: Table, old: dict[str, Piece], new: Gazette) -> list[Move]:
        if "changes" in table:
            named = read_moves(self._recipe.folder / table["changes"])
            told = {move.old_code for move in named}
            return named + [Move(code, code, whole=True) for code in old if code not in told]
        conversion = need(table, "conversion", f"layer {table['id']}")
        return read_conversion(
            conversion, self._archive(conversion["package"]), self.gazette(conversion["old_units"]), new
        )


def _check_moves(moves: list[Move], old: dict[str, Piece], new: Gazette, layer: str) -> None:
    problems = {
        "have no successor": set(old) - {move.old_code for move in moves},
        "are moved but have no shape": {move.old_code for move in moves} - set(old),
        "are new but receive nothing": set(new.wards) - {move.new_code for move in moves},
        "receive a part but are in no official list": {move.new_code for move in moves} - set(new.wards),
    }
    for what, codes in problems.items():
        if codes:
            raise BadInput(f"layer {layer}: {', '.join(sorted(codes))} {what}; mend its crosswalk")


def _carry_over(old: dict[str, Piece], moves: list[Move], new: Gazette) -> dict[str, Piece]:
    """The new wards: whole units joined, divided units cut and their parts added."""
    whole: dict[str, list[BaseGeometry]] = {code: [] for code in new.wards}
    exact = dict.fromkeys(new.wards, True)
    for move in moves:
        exact[move.new_code] &= move.whole and old[move.old_code].exact
        if move.whole:
            whole[move.new_code].append(old[move.old_code].shape)
    cores = {code: shapely.unary_union(shapes) for code, shapes in whole.items()}
    for code, part in _cut(old, [move for move in moves if not move.whole], cores, new):
        whole[code].append(part)
    return {code: Piece(shapely.unary_union(shapes), exact[code]) for code, shapes in whole.items()}


def _cut(
    old: dict[str, Piece], parts: list[Move], cores: dict[str, BaseGeometry], new: Gazette
) -> list[tuple[str, BaseGeometry]]:
    """The parts of every divided unit with the new unit that each goes to."""
    news: dict[str, list[str]] = {}
    for move in parts:
        news.setdefault(move.old_code, []).append(move.new_code)
    points = {code: ward.point for code, ward in new.wards.items() if ward.point is not None}
    divisions = [
        Division(code, old[code].shape, {one: cores[one] for one in receiving}, points)
        for code, receiving in sorted(news.items())
    ]
    guess = {pair: area for division in divisions for pair, area in division.guess().items()}
    lacking = _lacking(guess, cores, new)
    fitted = fit(guess, {division.code: division.area_km2 for division in divisions}, lacking)
    return [part for division in divisions for part in division.cut(fitted).items()]


def _lacking(
    guess: dict[tuple[str, str], float], cores: dict[str, BaseGeometry], new: Gazette
) -> dict[str, float]:
    """How much area each receiving unit lacks beside its core, in km²; where no list says, as guessed."""
    lacking: dict[str, float] = {}
    for (_, code), guessed in guess.items():
        lacking[code] = lacking.get(code, 0.0) + guessed
    for code in lacking:
        official = new.wards[code].area_km2
        if official is not None:
            lacking[code] = official - area_km2(cores[code])
    return lacking
