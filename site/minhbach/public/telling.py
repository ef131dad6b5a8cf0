"""A resolved report told from its rows: its steps and deadline, its answers, how to cite and check it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext
from sqlmodel import Session

from minhbach.city.questions import LISTS, Question, load_questions
from minhbach.city.rules import Rule
from minhbach.ledger.tree import leaf_hash
from minhbach.public.counting import queries
from minhbach.public.counting.edition import Edition
from minhbach.public.counting.leaves import record_of
from minhbach.public.models import PublicEvent, PublicReport


@dataclass(frozen=True)
class Told:
    """What a report's page says besides the report's own row."""

    steps: Sequence[PublicEvent]
    answers: Sequence[tuple[str, str]]
    """Question and answer, in words."""
    rule: Rule | None
    leaf: str
    """The record's leaf in the ledger, in hexadecimal."""


def tell(session: Session, report: PublicReport, shown: Edition, language: str) -> Told:
    """Gather it with the queries that a freeze reads ahead."""
    room = shown.showroom
    questions = load_questions(room.settings.data, room.city.category_codes).get(report.category, ())
    asked = {question.code: question for question in questions}
    answers = [
        (asked[row.question].text.within(language), _said(asked[row.question], row.value, language))
        for row in queries.answers_of(session, report.public_id)
        if row.question in asked
    ]
    rule = next((rule for rule in shown.rules.rules if rule.id == report.rule), None)
    steps = queries.events_of(session, report.public_id)
    return Told(steps, answers, rule, leaf_hash(record_of(session, report)).hex())


def step_told(kind: str) -> str:
    """A step of a report's life in words."""
    return {
        "received": gettext("Tiếp nhận"),
        "assigned": gettext("Chuyển đơn vị xử lý"),
        "started": gettext("Bắt đầu xử lý"),
        "returned": gettext("Đơn vị chuyển trả tổng đài"),
        "asked": gettext("Hỏi thêm người gửi"),
        "replied": gettext("Người gửi trả lời"),
        "interim": gettext("Trả lời bước đầu"),
        "resolved": gettext("Trả lời kết quả"),
        "reopened": gettext("Mở lại"),
        "closed": gettext("Kết thúc"),
    }.get(kind, kind)


def outcome_told(outcome: str) -> str:
    """What an answer means, in words."""
    return {
        "fixed_evidence": gettext("Đã khắc phục, có ảnh chứng minh"),
        "fixed_stated": gettext("Đã khắc phục, theo lời đơn vị"),
        "planned": gettext("Đã có kế hoạch, chưa làm xong"),
        "referred": gettext("Chuyển cơ quan ngoài hệ thống"),
        "not_found": gettext("Không tìm thấy sự việc"),
    }.get(outcome, outcome)


def in_time(report: PublicReport) -> str:
    """Whether the result came in time, in words; empty where that cannot be told."""
    if report.on_time is None:
        return ""
    return gettext("đúng hạn") if report.on_time else gettext("trễ hạn")


FILTERS = {"step": step_told, "outcome": outcome_told, "in_time": in_time}


def _said(question: Question, value: str, language: str) -> str:
    if question.datatype not in LISTS:
        return value
    named = [question.choices[code].within(language) for code in value.split(",") if code in question.choices]
    return ", ".join(named)
