"""The frozen interface as an OpenAPI 3.1 document."""

from collections.abc import Mapping
from typing import Any

from minhbach.city import City
from minhbach.public.counting.queries import BELONGING
from minhbach.public.models import PublicReport

TYPES: Mapping[type, Mapping[str, str]] = {
    str: {"type": "string"}, int: {"type": "integer"}, float: {"type": "number"}, bool: {"type": "boolean"},
}  # fmt: skip
VERSION = "1.0.0"
NAMED = {"public_id": "[2-9a-z]{10}", "code": "[0-9A-Za-z-]+", "vintage": r"\d{4}-\d{2}-\d{2}",
         "level": "wards|districts"}  # fmt: skip
"""The parts of an address, each as a pattern."""


def description(city: City, site: str) -> dict[str, Any]:
    """The document for one city; `site` is where its pages stand, or empty."""
    licence = city.facts.get("licence")
    info: dict[str, Any] = {
        "title": f"{city.service.within('en')}: public reports",
        "version": VERSION,
        "description": "Files on a static host: no key, no cap, no query. What is not public is 404. "
        "The bulk files of a release (data/index.json) hold the same records all at once.",
    }
    if licence:
        info["license"] = {"name": licence["title"], "url": licence["url"]}
    return {
        "openapi": "3.1.0",
        "info": info,
        "servers": [{"url": f"{site}/api"}],
        "paths": _paths(),
        "components": {"schemas": _schemas()},
    }


def _paths() -> dict[str, Any]:
    request, service = _ref("ServiceRequest"), {"type": "object"}
    return {
        "/index.json": _path("What there is, and of which release", {"type": "object"}),
        "/reports/{public_id}.json": _path("One public report", _ref("Report"), "public_id"),
        "/reports/{public_id}.geojson": _path(
            "The same as one GeoJSON feature", {"type": "object"}, "public_id", kind="application/geo+json"
        ),
        "/{level}/{vintage}/{code}.json": _path(
            "One ward or district of one vintage", _ref("Unit"), "level", "vintage", "code"
        ),
        "/open311/v2/discovery.json": _path("Open311 GeoReport v2: discovery", {"type": "object"}),
        "/open311/v2/services.json": _path("Categories", _list(service)),
        "/open311/v2/services/{code}.json": _path("Questions about a category", service, "code"),
        "/open311/v2/requests.json": _path("The newest 1,000 public reports", _list(request)),
        "/open311/v2/requests/{public_id}.json": _path("One public report", _list(request), "public_id"),
    }


def _path(
    summary: str, schema: Mapping[str, Any], *names: str, kind: str = "application/json"
) -> dict[str, Any]:
    answers: dict[str, Any] = {"200": {"description": "Found", "content": {kind: {"schema": schema}}}}
    if names:
        answers["404"] = {"description": "Not public, or no longer"}
    told: dict[str, Any] = {"summary": summary, "responses": answers}
    if names:
        told["parameters"] = [_parameter(name) for name in names]
    return {"get": told}


def _parameter(name: str) -> dict[str, Any]:
    schema = {"type": "string", "pattern": f"^({NAMED[name]})$"}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _schemas() -> dict[str, Any]:
    report = _table(PublicReport)
    for name, (table, _) in BELONGING.items():
        report["properties"][name] = _list(_table(table, "public_id"))
        report["required"].append(name)
    text, number = {"type": ["string", "null"]}, {"type": ["number", "null"]}
    return {
        "Report": report,
        "Unit": {
            "type": "object",
            "required": ["vintage", "level", "code", "name", "reports", "resolved"],
            "properties": {
                **dict.fromkeys(("vintage", "level", "code", "name"), {"type": "string"}),
                **dict.fromkeys(("reports", "resolved"), {"type": "integer", "minimum": 0}),
            },
        },
        "ServiceRequest": {
            "type": "object",
            "required": ["service_request_id", "status", "service_code", "requested_datetime"],
            "properties": {
                **dict.fromkeys(
                    ("service_request_id", "service_code", "service_name", "description"), {"type": "string"}
                ),
                "status": {"enum": ["open", "closed"]},
                **dict.fromkeys(("status_notes", "agency_responsible", "address", "media_url"), text),
                **dict.fromkeys(("lat", "long"), number),
            },
        },
    }


def _table(table: type[Any], *without: str) -> dict[str, Any]:
    """A public table's row as JSON Schema."""
    columns = [column for column in table.__table__.columns if column.name not in without]
    return {
        "type": "object",
        "required": [column.name for column in columns],
        "properties": {column.name: _column(column) for column in columns},
    }


def _column(column: Any) -> dict[str, Any]:
    kind = dict(TYPES.get(column.type.python_type, {"type": "string", "format": "date"}))
    return kind | {"type": [kind["type"], "null"]} if column.nullable else kind


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _list(of: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}
