"""Sign checksums with a minisign key (Ed25519), so that the standard tool checks them; change keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import minisign
import orjson

from minhbach.errors import BadInput
from minhbach.files import replacing
from minhbach.ledger.keys import Listed, key_id, vouched

FILE = "signing.json"


@dataclass(frozen=True)
class Signer:
    """The key that a city signs its releases with."""

    secret: minisign.SecretKey
    listed: Sequence[Listed]
    """Every public key that the city ever signed with, oldest first (ledger.keys)."""

    def sign(self, data: bytes, said: str) -> bytes:
        """A .minisig file; `said` is its trusted comment. The same data and key give the same bytes.

        Not prehashed: a browser has Ed25519, and no BLAKE2.
        """
        mine = "signature of a Minh Bach 1022 release"
        signature = self.secret.sign(data, prehash=False, untrusted_comment=mine, trusted_comment=said)
        return bytes(signature) + b"\n"


def open_signer(folder: Path, today: date) -> Signer:
    """The city's signing key, made at its first use; BadInput where others may read it or it is broken."""
    path = folder / FILE
    if not path.exists():
        secret = _new_key()
        _write(folder, secret, [_entry(secret, today)])
    try:
        if path.stat().st_mode & 0o077:
            raise BadInput(f"{path} may be read by others: run 'chmod 600' on it")
        kept = orjson.loads(path.read_bytes())
        signer = Signer(minisign.SecretKey.from_base64(kept["secret"]), kept["keys"])
        if signer.listed[-1]["public"] != _public(signer.secret):
            raise BadInput(f"{path}: the last of its keys is not that of its secret: restore it from a copy")
    except (OSError, ValueError, KeyError, TypeError, IndexError) as wrong:
        raise BadInput(f"{path}: the signing key cannot be read ({wrong}): restore it from a copy") from None
    return signer


def rotate(folder: Path, today: date) -> Signer:
    """A new signing key, which the one before it vouches for; that one's secret is deleted."""
    before = open_signer(folder, today)
    secret = _new_key()
    listed = [dict(entry) for entry in before.listed]
    listed[-1]["until"] = today.isoformat()
    entry = _entry(secret, today)
    signature = before.sign(vouched(entry), f"successor of {listed[-1]['id']}")
    _write(folder, secret, [*listed, entry | {"signature": signature.decode()}])
    return open_signer(folder, today)


def copy_signing(folder: Path, spare: Path) -> None:
    """Copy secret and list into a file that only its owner may read."""
    _write_private(spare, (folder / FILE).read_bytes())


def _new_key() -> minisign.SecretKey:
    return minisign.KeyPair.generate().secret_key


def _public(secret: minisign.SecretKey) -> str:
    return secret.get_public_key().to_base64().decode()


def _entry(secret: minisign.SecretKey, today: date) -> dict[str, Any]:
    public = _public(secret)
    since = today.isoformat()
    return {"id": key_id(public), "public": public, "since": since, "until": None, "signature": None}


def _write(folder: Path, secret: minisign.SecretKey, listed: Sequence[Mapping[str, Any]]) -> None:
    """Secret and list in one file, so that a crash leaves them together as they were."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = {"secret": secret.to_base64().decode(), "keys": listed}
    _write_private(folder / FILE, orjson.dumps(kept, option=orjson.OPT_INDENT_2) + b"\n")


def _write_private(path: Path, content: bytes) -> None:
    with replacing(path) as beside:
        beside.touch(mode=0o600)
        beside.write_bytes(content)
