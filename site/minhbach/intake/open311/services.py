"""What can be reported here, as Open311 tells it: the pack's categories and its questions about each."""

from typing import Any

from minhbach.city.questions import LISTS, Question
from minhbach.intake.answers import questions_about
from minhbach.intake.open311.reply import NOTATIONS, TYPES, Refused
from minhbach.records.office import Office

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGED = "2026-11-24T00:00:00Z"
"""When what this endpoint offers last changed."""


def discovery(office: Office, url: str, language: str) -> dict[str, Any]:
    """Where the endpoint is, what it speaks, whom to ask."""
    city = office.city
    hotline = city.facts["hotline"]["number"]
    return {
        "changeset": CHANGED,
        "contact": f"{city.publisher.within(language)}, {hotline}",
        "key_service": f"{city.publisher.within(language)}, {hotline}",
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": url,
                "changeset": CHANGED,
                "type": "production",
                "formats": [TYPES[notation].partition(";")[0] for notation in NOTATIONS],
            }
        ],
    }


def services(office: Office, language: str) -> list[dict[str, Any]]:
    """Every category. Its type is "batch": a sent report has a token first, and an id once it is public."""
    return [
        {
            "service_code": category.code,
            "service_name": category.name.within(language),
            "description": category.hint.within(language),
            "metadata": bool(questions_about(office, category.code)),
            "type": "batch",
            "keywords": "",
            "group": "",
        }
        for category in office.city.categories.values()
    ]


def definition(office: Office, code: str, language: str) -> dict[str, Any]:
    """The questions about one category; raises Refused where the pack has none of this code."""
    if code not in office.city.categories:
        raise Refused(404, "service_code not found: see services")
    asked = questions_about(office, code)
    return {
        "service_code": code,
        "attributes": [_attribute(question, order, language) for order, question in enumerate(asked, 1)],
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
