"""What every private table stands on."""

import secrets

from sqlalchemy import BigInteger, Integer
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

PUBLIC_ID_ALPHABET = "23456789bcdfghjkmnpqrstvwxyz"  # no vowels (no words), nothing that looks alike
_FAIR = 256 - 256 % len(PUBLIC_ID_ALPHABET)
_SIGNS = (PUBLIC_ID_ALPHABET * 10)[:256].encode("ascii")
_UNFAIR = bytes(range(_FAIR, 256))
# SQLite numbers rows by itself only for INTEGER; a decade of a large city needs BIGINT on a server.
RowId = BigInteger().with_variant(Integer, "sqlite")


class PrivateTable(SQLModel, registry=registry()):
    """Base of every private table: a registry of its own, so that no public table can join one."""


def new_public_id() -> str:
    """A name for the public record that says nothing: not order, not time, not the tracking code."""
    # Bytes above the alphabet's last whole multiple are left out, so every sign is as likely as another.
    signs = secrets.token_bytes(24).translate(_SIGNS, _UNFAIR)
    return signs[:10].decode("ascii") if len(signs) >= 10 else new_public_id()
