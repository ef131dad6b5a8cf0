"""A report's answers to the city's questions, in words for who works on it."""

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlmodel import Session

from minhbach.city.questions import Question, load_questions
from minhbach.records.answers import answers_of
from minhbach.records.models import Report
from minhbach.records.office import Office

ADDRESS = "address_string"
"""What Open311 calls the place in the sender's own words."""


def told_answers(session: Session, office: Office, report: Report) -> tuple[tuple[str, str], ...]:
    """Question and answer, in the pack's order; what the pack asks no more is called by its code."""
    given = answers_of(session, report.id or 0)
    every = load_questions(office.settings.data, office.city.category_codes)
    own = {question.code: question for question in every.get(report.category, ())}
    # An operator may have changed the category since: then another category's question was answered.
    known = {question.code: question for about in every.values() for question in about} | own
    ordered = dict.fromkeys([*own, *given])
    return tuple(_told(known.get(code), code, given[code]) for code in ordered if code in given)


def _told(question: Question | None, code: str, value: str) -> tuple[str, str]:
    if question is None:
        return _("Địa chỉ theo lời người gửi") if code == ADDRESS else code, value
    language = str(get_locale())
    names = [question.choices[one].within(language) if one in question.choices else one
             for one in value.split(",")] if question.choices else [value]  # fmt: skip
    return question.text.within(language), ", ".join(names)
