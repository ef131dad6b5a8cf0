"""datapackage.json: every file of a release as a Frictionless Data Package, tables with their schemas."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from minhbach.release.described.contents import File, columns_in
from minhbach.release.described.facts import Facts
from minhbach.release.described.schemas import frictionless_schema

SHARED = "schemas/reports.json"
"""Of the files that split the reports: there are hundreds."""
DIALECT = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True}


def datapackage(folder: Path, files: Mapping[str, File], facts: Facts) -> dict[str, Any]:
    """The package of all these files."""
    package: dict[str, Any] = {
        "profile": "data-package",
        "name": "citizen-reports",
        "id": facts.base or facts.release,
        "title": facts.title["vi"],
        "description": f"{facts.description['vi']}\n\n{facts.description['en']}",
        "version": facts.release,
        "created": f"{facts.day}T00:00:00Z",
        "keywords": ["open-data", "open311", "citizen-reports"],
        "contributors": [{"title": facts.publisher.within("vi"), "role": "publisher"}],
        "resources": [_resource(folder, file) for file in files.values()],
    }
    if facts.licence:
        package["licenses"] = [{"name": facts.licence["id"], "title": facts.licence["title"],
                                "path": facts.licence["url"]}]  # fmt: skip
    if facts.site:
        package["homepage"] = f"{facts.site}/data/"
    return package


def _resource(folder: Path, file: File) -> dict[str, Any]:
    told = {
        "name": file.name.lower(),
        "path": file.name,
        "title": file.kind.title["vi"],
        "description": file.kind.title["en"],
        "format": file.extension,
        "mediatype": file.media,
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
    }
    if file.extension != "csv" or not file.kind.table:
        return told | {"type": "file"}  # or a validator would guess, and read a Parquet file as text
    schema = SHARED if file.split else frictionless_schema(file.kind, columns_in(folder / file.name))
    return told | {"type": "table", "profile": "tabular-data-resource", "dialect": DIALECT, "schema": schema}
