"""The tracking code (mã tra cứu): what a citizen keeps, and the only thing that opens their report."""

import hashlib
import re
import secrets

from minhbach.errors import BadInput

ALPHABET = "23456789ABCDEFGHJKMNPQRTVWXYZ"
"""29 signs, none easily taken for another on paper or by ear: no 0/O, 1/I/L, 5/S, U/V. A prime number
of them makes the check sign tell every single wrong sign and every swap of two."""
_RANDOM = 19
"""19 signs of 29: 92 bits, so guessing is hopeless even for who has the database."""
_GROUP = 4
_SCRYPT_N = 2**12
RECEIPT_SALT, RECEIPT_ROUNDS = b"minhbach receipt 1", 100_000
# What people type instead, and mean.
_MEANT = str.maketrans({"S": "5", "U": "V"})


def new_tracking_code() -> str:
    """Return a fresh code, XXXX-XXXX-XXXX-XXXX-XXXX; the last sign checks the others."""
    return tracking_code_from(secrets.token_bytes(32))


def tracking_code_from(seed: bytes) -> str:
    """Return the code that a secret seed stands for: always the same one, so a receipt can be shown again."""
    number = int.from_bytes(hashlib.sha256(b"tracking code:" + seed).digest())
    signs = ""
    for _ in range(_RANDOM):
        number, sign = divmod(number, len(ALPHABET))
        signs += ALPHABET[sign]
    return _grouped(signs + _check(signs))


def parse_tracking_code(text: str) -> str:
    """Return what a person typed in the code's own form; raises BadInput where it is surely a typo.

    Case, spaces and dashes do not matter; letters that the alphabet avoids are read as what they look like.
    """
    signs = re.sub(r"[\s\-‐‑–—._]", "", text[:200]).upper().translate(_MEANT)
    if len(signs) != _RANDOM + 1:
        raise BadInput(f"a tracking code has {_RANDOM + 1} letters and digits, this has {len(signs)}")
    if wrong := sorted({sign for sign in signs if sign not in ALPHABET}):
        raise BadInput(f"a tracking code has no {', '.join(wrong)}: look at the receipt again")
    if _check(signs[:-1]) != signs[-1]:
        raise BadInput("there is a typing error in the tracking code: look at the receipt again")
    return _grouped(signs)


def tracking_hash(code: str, pepper: bytes) -> str:
    """Return the slow keyed hash that the database keeps in the code's place (64 hex digits).

    `pepper` is the installation's own secret, kept in the keyring: without it the hash cannot be tried.
    """
    plain = parse_tracking_code(code).encode("ascii")
    return hashlib.scrypt(plain, salt=pepper, n=_SCRYPT_N, r=8, p=1, dklen=32).hex()


def receipt_tag(code: str) -> str:
    """Return what a release lists in the code's place (64 hex digits), so that its holder finds their report.

    Its salt is public, so that the holder needs nobody's help: the code's 92 random bits keep it safe. PBKDF2
    because every browser has it.
    """
    plain = parse_tracking_code(code).encode("ascii")
    return hashlib.pbkdf2_hmac("sha256", plain, RECEIPT_SALT, RECEIPT_ROUNDS).hex()


def _check(signs: str) -> str:
    """Weighted sum modulo 29: weights 1 to 19 differ and none is 0, so one slip always shows."""
    total = sum(place * ALPHABET.index(sign) for place, sign in enumerate(signs, start=1))
    return ALPHABET[total % len(ALPHABET)]


def _grouped(signs: str) -> str:
    return "-".join(signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP))
