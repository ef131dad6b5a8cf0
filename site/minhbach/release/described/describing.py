"""Write every description of a release beside its data: the files are measured once and told everywhere."""

from pathlib import Path
from typing import Any

import orjson

from minhbach.release import dictionary
from minhbach.release.described.citation import citation
from minhbach.release.described.contents import File, columns_in, kind_of, take_stock
from minhbach.release.described.csvw import csvw
from minhbach.release.described.datapackage import SHARED as SCHEMA
from minhbach.release.described.datapackage import datapackage
from minhbach.release.described.datasette import datasette
from minhbach.release.described.dcat import PREFIXES, catalogue
from minhbach.release.described.facts import Facts
from minhbach.release.described.graph import as_jsonld, as_turtle
from minhbach.release.described.schema_org import schema_org
from minhbach.release.described.schemas import frictionless_schema


def describe(folder: Path, facts: Facts) -> dict[str, File]:
    """Write the dictionary and all metadata; gives every file of the release by name, in order."""
    (folder / "dictionary.json").write_bytes(dictionary.as_json())
    (folder / "dictionary.md").write_bytes(dictionary.as_markdown())
    (folder / "CITATION.cff").write_bytes(citation(facts))
    _json(folder / "datasette.json", datasette(facts))
    _write_shared_schema(folder)
    data = take_stock(folder, {})
    _json(folder / "datapackage.json", datapackage(folder, data, facts))
    _json(folder / "csv-metadata.json", csvw(folder, data, facts))
    _json(folder / "dataset.jsonld", schema_org(data, facts))
    nodes = catalogue(data, facts)
    (folder / "dcat.jsonld").write_bytes(as_jsonld(nodes, PREFIXES))
    (folder / "dcat.ttl").write_bytes(as_turtle(nodes, PREFIXES))
    return take_stock(folder, data)


def _write_shared_schema(folder: Path) -> None:
    (folder / "schemas").mkdir()
    names = columns_in(folder / "reports.csv")
    _json(folder / SCHEMA, frictionless_schema(kind_of("reports.csv"), names))


def _json(path: Path, told: dict[str, Any]) -> None:
    path.write_bytes(orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n")
