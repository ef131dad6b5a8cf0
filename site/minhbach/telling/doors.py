"""How messages leave this installation: a mail server and a webhook, by MINHBACH_* variables."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from minhbach.errors import BadInput

PORTS = {"smtp": 25, "smtps": 465, "starttls": 587}
LOOPBACK = ("localhost", "127.0.0.1", "::1")
LEAST_SECRET = 16


@dataclass(frozen=True)
class MailServer:
    """Who takes our e-mails."""

    scheme: str
    """"smtps" and "starttls" encrypt; "smtp" does not, and is for this machine alone."""
    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Hook:
    """Another system that is told of every message."""

    url: str
    secret: bytes = field(repr=False)
    phone: bool = False
    """It sends on to telephones, and is given the sender's number."""
    anywhere: bool = False
    """It may be without TLS and in this network."""


@dataclass(frozen=True)
class Doors:
    """The ways out that are set up; either may be closed."""

    mail: MailServer | None
    hook: Hook | None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "Doors":
        """Read MINHBACH_SMTP_URL and MINHBACH_WEBHOOK_*; BadInput where one is wrong or both are absent."""
        env = os.environ if environ is None else environ
        doors = cls(_mail(env.get("MINHBACH_SMTP_URL") or ""), _hook(env))
        if doors.mail is None and doors.hook is None:
            raise BadInput("no way out is set: set MINHBACH_SMTP_URL or MINHBACH_WEBHOOK_URL")
        return doors


def _mail(url: str) -> MailServer | None:
    if not url:
        return None
    wrong = BadInput(
        "MINHBACH_SMTP_URL is no mail server: write starttls://user:password@host, smtps://… or smtp://…"
    )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise wrong
    if parts.scheme == "smtp" and parts.hostname not in LOOPBACK:
        raise BadInput("MINHBACH_SMTP_URL: smtp:// would send unencrypted: write starttls:// or smtps://")
    user = unquote(parts.username) if parts.username else None
    password = unquote(parts.password) if parts.password else None
    return MailServer(parts.scheme, parts.hostname, port or PORTS[parts.scheme], user, password)


def _hook(env: Mapping[str, str]) -> Hook | None:
    url = env.get("MINHBACH_WEBHOOK_URL") or ""
    if not url:
        return None
    anywhere, phone = (env.get(f"MINHBACH_WEBHOOK_{name}") == "1" for name in ("ANYWHERE", "PHONE"))
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and parts.port != 0 and not parts.username
    except ValueError:
        usable = False
    if not usable or parts.scheme not in ("https", "http"):
        raise BadInput("MINHBACH_WEBHOOK_URL is no address: write https://host/path, without a password")
    if parts.scheme == "http" and not anywhere:
        raise BadInput(
            "MINHBACH_WEBHOOK_URL is unencrypted: write https://, or set MINHBACH_WEBHOOK_ANYWHERE=1"
        )
    secret = (env.get("MINHBACH_WEBHOOK_SECRET") or "").encode()
    if len(secret) < LEAST_SECRET:
        raise BadInput(
            f"MINHBACH_WEBHOOK_SECRET is too short: give at least {LEAST_SECRET} random characters"
        )
    return Hook(url, secret, phone, anywhere)
