"""Who sends a message: the process that took it, by compare and swap; and the note of what became of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Update, update
from sqlmodel import Session, col, select

from minhbach.city.messages import BREACH, BREACH_DUE
from minhbach.databases import Database
from minhbach.records.models import Message

LEASE = timedelta(hours=1)
"""Who took a message and said nothing for so long was stopped in the middle."""
OLDEST = timedelta(days=7)
"""Nobody is told what happened longer ago than this, as when e-mail is set up a year after the reports."""
MOST_TRIES = 8
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(days=1)
WEBHOOK = "webhook"
_OPEN = (col(Message.sent_at).is_(None), col(Message.failed).is_(None))
_FREE = (*_OPEN, col(Message.taken_at).is_(None))
"""Not settled yet; and in nobody's hands."""


def due(session: Session, ways: list[str], now: datetime) -> list[int]:
    """The messages whose time has come, oldest first."""
    waiting = select(Message.id).where(*_FREE, col(Message.next_at) <= now, col(Message.via).in_(ways))
    return [found for found in session.exec(waiting.order_by(col(Message.next_at), col(Message.id))) if found]


def take(private: Database, message_id: int, now: datetime) -> bool:
    """Whether this process is the one that sends it; of two that ask at once, one."""
    mine = update(Message).where(col(Message.id) == message_id, *_FREE, col(Message.next_at) <= now)
    return _done(private, mine.values(taken_at=now, tries=col(Message.tries) + 1)) == 1


def note_sent(private: Database, message_id: int, now: datetime) -> None:
    """It was taken by whoever carries it on."""
    _note(private, message_id, sent_at=now)


def note_failed(private: Database, message_id: int, why: str) -> None:
    """It is given up."""
    _note(private, message_id, failed=why[:200])


def note_later(private: Database, message_id: int, now: datetime, why: str) -> bool:
    """Put it back for another try after a pause that grows; False where that was the last one."""
    with private.reading() as session:
        message = session.get(Message, message_id)
    if message is None:  # its report was erased meanwhile
        return False
    tries = message.tries
    if tries >= MOST_TRIES:
        note_failed(private, message_id, f"given up after {tries} tries: {why}")
        return False
    pause = min(FIRST_PAUSE * 3 ** max(tries - 1, 0), LONGEST_PAUSE)
    _note(private, message_id, taken_at=None, next_at=now + pause)
    return True


def settle(private: Database, now: datetime) -> int:
    """Clear up what is too old or was left in the middle; how many messages are given up by that.

    An e-mail that was left in the middle may have arrived, so it is not sent again; a webhook's receiver
    knows a message by its id, so that one is.
    """
    left = (*_OPEN, col(Message.taken_at) <= now - LEASE)
    freed = update(Message).where(*left, col(Message.via) == WEBHOOK).values(taken_at=None)
    lost = update(Message).where(*left, col(Message.via) != WEBHOOK)
    old = update(Message).where(*_FREE, col(Message.created_at) < now - OLDEST)
    _done(private, freed)
    return _done(private, lost.values(failed="stopped while sending: it may have arrived")) + _done(
        private, old.values(failed="too old to be told")
    )


def unhooked(session: Session, now: datetime) -> Iterator[Message]:
    """Messages of the last days that have no webhook message beside them; breaches never get one."""
    told = select(Message.key).where(Message.via == WEBHOOK)
    fresh = select(Message).where(
        Message.via != WEBHOOK, col(Message.created_at) >= now - OLDEST,
        col(Message.kind).not_in((BREACH, BREACH_DUE)),
    )  # fmt: skip
    known = set(session.exec(told.where(col(Message.created_at) >= now - OLDEST)))
    yield from (
        one for one in session.exec(fresh.order_by(col(Message.id))) if hook_key(one.key) not in known
    )


def hook_key(key: str) -> str:
    """The key of the webhook message beside another one."""
    return f"{WEBHOOK}:{key}"


def _note(private: Database, message_id: int, **values: Any) -> None:
    _done(private, update(Message).where(col(Message.id) == message_id).values(**values))


def _done(private: Database, change: Update) -> int:
    with private.writing() as session:
        return int(session.connection().execute(change).rowcount)
