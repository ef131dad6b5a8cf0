"""The columns of a CSV file as Frictionless and as CSV on the Web describe them."""

from collections.abc import Mapping, Sequence
from typing import Any

from minhbach.release.described.contents import Kind, Reference
from minhbach.release.dictionary import columns

DATATYPES = {"text": "string", "code": "string", "integer": "integer", "number": "number", "date": "date",
             "boolean": "boolean"}  # fmt: skip
"""As both call them."""


def frictionless_schema(kind: Kind, names: Sequence[str]) -> dict[str, Any]:
    """Table Schema: fields in order, missing values, keys."""
    known = columns()[kind.table]
    schema: dict[str, Any] = {
        "fields": [_field(name, known[name]) for name in names],
        "missingValues": [""],
    }
    if kind.key:
        schema["primaryKey"] = list(kind.key)
    if kind.refers:
        schema["foreignKeys"] = [
            {"fields": list(to.columns), "reference": {"resource": to.file, "fields": list(to.to)}}
            for to in kind.refers
        ]
    return schema


def _field(name: str, about: Mapping[str, Any]) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, "type": DATATYPES[about["kind"]]}
    field |= {"title": _title(about), "description": _said(about)}
    if about["kind"] == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    constraints: dict[str, Any] = {} if about.get("missing") else {"required": True}
    constraints |= {"enum": about["values"]} if "values" in about else {}
    return field | ({"constraints": constraints} if constraints else {})


def csvw_schema(kind: Kind, names: Sequence[str]) -> dict[str, Any]:
    """The tableSchema of CSV on the Web."""
    known = columns()[kind.table]
    schema: dict[str, Any] = {"columns": [_column(name, known[name]) for name in names]}
    if kind.key:
        schema["primaryKey"] = list(kind.key)
    # CSV on the Web knows no empty cell that refers to nothing.
    always = [to for to in kind.refers if not any(known[name].get("missing") for name in to.columns)]
    if always:
        schema["foreignKeys"] = [_foreign(to) for to in always]
    return schema


def _column(name: str, about: Mapping[str, Any]) -> dict[str, Any]:
    datatype: Any = DATATYPES[about["kind"]]
    if about["kind"] == "boolean":
        datatype = {"base": "boolean", "format": "true|false"}
    return {
        "name": name,
        "titles": name,
        "datatype": datatype,
        "required": not about.get("missing", False),
        "dc:description": _said(about),
    }


def _foreign(to: Reference) -> dict[str, Any]:
    return {"columnReference": list(to.columns),
            "reference": {"resource": to.file, "columnReference": list(to.to)}}  # fmt: skip


def _title(about: Mapping[str, Any]) -> str:
    return f"{about['en'].partition('.')[0]}." if "." in about["en"] else str(about["en"])


def _said(about: Mapping[str, Any]) -> str:
    unit = f" [{about['unit']}]" if "unit" in about else ""
    return f"{about['vi']} / {about['en']}{unit}"
