"""Keys for single purposes, derived from the installation's one master key."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from minhbach.config import Settings
from minhbach.records.masterkey import master_key


def installation_key(settings: Settings, purpose: str) -> bytes:
    """32 bytes for one purpose ("session", "tracking", …); the same as long as the master key is."""
    master = master_key(settings.home / "keys")
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"minhbach:{purpose}".encode()).derive(master)
