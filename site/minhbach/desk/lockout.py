"""Slow down who guesses passwords, without letting anyone lock a colleague out.

Failures count for one account from one origin. An origin is a browser that has signed in to this account
before (it carries a signed cookie), else a network address. So a stranger's guesses never count against
a colleague's own browser, not even from behind the same office router.
"""

import hashlib
import hmac
import ipaddress
import secrets
from datetime import datetime, timedelta

from flask import Request
from itsdangerous import BadSignature, URLSafeSerializer
from sqlmodel import Session, col, delete, func, select
from werkzeug.wrappers import Response

from minhbach.records.models import Attempt

MOST, WINDOW = 8, timedelta(minutes=15)
COOKIE = "desk_device"
_YEAR = 365 * 24 * 3600


class Doorkeeper:
    """Counts attempts to sign in; `key` makes what is stored tell nothing about names or addresses."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._devices = URLSafeSerializer(key, salt="desk device")

    def origin(self, request: Request, username: str) -> str:
        """Name where an attempt on `username` comes from, hashed: a known browser or a network address."""
        device = self._device(request.cookies.get(COOKIE, ""), username)
        said = device or _network(request.remote_addr or "")
        return "sign-in:" + hmac.new(self._key, f"{username}\0{said}".encode(), hashlib.sha256).hexdigest()

    def admit(self, session: Session, origin: str, at: datetime) -> bool:
        """Count one attempt, before its password is looked at: many at once must not slip by together."""
        session.exec(
            delete(Attempt).where(col(Attempt.what).startswith("sign-in:"), col(Attempt.at) <= at - WINDOW)
        )
        made = session.exec(select(func.count()).select_from(Attempt).where(Attempt.what == origin)).one()
        if made >= MOST:
            return False
        session.add(Attempt(what=origin, at=at))
        return True

    def forget(self, session: Session, origin: str) -> None:
        """The password was right: earlier slips from this origin do not count any more."""
        session.exec(delete(Attempt).where(col(Attempt.what) == origin))

    def remember(self, response: Response, username: str, secure: bool) -> None:
        """Mark this browser as one that `username` signs in from."""
        value = self._devices.dumps([username, secrets.token_urlsafe(12)])
        response.set_cookie(
            COOKIE, str(value), max_age=_YEAR, path="/desk/", secure=secure, httponly=True, samesite="Lax"
        )

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
