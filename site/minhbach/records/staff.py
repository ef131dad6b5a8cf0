"""Who works behind the door: accounts, passwords, and sessions that end when they should.

A session lives here and not in the cookie: signing out, a new role, a new password or a deactivation
ends it at once. The database has only hashes of passwords and of session tokens.
"""

import hashlib
import re
import secrets
import unicodedata
from datetime import UTC, datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlmodel import Session, col, delete, select

from minhbach.errors import BadInput
from minhbach.records.models import Staff, StaffSession
from minhbach.records.workflow import AGENCY, STAFF_ROLES

SHORTEST, LONGEST = 12, 256
DISTINCT = 5
LASTS = timedelta(hours=12)
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")
_PASSWORD_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # noqa: S105  (signs to draw from; none look alike)
_hasher = PasswordHasher()


def add_staff(
    session: Session,
    username: str,
    password: str,
    role: str,
    agency: str | None = None,
    *,
    at: datetime | None = None,
) -> Staff:
    """Add an account; raises BadInput on a bad or taken name, a weak password, a role without agency."""
    name = plain_username(username)
    if not _USERNAME.fullmatch(name):
        raise BadInput(f"username {username!r}: use 2 to 64 small letters, digits, dots or dashes")
    if find_staff(session, name):
        raise BadInput(f"username {name!r} is taken: choose another")
    _require_role(role, agency)
    member = Staff(
        username=name,
        password_hash=_hash(password, name),
        role=role,
        agency=agency,
        created_at=at or datetime.now(UTC),
    )
    session.add(member)
    session.flush()
    return member


def change_staff(
    session: Session,
    username: str,
    *,
    role: str | None = None,
    agency: str | None = None,
    password: str | None = None,
    active: bool | None = None,
) -> Staff:
    """Change what is given and end every session of the account; raises BadInput like add_staff()."""
    member = find_staff(session, username)
    if member is None:
        raise BadInput(f"no account {username!r}: look at the list of staff")
    if role or agency:
        kept = member.agency if (role or member.role) == AGENCY else None
        member.role, member.agency = role or member.role, agency or kept
        _require_role(member.role, member.agency)
    if password is not None:
        member.password_hash = _hash(password, member.username)
    if active is not None:
        member.active = active
    session.add(member)
    end_sessions(session, member)
    return member


def find_staff(session: Session, username: str) -> Staff | None:
    """The account with this name, active or not."""
    return session.exec(select(Staff).where(Staff.username == plain_username(username))).first()


def plain_username(text: str) -> str:
    """A username as it is stored; a name that cannot exist becomes one that never does."""
    name = text.strip().lower()
    return name if name.isascii() and name.isprintable() else "?"


def new_password() -> str:
    """A password to hand over: five groups of four signs, about 99 bits."""
    return "-".join("".join(secrets.choice(_PASSWORD_SIGNS) for _ in range(4)) for _ in range(5))


def verify(session: Session, username: str, password: str) -> Staff | None:
    """The active account whose password this is. An unknown name costs as much work as a known one."""
    member = find_staff(session, username)
    known = member.password_hash if member else _nobody()
    try:
        right = _hasher.verify(known, _normal(password[:LONGEST]))
    except (VerificationError, InvalidHashError):
        return None
    return member if member and member.active and right else None


def open_session(session: Session, member: Staff, at: datetime) -> str:
    """Begin a session and return its token, which is not kept; expired sessions are swept out."""
    if member.id is None:
        raise ValueError("a staff member must be stored before signing in")
    session.exec(delete(StaffSession).where(col(StaffSession.expires_at) <= at))
    token = secrets.token_urlsafe(32)
    session.add(
        StaffSession(token_hash=_digest(token), staff_id=member.id, created_at=at, expires_at=at + LASTS)
    )
    return token


def signed_in(session: Session, token: str, at: datetime) -> Staff | None:
    """Whose session this token opens now, if anybody's."""
    return session.exec(
        select(Staff)
        .join(StaffSession)
        .where(StaffSession.token_hash == _digest(token), col(StaffSession.expires_at) > at, Staff.active)
    ).first()


def close_session(session: Session, token: str) -> None:
    """End one session; the token opens nothing from now on."""
    session.exec(delete(StaffSession).where(col(StaffSession.token_hash) == _digest(token)))


def end_sessions(session: Session, member: Staff) -> None:
    """End every session of an account."""
    session.exec(delete(StaffSession).where(col(StaffSession.staff_id) == member.id))


def _require_role(role: str, agency: str | None) -> None:
    if role not in STAFF_ROLES:
        raise BadInput(f"role {role!r}: use one of {', '.join(STAFF_ROLES)}")
    if role == AGENCY and not agency:
        raise BadInput("an agency's account needs the agency's code: give it")
    if role != AGENCY and agency:
        raise BadInput(f"role {role} belongs to no agency: leave the agency out")


def _hash(password: str, username: str) -> str:
    plain = _normal(password)
    if not SHORTEST <= len(plain) <= LONGEST:
        raise BadInput(f"password: use {SHORTEST} to {LONGEST} characters")
    if len(set(plain)) < DISTINCT or username in plain.lower():
        raise BadInput("password: too easy to guess; use a sentence of your own, without the username")
    return _hasher.hash(plain)


def _normal(password: str) -> str:
    """Vietnamese keyboards send one letter in several ways: the same password must stay the same."""
    return unicodedata.normalize("NFKC", password)


@cache
def _nobody() -> str:
    """A hash that no password has, so that an unknown name cannot be told by the time it takes."""
    return _hasher.hash(secrets.token_urlsafe(32))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
