"""dataset.jsonld: the release as search engines read it, a schema.org Dataset."""

from collections.abc import Mapping
from typing import Any

from minhbach.release.described.contents import File
from minhbach.release.described.facts import KEYWORDS, Facts

SPLITS = ("by-year", "by-ward", "by-district", "by-vintage", "boundaries", "ledger", "schemas")
"""Folders whose files are parts of others: not told one by one."""


def schema_org(files: Mapping[str, File], facts: Facts) -> dict[str, Any]:
    """The Dataset with its downloads."""
    west, south, east, north = facts.box
    told: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"{facts.base}#dataset",
        "name": facts.title["vi"],
        "alternateName": facts.title["en"],
        "description": f"{facts.description['vi']} {facts.description['en']}",
        "version": facts.release,
        "datePublished": facts.day,
        "inLanguage": list(facts.languages),
        "keywords": list(KEYWORDS),
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": facts.publisher.within("vi")},
        "publisher": {"@type": "Organization", "name": facts.publisher.within("vi")},
        "spatialCoverage": {
            "@type": "Place",
            "name": facts.place.within("vi"),
            "geo": {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"},
        },
        "distribution": [_download(file, facts) for file in files.values() if file.group not in SPLITS],
    }
    if facts.first:
        told["temporalCoverage"] = f"{facts.first}/{facts.last}"
    if facts.licence:
        told["license"] = facts.licence["url"]
    if facts.site:
        told["url"] = f"{facts.site}/data/"
    return told


def _download(file: File, facts: Facts) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "name": file.kind.title["vi"],
        "contentUrl": f"{facts.base or f'/data/{facts.release}/'}{file.name}",
        "encodingFormat": file.media,
        "contentSize": str(file.bytes),
        "sha256": file.sha256,
    }
