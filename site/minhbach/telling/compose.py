"""A queued message in words: the pack's text of its kind, filled in for its reader."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from minhbach.city.messages import BREACH, BREACH_DUE, CITIZEN, LETTER, RECEIVE_MAIL, STAFF, Messages
from minhbach.records.breaches import tell_by
from minhbach.records.codes import code_of_mail
from minhbach.records.models import Breach, Message, Report
from minhbach.records.office import Office

NOBODY = "–"


@dataclass(frozen=True)
class Written:
    """A message ready to be read."""

    subject: str
    body: str
    language: str


class Writer:
    """Fills in a pack's texts."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._messages = Messages.load(office.settings.data)
        self._agencies = office.agencies()
        site = office.city.facts.get("site", {})
        self.site = str(site.get("service") or site.get("url") or "").rstrip("/")
        """Where people find the tracking page and the desk."""
        self.address = self._messages.address

    def write(self, message: Message, about: Report | Breach) -> Written:
        """A message in its reader's language; staff read the pack's first."""
        own = message.recipient == CITIZEN
        language = self._spoken(message.language if own else None)
        if isinstance(about, Breach):
            words = self._words_of_breach(about, language)
        else:
            words = self._words(about, message.agency, language) | {"code": self._code(message, about)}
        return self._fill(message.kind, message.recipient, CITIZEN if own else STAFF, words, language)

    def letter(self, kind: str, report: Report) -> Written:
        """The same text on paper, in its sender's language; without the tracking code."""
        language = self._spoken(report.language)
        return self._fill(kind, CITIZEN, LETTER, self._words(report, None, language), language)

    def _spoken(self, language: str | None) -> str:
        languages = self._office.city.languages
        return language if language in languages else languages[0]

    def _fill(self, kind: str, reader: str, around: str, words: dict[str, str], language: str) -> Written:
        text, frame = self._messages.texts[kind, reader], self._messages.frames[around].within(language)
        body = frame.strip().format(**words, text=text.text.within(language).strip().format(**words))
        subject = " ".join(text.subject.within(language).format(**words).split())
        return Written(subject, re.sub(r"\n{3,}", "\n\n", body) + "\n", language)

    def _words_of_breach(self, breach: Breach, language: str) -> dict[str, str]:
        """No word of what happened: mailboxes are copied and forwarded."""
        return self._everywhere(language) | {
            "found": self._moment(breach.found_at), "due": self._moment(tell_by(breach)),
        }  # fmt: skip

    def _words(self, report: Report, addressed: str | None, language: str) -> dict[str, str]:
        city = self._office.city
        category = city.categories.get(report.category)
        refusal = city.refusals.get(report.refusal or "")
        agency = self._agencies.get(addressed or report.agency or "")
        day = f"{self._office.local_day(report.received_at):%d/%m/%Y}"
        return self._everywhere(language) | {
            "report": report.public_id,
            "category": category.name.within(language) if category else report.category,
            "agency": agency.name.within(language) if agency else NOBODY,
            "received": day,
            "due": self._moment(report.due_at) if report.due_at else NOBODY,
            "question": report.question or "",
            "interim": report.interim or "",
            "answer": report.answer or "",
            "refusal": refusal.text.within(language) if refusal else "",
            "note": report.refusal_note or "",
        }

    def _everywhere(self, language: str) -> dict[str, str]:
        city = self._office.city
        return {
            "service": city.service.within(language),
            "hotline": str(city.facts.get("hotline", {}).get("number", "")),
            "site": self.site,
        }

    def _moment(self, value: datetime) -> str:
        return f"{value.astimezone(self._office.city.timezone):%H:%M %d/%m/%Y}"

    def _code(self, message: Message, report: Report) -> str:
        if (message.kind, message.recipient) != (RECEIVE_MAIL, CITIZEN):
            return NOBODY
        return code_of_mail(self._office.keyring, report) or NOBODY


def stands(session: Session, message: Message) -> Report | Breach | None:
    """What a message is about, while its text still says what is so; None once it does not.

    A question that was answered, an answer that was taken back: their words are no longer in the report. A
    breach that the authority knows of has no clock.
    """
    if message.kind in (BREACH, BREACH_DUE):
        breach = session.get(Breach, message.event or 0)
        return breach if breach is not None and breach.told_at is None else None
    report = session.get(Report, message.report_id) if message.report_id is not None else None
    needed = {"ask": "question", "interim": "interim", "resolve": "answer", "refuse": "refusal"}
    if report is None or (message.kind in needed and not getattr(report, needed[message.kind])):
        return None
    return report
