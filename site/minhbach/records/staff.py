"""Who works behind the door: accounts and passwords, of which the database has only hashes.

Whatever changes about an account ends its sessions (records.sessions) at once.
"""

import re
import secrets
import unicodedata
from datetime import UTC, datetime
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlmodel import Session, col, func, select

from minhbach.errors import BadInput
from minhbach.records.models import Staff
from minhbach.records.sessions import end_sessions
from minhbach.records.workflow import AGENCY, STAFF_ROLES

SHORTEST, LONGEST = 12, 256
DISTINCT = 5
LONGEST_NAME, LONGEST_EMAIL = 80, 120
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # none look alike: what they make is copied by hand
_hasher = PasswordHasher()


def add_staff(
    session: Session,
    username: str,
    password: str,
    role: str,
    agency: str | None = None,
    *,
    full_name: str | None = None,
    email: str | None = None,
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
    _describe(session, member, full_name, email)
    return member


def change_staff(
    session: Session,
    username: str,
    *,
    role: str | None = None,
    agency: str | None = None,
    password: str | None = None,
    active: bool | None = None,
    full_name: str | None = None,
    email: str | None = None,
) -> Staff:
    """Change what is given and end every session of the account; raises BadInput like add_staff().

    An empty name or e-mail address takes the one that is there away.
    """
    member = require_staff(session, username)
    if role or agency:
        kept = member.agency if (role or member.role) == AGENCY else None
        member.role, member.agency = role or member.role, agency or kept
        _require_role(member.role, member.agency)
    if password is not None:
        member.password_hash = _hash(password, member.username)
    if active is not None:
        member.active = active
    _describe(session, member, full_name, email)
    end_sessions(session, member)
    return member


def list_staff(session: Session) -> list[Staff]:
    """Every account by name, active ones first."""
    return list(session.exec(select(Staff).order_by(col(Staff.active).desc(), col(Staff.username))))


def find_staff(session: Session, username: str) -> Staff | None:
    """The account with this name, active or not."""
    return session.exec(select(Staff).where(Staff.username == plain_username(username))).first()


def require_staff(session: Session, username: str) -> Staff:
    """The account with this name, or BadInput."""
    member = find_staff(session, username)
    if member is None:
        raise BadInput(f"no account {username!r}: look at 'minhbach staff list'")
    return member


def find_by_email(session: Session, email: str) -> Staff | None:
    """The one active account with this address; none too where several have it."""
    same = func.lower(Staff.email) == email.strip().lower()
    found = session.exec(select(Staff).where(Staff.active, same).limit(2)).all()
    return found[0] if len(found) == 1 else None


def find_by_subject(session: Session, subject: str) -> Staff | None:
    """The active account that a city's identity provider knows by this issuer and subject."""
    return session.exec(select(Staff).where(Staff.active, Staff.oidc_subject == subject)).first()


def plain_username(text: str) -> str:
    """A username as it is stored; a name that cannot exist becomes one that never does."""
    name = text.strip().lower()
    return name if name.isascii() and name.isprintable() else "?"


def new_password() -> str:
    """A password to hand over: five groups of four signs, about 99 bits."""
    return "-".join(draw_signs(4) for _ in range(5))


def draw_signs(count: int) -> str:
    """So many signs by chance, for somebody to copy by hand."""
    return "".join(secrets.choice(_SIGNS) for _ in range(count))


def verify(session: Session, username: str, password: str) -> Staff | None:
    """The active account whose password this is. An unknown name costs as much work as a known one."""
    member = find_staff(session, username)
    known = member.password_hash if member else _nobody()
    try:
        right = _hasher.verify(known, _normal(password[:LONGEST]))
    except (VerificationError, InvalidHashError):
        return None
    return member if member and member.active and right else None


def _require_role(role: str, agency: str | None) -> None:
    if role not in STAFF_ROLES:
        raise BadInput(f"role {role!r}: use one of {', '.join(STAFF_ROLES)}")
    if role == AGENCY and not agency:
        raise BadInput("an agency's account needs the agency's code: give it")
    if role != AGENCY and agency:
        raise BadInput(f"role {role} belongs to no agency: leave the agency out")


def _describe(session: Session, member: Staff, full_name: str | None, email: str | None) -> None:
    if full_name is not None:
        name = " ".join(full_name.split())
        if len(name) > LONGEST_NAME or not name.isprintable():
            raise BadInput(f"full name: use at most {LONGEST_NAME} letters")
        member.full_name = name or None
    if email is not None:
        plain = email.strip()
        if plain and (len(plain) > LONGEST_EMAIL or not plain.isascii() or not _EMAIL.fullmatch(plain)):
            raise BadInput(f"e-mail address {email!r}: write it as name@example.org")
        member.email = plain or None
    session.add(member)
    session.flush()


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
