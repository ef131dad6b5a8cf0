"""Frozen answers for programs: a JSON file a report, ward and district, and Open311 reads. No key, no cap."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from flask import Blueprint, Response, abort
from sqlmodel import Session

from minhbach.city.questions import Questions, load_questions
from minhbach.places.units import DISTRICT, WARD, Unit
from minhbach.public.counting import queries
from minhbach.public.counting.current import Current, current, edition
from minhbach.public.counting.edition import Edition, key_of
from minhbach.public.counting.leaves import record_of
from minhbach.public.interface.open311 import MOST, definition, discovery, service_request, services
from minhbach.public.interface.openapi import description
from minhbach.public.models import PublicReport
from minhbach.public.site import site_url

api = Blueprint("api", __name__, url_prefix="/api")
JSON = "application/json"
LEVELS = {"wards": WARD, "districts": DISTRICT}
Address = tuple[str, dict[str, Any]]


def api_addresses(shown: Current) -> Iterator[Address]:
    """Every file of the interface."""
    told, _ = shown.now()
    for name in ("openapi", "index", "discovery", "services", "requests"):
        yield f"api.{name}", {}
    for code in told.showroom.city.categories:
        yield "api.service", {"code": code}
    for vintage in told.vintages:
        for name, level in LEVELS.items():
            for unit in told.all_units(vintage.id, level):
                yield "api.unit", {"level": name, "vintage": vintage.id, "code": unit.code}
    with shown.reading() as session:
        ids = queries.public_ids(session)
    for public_id in ids:
        yield "api.report", {"public_id": public_id}
        yield "api.report_feature", {"public_id": public_id}
        yield "api.one_request", {"public_id": public_id}


@api.get("/openapi.json", endpoint="openapi")
def openapi() -> Response:
    """This interface, described."""
    city = edition().showroom.city
    return _json(description(city, site_url(city)))


@api.get("/index.json", endpoint="index")
def index() -> Response:
    """What there is, and of which release."""
    shown = edition()
    return _json(
        {
            "release": shown.release.id if shown.release else None,
            "made_up": shown.made_up,
            "openapi": "openapi.json",
            "open311": "open311/v2/discovery.json",
            "reports": sum(tally.reports for tally in shown.categories.values()),
            "bulk": "../data/index.json",
            "vintages": {
                vintage.id: {name: [unit.code for unit in shown.all_units(vintage.id, level)]
                             for name, level in LEVELS.items()}
                for vintage in shown.vintages
            },
        }
    )  # fmt: skip


@api.get("/reports/<public_id>.json", endpoint="report")
def report(public_id: str) -> Response:
    """One public report, as its record in the release's ledger has it."""
    with current().reading() as session:
        found = _found(session, public_id)
        return Response(record_of(session, found) + b"\n", mimetype=JSON)


@api.get("/reports/<public_id>.geojson", endpoint="report_feature")
def report_feature(public_id: str) -> Response:
    """The same as one GeoJSON feature, for a map."""
    with current().reading() as session:
        found = _found(session, public_id)
        record = orjson.loads(record_of(session, found))
    placed = found.lat is not None and found.lon is not None
    point = {"type": "Point", "coordinates": [record["lon"], record["lat"]]} if placed else None
    properties = {name: value for name, value in record.items() if name not in ("lat", "lon")}
    feature = {"type": "Feature", "id": public_id, "geometry": point, "properties": properties}
    told = orjson.dumps(feature, option=orjson.OPT_INDENT_2) + b"\n"
    return Response(told, mimetype="application/geo+json")


@api.get("/<any(wards, districts):level>/<vintage>/<code>.json", endpoint="unit")
def unit(level: str, vintage: str, code: str) -> Response:
    """One ward or district of one vintage: its names and its figures."""
    shown = edition()
    found = shown.unit(vintage, code, LEVELS[level]) if vintage in shown.shown else None
    if found is None:
        abort(404)
    return _json(_unit(found, shown))


@api.get("/open311/v2/discovery.json", endpoint="discovery")
def show_discovery() -> Response:
    """What the Open311 files are."""
    city = edition().showroom.city
    return _json(discovery(city, f"{_site()}/api/open311/v2", (JSON,), _language()))


@api.get("/open311/v2/services.json", endpoint="services")
def show_services() -> Response:
    """Every category."""
    return _json(services(edition().showroom.city, _questions(), _language()))


@api.get("/open311/v2/services/<code>.json", endpoint="service")
def show_service(code: str) -> Response:
    """What is asked about one category."""
    if code not in edition().showroom.city.categories:
        abort(404)
    return _json(definition(code, _questions().get(code, ()), _language()))


@api.get("/open311/v2/requests.json", endpoint="requests")
def show_requests() -> Response:
    """The newest public reports, as many as the standard gives at once; the bulk files hold all."""
    with current().reading() as session:
        return _json([_request(one) for one in queries.newest(session, MOST)])


@api.get("/open311/v2/requests/<public_id>.json", endpoint="one_request")
def show_request(public_id: str) -> Response:
    """One public report."""
    with current().reading() as session:
        found = _found(session, public_id)
        return _json([_request(found)])


@api.after_request
def _let_all_read(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"  # live; a static host says so in its own settings
    return response


def _found(session: Session, public_id: str) -> PublicReport:
    return session.get(PublicReport, public_id) or abort(404)


def _request(report: PublicReport) -> dict[str, Any]:
    shown = edition()

    def agency(of: PublicReport) -> str | None:
        known = shown.agency(of)
        return known.name.within(_language()) if known else of.agency

    room = shown.showroom
    return service_request(report, room.city, room.atlas, agency, _site(), _language())


def _unit(unit: Unit, shown: Edition) -> dict[str, Any]:
    tally = shown.tally(unit)
    place = "wards" if unit.level == WARD else "districts"
    return {
        "vintage": unit.vintage,
        "level": unit.level,
        "code": unit.code,
        "name": unit.name,
        "name_en": unit.name_en,
        "parent": unit.parent,
        "exact": unit.exact,
        "reports": tally.reports,
        "resolved": tally.resolved,
        "page": f"{_site()}/{place}/{unit.vintage}/{key_of(unit)}/",
    }


def _questions() -> Questions:
    room = edition().showroom
    return load_questions(room.settings.data, room.city.category_codes)


def _language() -> str:
    return edition().showroom.city.languages[0]


def _site() -> str:
    """Where the pages will stand; empty where the pack does not say it: then addresses begin at the root."""
    return site_url(edition().showroom.city)


def _json(content: Mapping[str, Any] | list[Any]) -> Response:
    return Response(orjson.dumps(content, option=orjson.OPT_INDENT_2) + b"\n", mimetype=JSON)
