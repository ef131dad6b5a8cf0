"""Reading: what is public and nothing else, as the standard says, in JSON and XML alike."""

import re
from collections.abc import Callable
from datetime import date
from xml.etree import ElementTree

import pytest
from flask import Flask
from georeport import GeoReport
from tests.intake.open311.conftest import System

from minhbach.public.models import PublicReport
from minhbach.public.store import public_database
from minhbach.records.office import Office

Publish = Callable[..., None]
ReadXml = Callable[..., ElementTree.Element]
W3C = re.compile(r"\d{4}-\d\d-\d\dT00:00:00\+07:00")
TEXT, NONE = str, type(None)
# What the standard's published JSON schemas ask of each answer.
SHAPES: dict[str, dict[str, tuple[type, ...]]] = {
    "service": {
        "service_code": (TEXT,), "service_name": (TEXT,), "description": (TEXT,), "metadata": (bool,),
        "type": (TEXT,), "keywords": (TEXT,), "group": (TEXT,),
    },
    "attribute": {
        "variable": (bool,), "code": (TEXT,), "datatype": (TEXT,), "required": (bool,),
        "datatype_description": (TEXT, NONE), "order": (int,), "description": (TEXT,),
    },
    "request": {
        "service_request_id": (TEXT,), "status": (TEXT,), "status_notes": (TEXT, NONE),
        "service_name": (TEXT,), "service_code": (TEXT,), "description": (TEXT,),
        "agency_responsible": (TEXT, NONE), "service_notice": (TEXT, NONE), "requested_datetime": (TEXT,),
        "updated_datetime": (TEXT, NONE), "expected_datetime": (TEXT, NONE), "address": (TEXT, NONE),
        "address_id": (TEXT, NONE), "zipcode": (TEXT, NONE), "lat": (float, NONE), "long": (float, NONE),
        "media_url": (TEXT, NONE),
    },
}  # fmt: skip


def fits(shape: str, told: dict[str, object]) -> bool:
    return all(isinstance(told[name], kinds) for name, kinds in SHAPES[shape].items())


@pytest.fixture
def show(office: Office) -> Callable[..., None]:
    """show(public_id, **changes) puts a row into the public record."""

    def add(public_id: str, **changes: object) -> None:
        values: dict[str, object] = {
            "status": "assigned", "category": "chieu-sang", "text": "Đèn tắt.", "received": date(2025, 3, 1),
            "location_method": "none", "channel": "web",
        }  # fmt: skip
        database = public_database(office.settings.public_url)
        with database.writing() as session:
            session.add(PublicReport(public_id=public_id, **(values | changes)))

    return add


def ids(system: System, **query: str) -> list[str]:
    answer = system.ask("requests.json", **query)
    assert answer.status_code == 200, answer.text
    return [told["service_request_id"] for told in answer.json]


def test_discovery_leads_to_the_endpoint(system: System, read_xml: ReadXml) -> None:
    told = system.ask("discovery.json").json
    [endpoint] = told["endpoints"]
    assert endpoint["url"] == "http://localhost/open311/v2"
    assert endpoint["formats"] == ["application/json", "text/xml"]
    assert system.browser.get(f"{endpoint['url']}/services.json").status_code == 200
    found = read_xml(system.ask("discovery.xml"))
    assert [one.text for one in found.iterfind("endpoints/endpoint/formats/format")] == endpoint["formats"]


def test_every_category_is_a_service(system: System, office: Office, read_xml: ReadXml) -> None:
    told = system.ask("services.json").json
    assert [one["service_code"] for one in told] == list(office.city.category_codes)
    assert all(fits("service", one) for one in told)
    found = read_xml(system.ask("services.xml"))
    assert [one.findtext("service_code") for one in found.iterfind("service")] == list(
        office.city.category_codes
    )
    assert system.ask("services.json", lang="en").json[0]["service_name"] == "Roads and traffic"


def test_every_service_has_a_definition(system: System, office: Office, read_xml: ReadXml) -> None:
    for service in system.ask("services.json").json:
        told = system.ask(f"services/{service['service_code']}.json").json
        assert bool(told["attributes"]) is service["metadata"]
        assert all(fits("attribute", one) for one in told["attributes"])
    lamps = read_xml(system.ask("services/chieu-sang.xml"))
    assert lamps.findtext("attributes/attribute/code") == "so-tru-den"
    assert [one.text for one in lamps.iterfind("attributes/attribute/values/value/key")][:2] == [
        "tat",
        "chap-chon",
    ]


