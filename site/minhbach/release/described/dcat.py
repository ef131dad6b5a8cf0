"""The release as a DCAT-AP 3 catalogue: one dataset, a distribution a file but for the many small parts."""

from calendar import monthrange
from collections.abc import Mapping

from minhbach.city import Words
from minhbach.release.described.contents import File
from minhbach.release.described.facts import Facts
from minhbach.release.described.graph import Iri, Node, Text, Value

PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "locn": "http://www.w3.org/ns/locn#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
EU = "http://publications.europa.eu/resource/authority"
MEDIA = "http://www.iana.org/assignments/media-types"
LANGUAGES = {"vi": "VIE", "en": "ENG"}
THEMES = {"GOVE": "Government and public sector", "REGI": "Regions and cities", "ENVI": "Environment"}
FORMATS = {"csv": "CSV", "geojson": "GEOJSON", "json": "JSON", "parquet": "PARQUET", "gpkg": "GPKG",
           "jsonl": "JSON", "md": "MD", "txt": "TXT", "jsonld": "JSON_LD", "ttl": "RDF_TURTLE"}  # fmt: skip


PARTS = ("by-ward", "by-district", "ledger", "schemas")
"""Folders with hundreds of files that a catalogue of datasets would drown in; the data package lists them."""


def catalogue(files: Mapping[str, File], facts: Facts) -> list[Node]:
    """The catalogue, its dataset and the dataset's distributions, as statements."""
    dataset = f"{facts.base}#dataset"
    distributions = [_distribution(file, facts) for file in files.values() if file.group not in PARTS]
    own = Node(
        ("dcat:Catalog",),
        _said(facts) | {
            "dcat:dataset": [Iri(dataset)],
            "dcat:themeTaxonomy": [Node(("skos:ConceptScheme",), {"dct:title": [Text("Data theme", "en")]},
                                        f"{EU}/data-theme")],
        },
        f"{facts.base}#catalogue",
    )  # fmt: skip
    return [own, _dataset(facts, dataset, [Iri(str(one.address)) for one in distributions]), *distributions]


def _dataset(facts: Facts, address: str, distributions: list[Value]) -> Node:
    says: dict[str, list[Value]] = _said(facts) | {
        "dct:identifier": [Text(facts.release)],
        "dcat:version": [Text(facts.release)],
        "dcat:keyword": [Text("phản ánh", "vi"), Text("dữ liệu mở", "vi"), Text("citizen reports", "en"),
                         Text("Open311", "en")],
        "dcat:theme": [
            Node(("skos:Concept",), {"skos:prefLabel": [Text(label, "en")]}, f"{EU}/data-theme/{code}")
            for code, label in THEMES.items()
        ],
        "dct:accrualPeriodicity": [Node(("dct:Frequency",), {}, f"{EU}/frequency/IRREG")],
        "dct:accessRights": [Node(("dct:RightsStatement",), {}, f"{EU}/access-right/PUBLIC")],
        "dct:spatial": [_place(facts)],
        "dct:temporal": _period(facts),
        "foaf:page": [Node(("foaf:Document",), {}, f"{facts.base}README.md")],
        "dcat:distribution": distributions,
    }  # fmt: skip
    if facts.previous:
        says["dcat:previousVersion"] = [Iri(f"{facts.base}../{facts.previous}/#dataset")]
    return Node(("dcat:Dataset",), says, address)


def _said(facts: Facts) -> dict[str, list[Value]]:
    """What catalogue and dataset both say."""
    return {
        "dct:title": _texts(facts.title),
        "dct:description": _texts(facts.description),
        "dct:publisher": [Node(("foaf:Agent",), {"foaf:name": _texts(facts.publisher)},
                               f"{facts.base}#publisher")],
        "dct:issued": [Text(facts.day, datatype="xsd:date")],
        "dct:modified": [Text(facts.day, datatype="xsd:date")],
        "dct:language": [
            Node(("dct:LinguisticSystem",), {}, f"{EU}/language/{LANGUAGES[code]}")
            for code in facts.languages if code in LANGUAGES
        ],
        "dct:license": _licence(facts),
    }  # fmt: skip


def _distribution(file: File, facts: Facts) -> Node:
    address = f"{facts.base}{file.name}"
    says: dict[str, list[Value]] = {
        "dct:title": [Text(f"{file.name}: {file.kind.title[code]}", code) for code in ("vi", "en")],
        "dcat:accessURL": [Iri(address)],
        "dcat:downloadURL": [Iri(address)],
        "dcat:mediaType": [Node(("dct:MediaType",), {}, f"{MEDIA}/{file.media}")],
        "dct:format": _format(file),
        "dcat:byteSize": [Text(str(file.bytes), datatype="xsd:nonNegativeInteger")],
        "spdx:checksum": [Node(("spdx:Checksum",), {
            "spdx:algorithm": [Node(("spdx:ChecksumAlgorithm",), {}, "spdx:checksumAlgorithm_sha256")],
            "spdx:checksumValue": [Text(file.sha256, datatype="xsd:hexBinary")],
        })],
        "dct:license": _licence(facts),
    }  # fmt: skip
    return Node(("dcat:Distribution",), says, f"{address}#distribution")


def _format(file: File) -> list[Value]:
    known = FORMATS.get(file.extension)
    return [Node(("dct:MediaTypeOrExtent",), {}, f"{EU}/file-type/{known}")] if known else []


def _licence(facts: Facts) -> list[Value]:
    if not facts.licence:
        return []
    status = facts.licence.get("status", "")
    told: dict[str, list[Value]] = {"dct:title": [Text(facts.licence["title"], "en")]}
    if status:
        told["dct:description"] = [Text(status, "en")]
    return [Node(("dct:LicenseDocument",), told, facts.licence["url"])]


def _place(facts: Facts) -> Node:
    west, south, east, north = facts.box
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    ring = ", ".join(f"{lon} {lat}" for lon, lat in corners)
    box = Text(f"POLYGON(({ring}))", datatype="geo:wktLiteral")
    return Node(("dct:Location",), {"skos:prefLabel": _texts(facts.place), "dcat:bbox": [box]})


def _period(facts: Facts) -> list[Value]:
    if not facts.first:
        return []
    year, month = (int(part) for part in facts.last.split("-"))
    last = f"{facts.last}-{monthrange(year, month)[1]:02d}"
    return [Node(("dct:PeriodOfTime",), {
        "dcat:startDate": [Text(f"{facts.first}-01", datatype="xsd:date")],
        "dcat:endDate": [Text(last, datatype="xsd:date")],
    })]  # fmt: skip


def _texts(words: Words) -> list[Value]:
    return [Text(said, language) for language, said in words.items()]
