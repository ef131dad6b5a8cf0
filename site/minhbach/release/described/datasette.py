"""datasette.json: what Datasette shows beside reports.sqlite."""

from typing import Any

from minhbach.release.described.facts import Facts
from minhbach.release.dictionary import columns


def datasette(facts: Facts) -> dict[str, Any]:
    """Metadata for `datasette reports.sqlite --metadata datasette.json`."""
    meanings = {name: f"{about['vi']} / {about['en']}" for name, about in columns()["reports"].items()}
    told = {
        "title": facts.title["vi"],
        "description": facts.description["vi"],
        "source": facts.publisher.within("vi"),
        "databases": {"reports": {"tables": {"reports": {
            "description": facts.description["vi"],
            "columns": meanings,
            "sort_desc": "received",
            "facets": ["category", "status"],
        }}}},
    }  # fmt: skip
    if facts.licence:
        told |= {"license": facts.licence["title"], "license_url": facts.licence["url"]}
    return told