def test_a_public_report_is_told_as_the_public_reads_it(system: System, publish: Publish) -> None:
    system.send(description="Đèn trước chợ tắt. Gọi Canary 0900 000 001 hoặc canary@example.org nhé.",
                phone="0900 000 002", email="canary2@example.org", first_name="Canary",
                address_string="1 Canary", lat="10.772537", long="106.698163",
                **{"attribute[so-tru-den]": "CANARY-25"})  # fmt: skip
    assert system.ask("requests.json").json == []
    publish(resolve=True)
    [report] = system.reports()
    [told] = system.ask("requests.json").json
    assert fits("request", told)
    assert told["status"] == "closed"
    assert told["status_notes"] == "Đã thay bóng đèn trước chợ."
    assert told["address"].endswith("Thành phố Hồ Chí Minh")
    assert W3C.fullmatch(told["requested_datetime"])
    everything = "".join(
        system.ask(path).text
        for path in ("requests.json", "requests.xml", f"requests/{report.public_id}.json",
                     f"requests/{report.public_id}.xml", "services.json")
    )  # fmt: skip
    for canary in ("0900", "canary@", "canary2@", "1 Canary", "CANARY-25", "10.77253", "106.69816"):
        assert canary not in everything, canary


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["new", "mid"]),
        ({"status": "open"}, ["new"]),
        ({"status": "closed"}, ["mid"]),
        ({"status": "open,closed"}, ["new", "mid"]),
        ({"service_code": "chieu-sang"}, ["new"]),
        ({"service_code": "chieu-sang, cay-xanh"}, ["new", "mid"]),
        ({"service_code": "khong-co"}, []),
        ({"start_date": "2025-02-02T00:00:00Z"}, ["new"]),
        ({"start_date": "2025-01-31T17:00:00Z", "end_date": "2025-02-28T00:00:00+07:00"}, ["mid"]),
        ({"start_date": "2025-01-31T17:00:01 00:00"}, ["new", "mid"]),
        ({"end_date": "2024-07-01"}, ["old"]),
        ({"service_request_id": "old,mid", "status": "open"}, ["mid", "old"]),
        ({"page_size": "1"}, ["new"]),
        ({"page_size": "1", "page": "2"}, ["mid"]),
        ({"page": "9"}, []),
        ({"jurisdiction_id": "hcmc"}, ["new", "mid"]),
    ],
    ids=str,
)
def test_requests_are_filtered(
    system: System, show: Callable[..., None], query: dict[str, str], found: list[str]
) -> None:
    show("new")
    show("mid", received=date(2025, 2, 1), status="resolved", category="cay-xanh")
    show("old", received=date(2024, 6, 1))
    assert ids(system, **query) == found


@pytest.mark.parametrize(
    ("status", "outcome", "told"),
    [
        ("assigned", None, "open"),
        ("resolved", "fixed_evidence", "closed"),
        ("answered", "planned", "closed"),
        ("answered", "not_found", "closed"),
    ],
)
@pytest.mark.parametrize("notation", ["json", "xml"])
def test_every_public_status_is_open_or_closed(
    system: System, show: Callable[..., None], read_xml: ReadXml, status: str, outcome: str | None, told: str,
    notation: str,
) -> None:  # fmt: skip
    show("one", status=status, outcome=outcome)
    answer = system.ask(f"requests.{notation}", status=told)
    found = (
        answer.json
        if notation == "json"
        else [{"status": one.text} for one in read_xml(answer).iter("status")]
    )
    assert [one["status"] for one in found] == [told]
    if notation == "json":
        assert found[0]["extended_attributes"]["outcome"] == outcome


def test_a_page_tells_where_the_next_one_is(system: System, show: Callable[..., None]) -> None:
    for number in range(5):
        show(f"id{number}")
    seen, url = [], "/open311/v2/requests.json?page_size=2&status=open"
    while url:
        answer = system.browser.get(url)
        seen += [told["service_request_id"] for told in answer.json]
        url = next(iter(re.findall(r"<(.+)>; rel", answer.headers.get("Link", ""))), "")
    assert seen == [f"id{number}" for number in range(5)]


@pytest.mark.parametrize(
    "query",
    [{"status": "done"}, {"start_date": "yesterday"}, {"end_date": "9999-99-99"}, {"page": "0"},
     {"page": "-1"}, {"page": "9" * 30}, {"page": "²"}, {"page_size": "1001"},
     {"start_date": "2024-01-01", "end_date": "2025-01-01"},
     {"start_date": "2025-01-02", "end_date": "2025-01-01"}, {"end_date": "0001-01-01"},
     {"start_date": "9999-12-31T23:59:59Z"}, {"service_request_id": "\x00"}, {"service_code": "x," * 999},
     {"service_request_id": "' OR 1=1 --" * 20}],
    ids=str,
)  # fmt: skip
def test_a_query_that_cannot_be_read_is_refused_in_the_standards_format(
    system: System, read_xml: ReadXml, query: dict[str, str]
) -> None:
    answer = system.ask("requests.json", **query)
    assert answer.status_code == 400
    [error] = answer.json
    assert error["code"] == 400
    assert error["description"]
    assert read_xml(system.ask("requests.xml", **query)).findtext("error/code") == "400"


@pytest.mark.parametrize(
    "path",
    ["", "services", "services/khong-co.json", "requests/nothing.json", "requests/%00.json",
     "tokens/nothing.json", "requests/..%2f..%2fdiscovery.json", "nothing.json",
     "services/<script>.json", "requests.csv"],
)  # fmt: skip
def test_what_is_not_there_is_told_in_the_standards_format(system: System, path: str) -> None:
    answer = system.ask(path)
    assert answer.status_code == 404
    assert answer.content_type == "application/json; charset=utf-8"
    assert answer.json[0]["code"] == 404
    assert "<script>" not in answer.text


def test_a_private_report_is_not_found_by_its_id(
    system: System, make_report: Callable[..., PublicReport]
) -> None:
    report = make_report()
    assert system.ask(f"requests/{report.public_id}.json").status_code == 404
    assert ids(system, service_request_id=report.public_id) == []


@pytest.mark.parametrize("notation", ["json", "xml"])
def test_a_published_client_understands_it(
    service_app: Flask, listen: Callable[..., str], system: System, publish: Publish, notation: str
) -> None:
    system.send()
    system.send(service_code="cay-xanh", description="Nhánh cây khô trước chợ sắp rơi.")
    publish()
    client = GeoReport(f"{listen(service_app)}/open311/v2", jurisdiction="hcmc", output_format=notation)
    assert {"chieu-sang", "cay-xanh"} <= {one["service_code"] for one in client.get_service_list()}
    assert client.get_service_definition("chieu-sang")["service_code"] == "chieu-sang"
    found = client.get_service_requests(status="open", start_date="2025-03-01T00:00:00Z")
    assert {one["service_code"] for one in found} == {"chieu-sang", "cay-xanh"}
    one = client.get_service_request(found[0]["service_request_id"])
    assert one["description"] == found[0]["description"]
