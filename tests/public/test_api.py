"""The frozen interface: what its own document says, and the same records as everywhere else."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import url_for
from flask.testing import FlaskClient
from georeport import GeoReport
from jsonschema import Draft202012Validator
from sqlmodel import select
from tests.public.filling import fill

from minhbach.config import Settings
from minhbach.public.app import create_public_app
from minhbach.public.counting.leaves import records
from minhbach.public.interface.api import api_addresses
from minhbach.public.models import PublicReport
from minhbach.public.showroom import Showroom

Asked = tuple[str, bytes]
Listen = Callable[..., str]


@pytest.fixture
def room(settings: Settings) -> Showroom:
    return fill(Showroom.open(settings), reports=12)


@pytest.fixture
def client(room: Showroom, settings: Settings) -> FlaskClient:
    return create_public_app(settings, opened=room).test_client()


@pytest.fixture
def every(client: FlaskClient) -> list[Asked]:
    """Every file of the interface by its address."""
    app = client.application
    with app.test_request_context():
        wanted = api_addresses(app.extensions["minhbach.current"])
        addresses = [url_for(name, **values) for name, values in wanted]
    units = [address for address in addresses if "/wards/" in address or "/districts/" in address]
    kept = [address for address in addresses if address not in units] + units[::97]
    return [(address, client.get(address).data) for address in kept]


def test_every_file_is_what_the_document_says(client: FlaskClient, every: list[Asked]) -> None:
    document = json.loads(client.get("/api/openapi.json").data)
    told = {path: next(iter(about["get"]["responses"]["200"]["content"].values()))["schema"]
            for path, about in document["paths"].items()}  # fmt: skip
    seen = set()
    for address, content in every:
        if address == "/api/openapi.json":
            continue
        path = template_of(address, document["paths"])
        schema = told[path] | {"components": document["components"]}
        Draft202012Validator(schema).validate(json.loads(content))
        seen.add(path)
    assert seen == set(told)


def template_of(address: str, paths: dict[str, Any]) -> str:
    """The document's path that an address is of, by the patterns of its parameters."""
    for path, about in paths.items():
        given = about["get"].get("parameters", [])
        patterns = {one["name"]: one["schema"]["pattern"].strip("^$") for one in given}
        pattern = path.format(**{name: f"({of})" for name, of in patterns.items()})
        if re.fullmatch(pattern, address.removeprefix("/api")):
            return path
    raise AssertionError(f"{address} is in no path of the document")


def test_a_report_is_its_line_in_the_ledger(client: FlaskClient, room: Showroom) -> None:
    with room.public.reading() as session:
        lines = dict(records(session))
    assert lines
    for public_id, line in lines.items():
        assert client.get(f"/api/reports/{public_id}.json").data == line + b"\n"


def test_a_published_client_reads_it(client: FlaskClient, room: Showroom, listen: Listen) -> None:
    system = GeoReport(f"{listen(client.application)}/api/open311/v2")
    with room.public.reading() as session:
        expected = {one.public_id: one.status for one in session.exec(select(PublicReport))}
    told = {one["service_request_id"]: one["status"] for one in system.get_service_requests()}
    assert told == {name: "open" if status == "assigned" else "closed" for name, status in expected.items()}
    name = next(iter(expected))
    assert system.get_service_request(name)["service_request_id"] == name
    services = system.get_service_list()
    assert {service["service_code"] for service in services} == set(room.city.categories)


@pytest.mark.parametrize("address", [
    "reports/2222222222.json", "wards/2025-07-01/none.json", "wards/1999-01-01/26740.json",
    "open311/v2/services/none.json", "open311/v2/requests/2222222222.json", "reports/..%2F..%2Fx.json",
])  # fmt: skip
def test_what_is_not_public_is_not_there(client: FlaskClient, address: str) -> None:
    assert client.get(f"/api/{address}").status_code == 404


def test_any_page_may_read_it(client: FlaskClient) -> None:
    assert client.get("/api/index.json").headers["Access-Control-Allow-Origin"] == "*"
