"""Official lists of units (code, name, parent) read from the packages and the tables that a pack names."""

import csv
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from minhbach.errors import BadInput
from minhbach.places.names import tidy
from minhbach.places.packages import read_member
from minhbach.places.recipe import Table, need
from minhbach.places.units import DISTRICT, WARD


@dataclass(frozen=True)
class Official:
    """A unit as an official list has it."""

    code: str
    name: str
    parent: str | None = None
    area_km2: float | None = None
    point: tuple[float, float] | None = None
    """An official point in it, longitude first."""
    key: str | None = None
    """The name that another table of the same package knows it by."""


@dataclass(frozen=True)
class Gazette:
    """The wards and the districts of one generation, by code."""

    wards: dict[str, Official]
    districts: dict[str, Official]


@dataclass(frozen=True)
class Move:
    """One line of a crosswalk: (a part of) an old unit went to a new one."""

    old_code: str
    new_code: str
    whole: bool
    old_name: str = ""
    old_parent: str = ""


def read_gazette(table: Table, archive: Path) -> Gazette:
    """Read one `[[units]]` list out of its package."""
    districts = _read_level(table, DISTRICT, archive) if DISTRICT in table else {}
    wards = _read_level(table, WARD, archive)
    if districts:
        wards = {code: ward for code, ward in wards.items() if ward.parent in districts}
    return Gazette(wards, districts)


def undo(newer: Gazette, wards: Iterable[Move], districts: Iterable[Move]) -> Gazette:
    """The generation before: `newer` with the moves taken back."""
    return Gazette(_undo(newer.wards, wards), _undo(newer.districts, districts))


def read_moves(path: Path) -> list[Move]:
    """A crosswalk of the pack: old_code, old_name, old_parent, new_code, new_name, part (whole or part)."""
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            return [
                Move(
                    row["old_code"],
                    row["new_code"],
                    row["part"] == "whole",
                    row["old_name"],
                    row["old_parent"],
                )
                for row in csv.DictReader(lines)
            ]
    except FileNotFoundError:
        raise BadInput(f"{path} is missing: geo/vintages.toml names it") from None
    except KeyError as missing:
        raise BadInput(f"{path}: no column {missing}; add it") from None


def read_conversion(table: Table, archive: Path, old: Gazette, new: Gazette) -> list[Move]:
    """A package's own conversion table (JSON): new → merged olds, and old → the news that divide it."""
    content = orjson.loads(read_member(archive, table["file"]))
    old_code = {unit.key: unit.code for unit in old.wards.values()} | table.get("old_keys", {})
    new_code = {unit.key: unit.code for unit in new.wards.values()}
    moves = [
        Move(old_code[key], new_code[name], whole=True)
        for name, keys in content[table["merged"]][table["key"]].items()
        for key in keys
    ]
    moves += [
        Move(old_code[key], new_code[part[table["divided_new"]]], whole=False)
        for key, parts in content[table["divided"]][table["key"]].items()
        for part in parts
    ]
    return sorted(moves, key=lambda move: (move.old_code, move.new_code))


def _undo(newer: dict[str, Official], moves: Iterable[Move]) -> dict[str, Official]:
    moves = list(moves)
    touched = {move.new_code for move in moves}
    before = {code: unit for code, unit in newer.items() if code not in touched}
    before |= {
        move.old_code: Official(move.old_code, tidy(move.old_name), move.old_parent or None) for move in moves
    }
    return before


def _read_level(table: Table, level: str, archive: Path) -> dict[str, Official]:
    fields = table[level]
    where = f"units {table['id']}, {level}"
    recode, rename = fields.get("recode", {}), fields.get("rename", {})
    units = {}
    for row in _rows(table, fields, archive):
        code = row[need(fields, "code", where)]
        if code is None or not _wanted(row, fields.get("where", {})):
            continue
        code = recode.get(code, code)
        units[code] = _official(code, rename.get(code, row[need(fields, "name", where)]), row, fields)
    return units


def _official(code: str, name: str, row: Table, fields: Table) -> Official:
    lat, lon = (row.get(fields.get(axis, "")) for axis in ("lat", "lon"))
    return Official(
        code,
        tidy(name),
        parent=row.get(fields.get("parent", "")),
        area_km2=row.get(fields.get("area_km2", "")),
        point=(lon, lat) if lon is not None and lat is not None else None,
        key=fields["key"].format(**row) if "key" in fields else None,
    )


def _wanted(row: Table, where: dict[str, list[str]]) -> bool:
    return all(row[field] in allowed for field, allowed in where.items())


def _rows(table: Table, fields: Table, archive: Path) -> Iterator[dict[str, Any]]:
    """The records of a JSON file (list, object of records or GeoJSON) or of an SQLite table."""
    content = read_member(archive, need(fields, "file", f"units {table['id']}"))
    if table.get("format") != "sqlite":
        records = orjson.loads(content)
        if isinstance(records, dict) and "features" in records:
            records = [feature["properties"] for feature in records["features"]]
        yield from records.values() if isinstance(records, dict) else records
        return
    with tempfile.NamedTemporaryFile(suffix=".db") as copy:
        copy.write(content)
        copy.flush()
        database = sqlite3.connect(copy.name)
        database.row_factory = sqlite3.Row
        try:
            # The table's name comes from the pack, quoted: it is an identifier, never a value.
            quoted = fields["table"].replace('"', '""')
            for row in database.execute(f'SELECT * FROM "{quoted}"').fetchall():  # noqa: S608
                yield dict(row)
        finally:
            database.close()
