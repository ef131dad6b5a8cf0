"""Seal bytes so that only the holder of one record's key can read or change them (AES-256-GCM).

The cipher alone lives here; which record has which key, and how a key is destroyed, is keyring.py's.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from minhbach.errors import MinhBachError

KEY_BYTES = 32
_VERSION = b"\x01"
_NONCE_BYTES = 12
_TAG_BYTES = 16


class Unreadable(MinhBachError):
    """Sealed bytes that this key does not open: another key, another record, or changed on the way."""


def new_key() -> bytes:
    """Return a fresh random key for seal()."""
    return AESGCM.generate_key(bit_length=8 * KEY_BYTES)


def seal(key: bytes, plaintext: bytes, aad: bytes = b"") -> bytes:
    """Return version byte, nonce, ciphertext and tag; `aad` is bound in, not stored.

    Name in `aad` the record and the field, so that sealed bytes moved to another row do not open.
    """
    nonce = os.urandom(_NONCE_BYTES)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, plaintext, _VERSION + aad)


def unseal(key: bytes, sealed: bytes, aad: bytes = b"") -> bytes:
    """Return what seal() was given; raises Unreadable where key, aad or a single bit differs."""
    start = len(_VERSION) + _NONCE_BYTES
    if len(sealed) < start + _TAG_BYTES or not sealed.startswith(_VERSION):
        raise Unreadable("these bytes were not sealed by this program, or were cut off")
    try:
        return AESGCM(key).decrypt(sealed[len(_VERSION) : start], sealed[start:], _VERSION + aad)
    except InvalidTag:
        raise Unreadable("sealed bytes do not open: wrong key, wrong record, or changed") from None
