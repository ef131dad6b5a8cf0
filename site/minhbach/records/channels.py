"""Systems that may send reports: each has a key of its own, of which only a hash is kept."""

import hashlib
import re
import secrets
from datetime import datetime

from sqlmodel import Session, col, select

from minhbach.errors import BadInput
from minhbach.records.models import Channel

OURS = ("web", "demo", "import", "phone")
"""What our own doors call themselves: another system must not pass for one of them."""
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,14}[a-z0-9])")


def add_channel(session: Session, name: str, at: datetime) -> str:
    """Add a channel and return its key (256 random bits), which is not kept; a known one gets a new key."""
    if not _NAME.fullmatch(name) or name in OURS:
        raise BadInput(
            f"channel {name!r}: use 2 to 16 small letters, digits and dashes, and none of {', '.join(OURS)}"
        )
    key = secrets.token_urlsafe(32)
    session.merge(Channel(name=name, key_hash=_digest(key), active=True, created_at=at))
    return key


def stop_channel(session: Session, name: str) -> None:
    """Let a channel's key open nothing; raises BadInput where there is none of this name."""
    found = session.get(Channel, name)
    if found is None:
        raise BadInput(f"no channel {name!r}: look at the name again")
    found.active = False


def find_channel(session: Session, key: str) -> str | None:
    """The name of the active channel that has this key."""
    # The key is random and long, so a plain hash can't be tried, and its look-up's time tells nothing of it.
    return session.exec(
        select(Channel.name).where(Channel.key_hash == _digest(key), col(Channel.active))
    ).first()


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
