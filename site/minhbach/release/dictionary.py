"""The data dictionary: every column of every file, in Vietnamese and English, from columns.toml."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from minhbach.places import crosswalk
from minhbach.release.described.contents import kinds

COLUMNS = Path(__file__).with_name("columns.toml")


@cache
def columns() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """Table, column, and what is known of it."""
    with COLUMNS.open("rb") as handle:
        known = tomllib.load(handle)
    return known | {"crosswalk": _crosswalk() | known["crosswalk"]}


def _crosswalk() -> dict[str, dict[str, Any]]:
    """The columns that the crosswalk brings along, in its own words."""
    kinds = {"vintage": "date", "name": "text", "share": "number", "new": "number", "split": "integer"}
    return {
        name: {"kind": kinds.get(name.rpartition("_")[2], "code"), "vi": f"{vi}.", "en": f"{en}."}
        for name, (vi, en) in crosswalk.COLUMNS.items()
    }


def files_of(table: str) -> list[str]:
    """The names, or patterns of names, of the files that have a table's columns."""
    return [kind.pattern for kind in kinds() if kind.table == table]


def as_json() -> bytes:
    """The dictionary for a machine."""
    tables = [
        {"files": files_of(table), "columns": [{"name": name, **about} for name, about in known.items()]}
        for table, known in columns().items()
    ]
    return orjson.dumps({"tables": tables}, option=orjson.OPT_INDENT_2) + b"\n"


def as_markdown() -> bytes:
    """The dictionary for a reader."""
    return "\n".join(_lines()).encode()


def _lines() -> Iterator[str]:
    yield "# Giải thích từng cột / Data dictionary"
    for table, known in columns().items():
        yield ""
        yield "## " + ", ".join(f"`{name}`" for name in files_of(table))
        yield ""
        yield "| cột / column | kiểu / type | nghĩa | meaning |"
        yield "|---|---|---|---|"
        for name, about in known.items():
            yield f"| `{name}` | {_kind(about)} | {about['vi']} | {about['en']} |"
    yield ""


def _kind(about: Mapping[str, Any]) -> str:
    parts = [about["kind"]]
    parts += [f"({about['unit']})"] if "unit" in about else []
    parts += ["có thể trống / may be empty"] if about.get("missing") else []
    parts += [" ".join(f"`{value}`" for value in about["values"])] if "values" in about else []
    return "; ".join(parts)
