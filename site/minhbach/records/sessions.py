"""Signed-in browsers: kept here and not in the cookie, so that they end when they should.

A session ends by signing out, by its age, by standing idle, by being revoked, and whenever the account's
role, agency, password, second factor or activity changes. The database has only hashes of the tokens.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, delete, select

from minhbach.records.models import Staff, StaffSession

LASTS = timedelta(hours=12)
IDLE = timedelta(hours=1)
HALF_LASTS = timedelta(minutes=10)
"""How long a browser that gave the password has to give the second factor too."""
FRESH = timedelta(minutes=1)
"""A session's last use is written down no oftener than this: reading a page should not cost a write."""
_NAME = 16
MOST_BROWSER = 80


@dataclass(frozen=True)
class SignedIn:
    """Whose session it is, and how far they have come in."""

    member: Staff
    confirmed: bool
    """False until the second factor is given."""
    stale: bool
    """Its last use should be written down."""


@dataclass(frozen=True)
class OpenSession:
    """One line of a list of sessions."""

    name: str
    """Tells sessions apart; opens nothing."""
    username: str
    role: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    browser: str | None
    own: bool = False
    """It is the one that asks."""


def open_session(
    session: Session, member: Staff, at: datetime, *, confirmed: bool = True, browser: str | None = None
) -> str:
    """Begin a session and return its token, which is not kept; ended sessions are swept out."""
    if member.id is None:
        raise ValueError("a staff member must be stored before signing in")
    session.exec(delete(StaffSession).where(~_alive(at)))
    token = secrets.token_urlsafe(32)
    lasts = LASTS if confirmed else HALF_LASTS
    session.add(
        StaffSession(token_hash=_digest(token), staff_id=member.id, created_at=at, expires_at=at + lasts,
                     seen_at=at, browser=(browser or "")[:MOST_BROWSER] or None, confirmed=confirmed)
    )  # fmt: skip
    return token


def signed_in(session: Session, token: str, at: datetime) -> SignedIn | None:
    """Whose session this token opens now, if anybody's."""
    asked = select(Staff, StaffSession).join(StaffSession)
    found = session.exec(
        asked.where(StaffSession.token_hash == _digest(token), _alive(at), Staff.active)
    ).first()
    if found is None:
        return None
    member, kept = found
    return SignedIn(member, kept.confirmed, at - (kept.seen_at or kept.created_at) >= FRESH)


def touch_session(session: Session, token: str, at: datetime) -> None:
    """Write down that a session is in use."""
    session.exec(
        update(StaffSession).where(col(StaffSession.token_hash) == _digest(token)).values(seen_at=at)
    )


def list_sessions(session: Session, at: datetime, own: str, member: Staff | None = None) -> list[OpenSession]:
    """Every session that is open, or those of one member, newest first; `own` is the token that asks."""
    query = select(StaffSession, Staff).join(Staff).where(_alive(at), Staff.active)
    if member is not None:
        query = query.where(StaffSession.staff_id == member.id)
    found = session.exec(query.order_by(col(StaffSession.created_at).desc(), col(StaffSession.token_hash)))
    return [
        OpenSession(kept.token_hash[:_NAME], staff.username, staff.role, kept.created_at,
                    kept.seen_at or kept.created_at, kept.expires_at, kept.browser,
                    kept.token_hash == _digest(own))
        for kept, staff in found
    ]  # fmt: skip


def revoke_session(session: Session, name: str, member: Staff | None = None) -> bool:
    """End the session of that name, if it is `member`'s or whoever's it is; whether there was one."""
    if len(name) != _NAME:
        return False
    gone = delete(StaffSession).where(col(StaffSession.token_hash).startswith(name, autoescape=True))
    if member is not None:
        gone = gone.where(col(StaffSession.staff_id) == member.id)
    return bool(session.exec(gone).rowcount)


def close_session(session: Session, token: str) -> None:
    """End one session; the token opens nothing from now on."""
    session.exec(delete(StaffSession).where(col(StaffSession.token_hash) == _digest(token)))


def end_sessions(session: Session, member: Staff) -> int:
    """End every session of an account; returns how many there were."""
    gone = delete(StaffSession).where(col(StaffSession.staff_id) == member.id)
    return session.exec(gone).rowcount


def _alive(at: datetime) -> ColumnElement[bool]:
    since = at - IDLE
    used = col(StaffSession.seen_at).is_(None) | (col(StaffSession.seen_at) > since)
    return (col(StaffSession.expires_at) > at) & used


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
