"""Public reports and the categories as Open311 GeoReport v2 tells them: live and in frozen files alike."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from minhbach.city import City
from minhbach.city.questions import LISTS, Question
from minhbach.places.atlas import Atlas
from minhbach.places.units import DISTRICT, WARD
from minhbach.public.models import PublicReport
from minhbach.public.wording import unit_name

OPEN, CLOSED = "open", "closed"
WORKED_ON = "assigned"
"""The one public status that is open: all others came to an answer."""
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGED = "2026-11-24T00:00:00Z"
"""When what these endpoints offer last changed."""
MOST = 1000
"""Requests in one answer, as the standard has it."""


def discovery(city: City, url: str, formats: Sequence[str], language: str) -> dict[str, Any]:
    """Where the endpoint is, what it speaks, whom to ask."""
    asked = f"{city.publisher.within(language)}, {city.facts['hotline']['number']}"
    endpoint = {"specification": SPECIFICATION, "url": url, "changeset": CHANGED, "type": "production",
                "formats": list(formats)}  # fmt: skip
    return {"changeset": CHANGED, "contact": asked, "key_service": asked, "endpoints": [endpoint]}


def services(city: City, questions: Mapping[str, Sequence[Question]], language: str) -> list[dict[str, Any]]:
    """Every category. Its type is "batch": a sent report has a token first, and an id once it is public."""
    return [
        {
            "service_code": category.code,
            "service_name": category.name.within(language),
            "description": category.hint.within(language),
            "metadata": bool(questions.get(category.code)),
            "type": "batch",
            "keywords": "",
            "group": "",
        }
        for category in city.categories.values()
    ]


def definition(code: str, asked: Sequence[Question], language: str) -> dict[str, Any]:
    """The questions about one category."""
    attributes = [_attribute(question, order, language) for order, question in enumerate(asked, 1)]
    return {"service_code": code, "attributes": attributes}


def service_request(
    report: PublicReport, city: City, atlas: Atlas, agency: Callable[[PublicReport], str | None],
    site: str, language: str,
) -> dict[str, Any]:  # fmt: skip
    """A public report; `agency` names who handles it, `site` is where the public pages are."""
    category = city.categories.get(report.category)
    return {
        "service_request_id": report.public_id,
        "status": OPEN if report.status == WORKED_ON else CLOSED,
        "status_notes": report.answer or report.interim,
        "service_name": category.name.within(language) if category else report.category,
        "service_code": report.category,
        "description": report.text,
        "agency_responsible": agency(report),
        "service_notice": None,
        "requested_datetime": _moment(report.received, city),
        "updated_datetime": _moment(report.resolved or report.received, city),
        "expected_datetime": _moment(report.due, city) if report.due else None,
        "address": _address(report, city, atlas, language),
        "address_id": None,
        "zipcode": None,
        "lat": report.lat,
        "long": report.lon,
        "media_url": f"{site}/photos/{report.photo}" if report.photo else None,
        "extended_attributes": {
            "date_precision": report.date_precision,
            "location_method": report.location_method,
            "location_uncertainty_m": report.location_uncertainty_m,
            "vintage": report.vintage,
            "ward_code": report.ward_code,
            "district_code": report.district_code,
            "outcome": report.outcome,
            "reports": report.reports,
            "made_up": report.made_up,
        },
    }


def _attribute(question: Question, order: int, language: str) -> dict[str, Any]:
    told = {
        "variable": True,
        "code": question.code,
        "datatype": question.datatype,
        "required": question.required,
        "datatype_description": question.hint.within(language) if question.hint else None,
        "order": order,
        "description": question.text.within(language),
    }
    if question.datatype not in LISTS:
        return told
    values = [{"key": code, "name": name.within(language)} for code, name in question.choices.items()]
    return told | {"values": values}


def _address(report: PublicReport, city: City, atlas: Atlas, language: str) -> str | None:
    """The ward and district of the report's day: public places are told no more closely."""
    if report.vintage not in {vintage.id for vintage in atlas.vintages}:
        return None
    codes = ((report.ward_code, WARD), (report.district_code, DISTRICT))
    units = [atlas.unit(report.vintage, code, level) for code, level in codes if code]
    named = [unit_name(unit, language) for unit in units if unit]
    return ", ".join([*named, city.name.within(language)])


def _moment(day: date, city: City) -> str:
    """A day as the standard writes moments: its first, since hours are not public."""
    return datetime.combine(day, time.min, city.timezone).isoformat()
