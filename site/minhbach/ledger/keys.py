"""A city's public keys, each vouched for by the one before it, and whether one of them signed something."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import minisign
import orjson

from minhbach.errors import MinhBachError

KEYS = "keys.json"
"""Beside the releases."""
Listed = Mapping[str, Any]
"""A key of keys.json: id, public (as minisign's -P takes it), since, until, signature (of the one before)."""


class WrongSignature(MinhBachError):
    """It was not signed by the city's key, or it is not what was signed."""


def key_id(public: str) -> str:
    """Sixteen hexadecimal digits, as minisign writes them."""
    return base64.b64decode(public)[2:10][::-1].hex().upper()


def vouched(entry: Listed) -> bytes:
    """What the key before signs of a new one."""
    return f"{entry['id']} {entry['public']} {entry['since']}\n".encode()


def as_json(listed: Sequence[Listed]) -> bytes:
    """keys.json as it is published."""
    return orjson.dumps({"keys": listed}, option=orjson.OPT_INDENT_2) + b"\n"


def check_signature(
    data: bytes, signature: bytes, listed: Sequence[Listed], pinned: str | None = None
) -> str:
    """The id of the key that signed `data`; WrongSignature where it is none that may.

    Trusted is the `pinned` key, or else the first that is listed, and whom each of these vouches for.
    """
    try:
        lines = signature.decode().splitlines()
        signer = base64.b64decode(lines[1])[2:10]
        read = minisign.Signature.from_bytes(signature.strip())
    except (ValueError, IndexError) as wrong:
        raise WrongSignature(f"the signature cannot be read: {wrong}") from None
    for public, key in _trusted(listed, pinned).items():
        if base64.b64decode(public)[2:10] == signer:
            try:
                key.verify(data, read)
            except ValueError as wrong:
                raise WrongSignature(f"{wrong}") from None
            return key_id(public)
    raise WrongSignature("it is signed by a key that is not among the city's")


def _trusted(listed: Sequence[Listed], pinned: str | None) -> dict[str, minisign.PublicKey]:
    start = pinned or (listed[0]["public"] if listed else None)
    if start is None:
        raise WrongSignature("there is no public key to check it with: give one")
    try:
        last = minisign.PublicKey.from_base64(start)
        found, begun = {start: last}, False
        for entry in listed:
            if begun:
                voucher = minisign.Signature.from_bytes(entry["signature"].strip().encode())
                last.verify(vouched(entry), voucher)
                last = found[entry["public"]] = minisign.PublicKey.from_base64(entry["public"])
            begun = begun or entry["public"] == start
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise WrongSignature(f"the list of the city's keys does not hold: {wrong}") from None
    return found
