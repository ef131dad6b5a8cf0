"""Read answers to the city's questions about a category, in the form and over Open311 alike."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from flask_babel import get_locale
from flask_babel import gettext as _

from minhbach.city.questions import ANY_OF, DATETIME, NUMBER, ONE_OF, TEXT, Question, load_questions
from minhbach.intake.clean import clean_line, clean_text
from minhbach.records.office import Office

MOST_LINE, MOST_LONG = 100, 500
_NUMBER = re.compile(r"[-+]?\d{1,12}(?:[.,]\d{1,6})?", re.ASCII)
Given = Callable[[Question], Sequence[str]]
"""What was sent in for a question, as it came."""


def questions_about(office: Office, category: str) -> tuple[Question, ...]:
    """What the city asks about a category, in the pack's order."""
    return load_questions(office.settings.data, office.city.category_codes).get(category, ())


def field_of(question: Question) -> str:
    """The name of a question's field in the form; no other field has a dot."""
    return f"q.{question.code}"


def read_answers(asked: Sequence[Question], given: Given) -> tuple[dict[str, str], dict[str, str]]:
    """Clean answers and faults, both by question code; what was not answered has no answer."""
    answers: dict[str, str] = {}
    faults: dict[str, str] = {}
    for question in asked:
        said = [clean for value in given(question) if (clean := _clean(question, value))]
        wrong = _fault(question, said)
        if wrong:
            faults[question.code] = wrong
        elif said:
            answers[question.code] = _stored(question, said)
    return answers, faults


def _clean(question: Question, value: str) -> str:
    # One more than may be sent, so that too much shows as a fault and is not cut in silence.
    if question.datatype == TEXT:
        return clean_text(value, MOST_LONG + 1)
    return clean_line(value, MOST_LINE + 1)


def _fault(question: Question, said: Sequence[str]) -> str | None:
    label = question.text.within(str(get_locale()))
    if not said:
        return _("Hãy trả lời: %(question)s.", question=label) if question.required else None
    if question.choices:
        known = all(value in question.choices for value in said)
        alone = question.datatype == ANY_OF or len(said) == 1
        return None if known and alone else _("Hãy chọn trong danh sách: %(question)s.", question=label)
    most = MOST_LONG if question.datatype == TEXT else MOST_LINE
    if len(said) > 1 or len(said[0]) > most:
        return _("%(question)s: tối đa %(most)s ký tự.", question=label, most=most)
    if question.datatype == NUMBER and not _NUMBER.fullmatch(said[0]):
        return _("%(question)s: hãy chỉ ghi chữ số.", question=label)
    if question.datatype == DATETIME and not _is_moment(said[0]):
        return _("%(question)s: chưa đọc được ngày giờ.", question=label)
    return None


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _stored(question: Question, said: Sequence[str]) -> str:
    """One value; of a list, codes in the pack's order, each once."""
    if question.datatype in (ANY_OF, ONE_OF):
        return ",".join(code for code in question.choices if code in said)
    return said[0].replace(",", ".") if question.datatype == NUMBER else said[0]
