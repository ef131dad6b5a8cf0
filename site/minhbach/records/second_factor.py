"""The second factor: six digits from a phone (TOTP, RFC 6238), each good once, and recovery codes on paper.

The secret is sealed under a key of the account's own; recovery codes are kept as keyed hashes. So a copy of
the database gives nobody a code, and a restored one without its keys asks everybody to set up again.
"""

import base64
import hashlib
import hmac
import json
import struct
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from sqlalchemy import update
from sqlmodel import Session, col

from minhbach.errors import BadInput
from minhbach.records.keyring import Erased, Keyring
from minhbach.records.models import Staff
from minhbach.records.sealed import Unreadable
from minhbach.records.staff import draw_signs
from minhbach.records.workflow import STAFF_ROLES

STEP, DIGITS, SKEW = 30, 6, 1
"""Seconds a code lasts, its length, and how many steps a phone's clock may be off to either side."""
SECRET_BYTES = 20
RECOVERY_CODES, RECOVERY_SIGNS = 10, 10
_FIELD = "totp"


def required_roles(facts: Mapping[str, Any]) -> frozenset[str]:
    """The roles of which the city's `second_factor` asks one; BadInput where it names no role."""
    named = facts.get("second_factor", [])
    if not isinstance(named, list) or not set(named) <= set(STAFF_ROLES):
        raise BadInput(f"city.toml: second_factor is {named!r}: list roles of {', '.join(STAFF_ROLES)}")
    return frozenset(named)


def pending_secret(keyring: Keyring, token: str) -> bytes:
    """The secret that a session is offered while it sets up: its own, and written nowhere."""
    key = keyring.secret("second-factor")
    return hmac.new(key, token.encode(), hashlib.sha256).digest()[:SECRET_BYTES]


def code_at(secret: bytes, step: int) -> str:
    """The code of one time step (RFC 4226's truncation of HMAC-SHA-1, as every authenticator app has it)."""
    digest = hmac.new(secret, struct.pack(">Q", step), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_at(at: datetime) -> int:
    """The time step that a moment lies in."""
    return int(at.timestamp()) // STEP


def matching_step(secret: bytes, code: str, at: datetime) -> int | None:
    """The step near `at` whose code this is."""
    now, typed = step_at(at), "".join(code.split())
    near = range(now - SKEW, now + SKEW + 1)
    return next((step for step in near if hmac.compare_digest(code_at(secret, step).encode(),
                                                              typed.encode())), None)  # fmt: skip


def shown_secret(secret: bytes) -> str:
    """The secret for typing into an app by hand: base32 in groups of four."""
    text = base64.b32encode(secret).decode("ascii").rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def otpauth_uri(secret: bytes, username: str, issuer: str) -> str:
    """What the QR code says: the address that authenticator apps read."""
    plain, label = base64.b32encode(secret).decode("ascii").rstrip("="), quote(f"{issuer}:{username}")
    return f"otpauth://totp/{label}?secret={plain}&issuer={quote(issuer)}&digits={DIGITS}&period={STEP}"


def set_up(session: Session, keyring: Keyring, member: Staff, secret: bytes, at_step: int) -> list[str]:
    """Keep a secret whose code of `at_step` was just given; returns the recovery codes, this once."""
    codes = [draw_signs(RECOVERY_SIGNS) for _ in range(RECOVERY_CODES)]
    member.totp_sealed = keyring.seal(_record(member), secret, _FIELD)
    member.totp_last = at_step
    member.recovery = json.dumps([_recovery_hash(keyring, member, code) for code in codes])
    session.add(member)
    session.flush()
    return codes


def reset(session: Session, member: Staff) -> None:
    """Take the second factor away; the next sign-in sets it up anew where the role asks for one."""
    member.totp_sealed = member.totp_last = member.recovery = None
    session.add(member)
    session.flush()


def use_code(session: Session, keyring: Keyring, member: Staff, code: str, at: datetime) -> bool:
    """Whether this code opens the account now. It is used up by that, as is every code before it."""
    try:
        secret = keyring.unseal(_record(member), member.totp_sealed or b"", _FIELD)
    except (Erased, Unreadable):
        return False
    step = matching_step(secret, code, at)
    if step is None:
        return False
    unused = col(Staff.totp_last).is_(None) | (col(Staff.totp_last) < step)
    # One statement, so that of two browsers sending the same code at once only one gets in.
    done = session.exec(
        update(Staff).where(col(Staff.id) == member.id, unused).values(totp_last=step)
    )
    return done.rowcount == 1


def use_recovery(session: Session, keyring: Keyring, member: Staff, code: str) -> bool:
    """Whether this is one of the account's recovery codes that are left; it is used up by that."""
    kept = member.recovery
    left = json.loads(kept or "[]")
    given = _recovery_hash(keyring, member, code)
    if not any(hmac.compare_digest(given, one) for one in left):
        return False
    fewer = json.dumps([one for one in left if one != given])
    mine = (col(Staff.id) == member.id) & (col(Staff.recovery) == kept)
    return session.exec(update(Staff).where(mine).values(recovery=fewer)).rowcount == 1


def recovery_left(member: Staff) -> int:
    """How many recovery codes an account has left."""
    return len(json.loads(member.recovery or "[]"))


def _recovery_hash(keyring: Keyring, member: Staff, code: str) -> str:
    plain = "".join(sign for sign in code.lower() if sign.isalnum())
    key = keyring.secret("recovery")
    return hmac.new(key, f"{member.id}:{plain}".encode(), hashlib.sha256).hexdigest()


def _record(member: Staff) -> str:
    return f"staff:{member.id}"
