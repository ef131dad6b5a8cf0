"""csv-metadata.json: the tables of a release as CSV on the Web."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from minhbach.release.described.contents import File, columns_in, tables
from minhbach.release.described.facts import Facts
from minhbach.release.described.schemas import csvw_schema


def csvw(folder: Path, files: Mapping[str, File], facts: Facts) -> dict[str, Any]:
    """A table group of every CSV file whose columns are told, but for the hundreds that split reports.csv."""
    told: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "vi"}],
        "dc:title": facts.title["vi"],
        "dc:description": facts.description["vi"],
        "dc:publisher": facts.publisher.within("vi"),
        "dc:issued": facts.day,
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"], "header": True, "doubleQuote": True},
        "tables": [_table(folder, file) for file in tables(files) if not file.split],
    }
    return told | ({"dc:license": {"@id": facts.licence["url"]}} if facts.licence else {})


def _table(folder: Path, file: File) -> dict[str, Any]:
    return {
        "url": file.name,
        "dc:title": file.kind.title["vi"],
        "dc:description": {"@value": file.kind.title["en"], "@language": "en"},
        "tableSchema": csvw_schema(file.kind, columns_in(folder / file.name)),
    }
