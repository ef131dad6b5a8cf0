"""The breach record: personal data got where it should not, and the law's 72 hours to tell of it.

Rows are added, never changed: a breach's own words stay as they were written, and two moments are set once,
when the authority was told and when it was closed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from minhbach.city.messages import BREACH, BREACH_DUE, READERS
from minhbach.errors import BadInput
from minhbach.records.models import Breach, BreachEntry
from minhbach.records.outbox import queue

CLOCK = timedelta(hours=72)
"""Decree 356/2025: how long after it was found the authority must know."""
LAST_DAY = timedelta(hours=24)
"""How long before the end of the 72 hours those who must tell are reminded."""
TOLD, CLOSED = "told", "closed"
SHORTEST, LONGEST = 10, 4000


@dataclass(frozen=True)
class BreachCase:
    """A breach with its log, oldest line first."""

    breach: Breach
    entries: tuple[BreachEntry, ...]

    @property
    def tell_by(self) -> datetime:
        """When the 72 hours are over."""
        return tell_by(self.breach)


def record_breach(session: Session, actor: str, found_at: datetime, what: str, at: datetime) -> Breach:
    """Write down a breach that was found, and let those who must tell of it know at once.

    BadInput for words too few or a moment to come.
    """
    if found_at > at:
        raise BadInput("a breach cannot be found in the future: give the moment at which you learned of it")
    breach = Breach(found_at=found_at, actor=actor, what=_told(what))
    session.add(breach)
    session.flush()
    _tell(session, breach, BREACH, at)
    return breach


def add_entry(session: Session, breach_id: int, actor: str, text: str, at: datetime) -> BreachEntry:
    """Add a line to the log, also after it was closed: what is learned later belongs there too."""
    entry = BreachEntry(breach_id=breach_id, at=at, actor=actor, text=_told(text))
    session.add(entry)
    session.flush()
    return entry


def mark_breach(session: Session, breach_id: int, step: str, actor: str, text: str, at: datetime) -> bool:
    """Say that the authority was TOLD, or that the breach is CLOSED; False where that was said before."""
    moment = {TOLD: col(Breach.told_at), CLOSED: col(Breach.closed_at)}[step]
    words = _told(text)
    once = update(Breach).where(col(Breach.id) == breach_id, moment.is_(None)).values({moment: at})
    if session.exec(once).rowcount != 1:
        return False
    add_entry(session, breach_id, actor, words, at)
    return True


def remind_of_breaches(session: Session, now: datetime) -> int:
    """Queue, once each, that the 72 hours of a breach not yet told are nearly over; how many are new."""
    running = select(Breach).where(
        col(Breach.told_at).is_(None), col(Breach.found_at) <= now - CLOCK + LAST_DAY
    )
    return sum(_tell(session, breach, BREACH_DUE, now) for breach in session.exec(running).all())


def find_breach(session: Session, breach_id: int) -> BreachCase | None:
    """One breach with its log."""
    breach = session.get(Breach, breach_id)
    if breach is None:
        return None
    entries = select(BreachEntry).where(BreachEntry.breach_id == breach_id).order_by(col(BreachEntry.id))
    return BreachCase(breach, tuple(session.exec(entries)))


def list_breaches(session: Session) -> list[Breach]:
    """Every breach: those not yet told first, by their clock; then the newest."""
    found = session.exec(select(Breach)).all()
    waiting = sorted((one for one in found if one.told_at is None), key=lambda one: one.found_at)
    told = sorted((one for one in found if one.told_at), key=lambda one: one.found_at, reverse=True)
    return [*waiting, *told]


def tell_by(breach: Breach) -> datetime:
    """When a breach's 72 hours are over."""
    return breach.found_at + CLOCK


def told_in_time(breach: Breach, now: datetime) -> bool | None:
    """Whether the authority knew in time; None while it need not yet."""
    if breach.told_at is not None:
        return breach.told_at <= tell_by(breach)
    return False if now > tell_by(breach) else None


def _tell(session: Session, breach: Breach, kind: str, at: datetime) -> int:
    return sum(
        queue(session, f"{kind}:{breach.id}:{reader}", kind=kind, recipient=reader, at=at, event=breach.id)
        for reader in READERS[kind]
    )


def _told(text: str) -> str:
    plain = text.strip()
    if not SHORTEST <= len(plain) <= LONGEST:
        raise BadInput(f"a breach's words: use {SHORTEST} to {LONGEST} characters")
    return plain
