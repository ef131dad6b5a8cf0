"""Derive one layer of ward shapes after another, as geo/vintages.toml says: read, merge, divide."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from minhbach.errors import BadInput
from minhbach.places.coverage import area_km2, tile
from minhbach.places.names import Naming
from minhbach.places.official import Gazette, Move, read_conversion, read_gazette, read_moves, undo
from minhbach.places.packages import read_member
from minhbach.places.recipe import Recipe, Table, need
from minhbach.places.split import divide, lacking, part_areas


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
        return read_gazette(table, self._archive(need(table, "package", "units")))

    def _read(self, table: Table) -> dict[str, Piece]:
        content = read_member(self._archive(need(table, "package", "layer")), need(table, "file", "layer"))
        return {
            code: Piece(shape, exact=True)
            for code, shape in READERS[table["read"]](content, table, self, self._recipe.naming).items()
        }

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


def _rings(content: bytes, table: Table, workshop: Workshop, naming: Naming) -> dict[str, BaseGeometry]:
    """Records with one ring each and names but no codes, joined to the official list by folded names."""
    official = workshop.gazette(table["units"])
    aliases = table.get("aliases", {})
    code_of = {
        (naming.key(official.districts[ward.parent].name), naming.key(ward.name)): ward.code
        for ward in official.wards.values()
        if ward.parent is not None
    }
    shapes = {}
    for record in json.loads(content):
        if all(record[field] in allowed for field, allowed in table.get("where", {}).items()):
            district = aliases.get(record[table["district"]], record[table["district"]])
            code = code_of.get((naming.key(district), naming.key(record[table["ward"]])))
            if code is None:
                raise BadInput(
                    f"layer {table['id']}: {district}, {record[table['ward']]} is in no official list; "
                    "add an alias in geo/vintages.toml"
                )
            shapes[code] = shapely.polygons(record[table["ring"]])
    return shapes


READERS = {"rings": _rings}


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
    pairs = [(move.old_code, move.new_code) for move in parts]
    receiving = sorted({code for _, code in pairs})
    areas = part_areas(
        {code: area_km2(old[code].shape) for code, _ in pairs},
        lacking({code: new.wards[code].area_km2 for code in receiving}, cores),
        pairs,
    )
    cut: list[tuple[str, BaseGeometry]] = []
    for code in sorted({code for code, _ in pairs}):
        news = [new_code for old_code, new_code in pairs if old_code == code]
        total = sum(areas[code, new_code] for new_code in news)
        points = {n: point for n in news if (point := new.wards[n].point) is not None}
        shares = {n: areas[code, n] / total for n in news}
        cut += divide(old[code].shape, {n: cores[n] for n in news}, points, shares).items()
    return cut
