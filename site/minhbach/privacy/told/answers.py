"""What a sender answered to the city's questions, where the pack says that it may be read by all."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from minhbach.city.questions import DATETIME, LISTS, Question, Questions, load_questions
from minhbach.privacy.disclosure.crowd import CROWDED, DAY
from minhbach.privacy.text import redact
from minhbach.public.models import PublicAnswer, PublicReport
from minhbach.records.models import ReportAnswer
from minhbach.records.office import Office

MOST = 500


def questions_of(office: Office) -> Questions:
    """The pack's questions, by category."""
    return load_questions(office.settings.data, office.city.category_codes)


def told_answers(row: PublicReport, said: Mapping[str, str], office: Office) -> list[PublicAnswer]:
    """The answers that go beside a public record, by their questions' codes."""
    concerns = office.city.categories[row.category].concerns
    open_place = concerns not in CROWDED and row.date_precision == DAY
    found = public_answers(questions_of(office).get(row.category, ()), said, open_place)
    return [PublicAnswer(public_id=row.public_id, question=code, value=text) for code, text in found.items()]


def public_answers(
    questions: Sequence[Question], said: Mapping[str, str], open_place: bool
) -> dict[str, str]:
    """What may be read of some answers: choices by their codes, words redacted, of a moment the day.

    Words and numbers can name a spot (a lamp post), so they are told only of public spaces (`open_place`).
    """
    found = {}
    for question in questions:
        value = said.get(question.code, "")
        if question.public and value and (open_place or question.datatype in LISTS):
            found[question.code] = _plain(question, value)
    return {code: value for code, value in found.items() if value}


def _plain(question: Question, value: str) -> str:
    if question.datatype in LISTS:  # a code that the pack no longer has could be anything
        return ",".join(code for code in value.split(",") if code in question.choices)
    if question.datatype == DATETIME:
        return value[:10]
    return redact(value).text[:MOST]


def answers_by_report(session: Session, ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """What the senders of some reports answered, by report and question."""
    found: dict[int, dict[str, str]] = {}
    query = select(ReportAnswer).where(col(ReportAnswer.report_id).in_(ids))
    for row in session.exec(query.order_by(col(ReportAnswer.question))):
        found.setdefault(row.report_id, {})[row.question] = row.value
    return found
