"""Slow down who guesses passwords or codes, without letting anyone lock a colleague out.

Failures count for one account from one origin. An origin is a browser that has signed in to this account
before (it carries a signed cookie), else a network address. So a stranger's guesses never count against
a colleague's own browser, not even from behind the same office router. Nothing is counted by network alone:
that would let one person there shut the door on all others.

A second factor is short, and who guesses it has the password already: so beside each origin, all unknown
browsers together have a few tries at one account.
"""

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from flask import Request
from itsdangerous import BadSignature, URLSafeSerializer
from sqlmodel import Session, col, delete, func, select
from werkzeug.wrappers import Response

from minhbach.records.models import Attempt

MOST, WINDOW = 8, timedelta(minutes=15)
MOST_STRANGERS = 24
COOKIE = "desk_device"
PASSWORD, CODE = "password", "code"
_YEAR = 365 * 24 * 3600


class Doorkeeper:
    """Counts attempts to sign in; `key` makes what is stored tell nothing about names or addresses."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._devices = URLSafeSerializer(key, salt="desk device")

    def origins(self, request: Request, username: str, what: str = PASSWORD) -> dict[str, int]:
        """Where an attempt on `username` counts, hashed, with how many are let through there."""
        device = self._device(request.cookies.get(COOKIE, ""), username)
        said = device or _network(request.remote_addr or "")
        places = {self._name(what, username, said): MOST}
        if what == CODE and not device:
            places[self._name(what, username, "every stranger")] = MOST_STRANGERS
        return places

    def admit(self, session: Session, origins: dict[str, int], at: datetime) -> bool:
        """Count one attempt, before what it brings is looked at: many at once must not slip by together."""
        session.exec(
            delete(Attempt).where(col(Attempt.what).startswith("sign-in:"), col(Attempt.at) <= at - WINDOW)
        )
        for origin, most in origins.items():
            made = session.exec(select(func.count()).select_from(Attempt).where(Attempt.what == origin)).one()
            if made >= most:
                return False
        session.add_all(Attempt(what=origin, at=at) for origin in origins)
        return True

    def forget(self, session: Session, origins: Iterable[str]) -> None:
        """It was right: earlier slips from these origins do not count any more."""
        session.exec(delete(Attempt).where(col(Attempt.what).in_(list(origins))))

    def remember(self, response: Response, username: str, secure: bool) -> None:
        """Mark this browser as one that `username` signs in from."""
        value = self._devices.dumps([username, secrets.token_urlsafe(12)])
        response.set_cookie(
            COOKIE, str(value), max_age=_YEAR, path="/desk/", secure=secure, httponly=True, samesite="Lax"
        )

    def _name(self, what: str, username: str, said: str) -> str:
        told = f"{what}\0{username}\0{said}".encode()
        return "sign-in:" + hmac.new(self._key, told, hashlib.sha256).hexdigest()

    def _device(self, cookie: str, username: str) -> str | None:
        try:
            owner, device = self._devices.loads(cookie)
        except (BadSignature, ValueError, TypeError):
            return None
        return f"device:{device}" if owner == username else None


def _network(address: str) -> str:
    """An IPv6 household owns 2^64 addresses: they count as one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)
