"""What stands beside a report and goes with its wording: additions, notes, helpers' words, pseudonyms."""

import secrets
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, delete, select

from minhbach.privacy.disclosure.crowd import CROWDED
from minhbach.privacy.text import redact
from minhbach.privacy.told.answers import public_answers, questions_of
from minhbach.records.models import (
    Addition,
    CoAgency,
    Credit,
    Message,
    Note,
    PrivateTable,
    Report,
    ReportAnswer,
    Support,
)
from minhbach.records.office import Office

OF_THE_SENDER: Sequence[type[PrivateTable]] = (Addition, Credit)
ALL: Sequence[type[PrivateTable]] = (*OF_THE_SENDER, Note, CoAgency, Support, Message, ReportAnswer)


def forget_beside(session: Session, report: Report) -> None:
    """Delete all of it: of a report that never was public, or is not any more."""
    _drop(session, report, ALL)


def soften_beside(session: Session, office: Office, report: Report) -> None:
    """Delete what the sender said besides, and cut the rest down to what the public may read.

    Staff's words stay, redacted; so do those who said "me too", as a number that leads to no browser.
    """
    _drop(session, report, OF_THE_SENDER)
    for note in session.exec(select(Note).where(Note.report_id == report.id)):
        note.text = redact(note.text).text
    for helper in session.exec(select(CoAgency).where(CoAgency.report_id == report.id)):
        helper.asked, helper.answer = redacted(helper.asked), redacted(helper.answer)
    moments = session.exec(select(Support.at).where(Support.report_id == report.id)).all()
    _drop(session, report, [Support])
    session.add_all(
        Support(report_id=report.id or 0, browser_hash=secrets.token_hex(32), at=at) for at in moments
    )
    _settle_answers(session, office, report)


def redacted(words: str | None) -> str | None:
    """Words that may be there, redacted."""
    return redact(words).text if words else None


def _settle_answers(session: Session, office: Office, report: Report) -> None:
    """Keep of the answers only what the public reads, as it reads it."""
    rows = session.exec(select(ReportAnswer).where(ReportAnswer.report_id == report.id)).all()
    category = office.city.categories.get(report.category)
    open_place = category is not None and category.concerns not in CROWDED
    asked = questions_of(office).get(report.category, ())
    kept = public_answers(asked, {row.question: row.value for row in rows}, open_place)
    for row in rows:
        if row.question in kept:
            row.value = kept[row.question]
        else:
            session.delete(row)


def _drop(session: Session, report: Report, tables: Sequence[type[PrivateTable]]) -> None:
    for table in tables:
        mine: Any = table.report_id  # type: ignore[attr-defined]
        session.connection().execute(delete(table).where(col(mine) == report.id))
