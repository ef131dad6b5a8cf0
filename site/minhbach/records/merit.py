"""Merit and fault: citizens who choose to be counted under a pseudonym, agencies with their legal ground.

A pseudonym is no account: anybody may write any, so it earns mention and nothing else. It is shown to all
only for reports whose sender agreed to that, one by one. Nothing here names who sent a false report.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import update
from sqlmodel import Session, col, delete, select

from minhbach.errors import BadInput
from minhbach.records.models import AgencyRecord, Credit, Report
from minhbach.records.workflow import ANSWERED, COUNTS_AS_RESOLVED

COMMENDATION, VIOLATION = "commendation", "violation"
KINDS = (COMMENDATION, VIOLATION)
SHORTEST_NAME, LONGEST_NAME, MOST_DIGITS = 2, 40, 4
LONGEST_GROUND, LONGEST = 200, 2000
_REACH = re.compile(r"[@/\\:]|www\.", re.I)


@dataclass(frozen=True)
class Merit:
    """What was sent under one pseudonym."""

    pseudonym: str
    sent: int
    useful: int
    """Taken in, and settled by it."""
    public: int
    """Of the useful ones, how many may be counted where all can see it."""
    last: datetime


def plain_pseudonym(text: str) -> str:
    """A pseudonym as it is kept; BadInput for one that reaches a person or cannot be shown."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not SHORTEST_NAME <= len(name) <= LONGEST_NAME:
        raise BadInput(f"a pseudonym has {SHORTEST_NAME} to {LONGEST_NAME} letters")
    if not name.isprintable() or any(unicodedata.category(sign) in ("Cf", "Co") for sign in name):
        raise BadInput("a pseudonym has letters, digits and blanks only")
    if _REACH.search(name) or sum(sign.isdigit() for sign in name) > MOST_DIGITS:
        raise BadInput("a pseudonym must not hold a telephone number, an address or a link")
    return name


def give_credit(session: Session, report_id: int, pseudonym: str, public: bool, at: datetime) -> Credit:
    """Count a report under its sender's pseudonym, as they chose; a later choice takes the place of it."""
    kept = session.get(Credit, report_id) or Credit(report_id=report_id, pseudonym="", at=at)
    kept.pseudonym, kept.public, kept.at = plain_pseudonym(pseudonym), public, at
    session.add(kept)
    session.flush()
    return kept


def drop_credit(session: Session, report_id: int) -> bool:
    """Count a report under no name any more; whether it was."""
    return bool(session.exec(delete(Credit).where(col(Credit.report_id) == report_id)).rowcount)


def credit_of(session: Session, report_id: int) -> Credit | None:
    """What a report's sender chose, if anything."""
    return session.get(Credit, report_id)


def list_merits(session: Session) -> list[Merit]:
    """Every pseudonym, with most useful reports first."""
    counts: dict[str, list[tuple[bool, bool, datetime]]] = defaultdict(list)
    for credit, report in session.exec(select(Credit, Report).join(Report)):
        useful = report.status in ANSWERED and report.outcome in COUNTS_AS_RESOLVED
        counts[credit.pseudonym].append((useful, useful and credit.public, report.received_at))
    merits = [
        Merit(name, len(rows), sum(row[0] for row in rows), sum(row[1] for row in rows),
              max(row[2] for row in rows))
        for name, rows in counts.items()
    ]  # fmt: skip
    return sorted(merits, key=lambda one: (-one.useful, -one.sent, one.pseudonym))


def add_agency_record(
    session: Session, kind: str, agency: str, ground: str, text: str, day: date, actor: str, at: datetime,
    *, public: bool = False,
) -> AgencyRecord:  # fmt: skip
    """Write down that an agency was commended or broke the rules; BadInput where a part is missing."""
    if kind not in KINDS:
        raise BadInput(f"kind {kind!r}: use one of {', '.join(KINDS)}")
    said, why = text.strip(), " ".join(ground.split())
    if not why or len(why) > LONGEST_GROUND:
        raise BadInput(f"the legal ground is missing or longer than {LONGEST_GROUND} letters")
    if not said or len(said) > LONGEST:
        raise BadInput(f"say what happened, in at most {LONGEST} letters")
    record = AgencyRecord(agency=agency, kind=kind, ground=why, text=said, day=day, public=public,
                          actor=actor, at=at)  # fmt: skip
    session.add(record)
    session.flush()
    return record


def publish_agency_record(session: Session, record_id: int, public: bool) -> bool:
    """Show a record to all with the next release, or no longer; whether there is such a record."""
    changed = update(AgencyRecord).where(col(AgencyRecord.id) == record_id).values(public=public)
    return bool(session.exec(changed).rowcount)


def list_agency_records(session: Session, agency: str | None = None) -> Sequence[AgencyRecord]:
    """Every record, newest first; of one agency if named."""
    query = select(AgencyRecord).order_by(col(AgencyRecord.day).desc(), col(AgencyRecord.id).desc())
    return session.exec(query.where(AgencyRecord.agency == agency) if agency else query).all()
