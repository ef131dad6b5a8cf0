"""The installation's master key: from MINHBACH_KEY or a file that only its owner can read."""

import base64
import binascii
import contextlib
import os
import stat
import threading
from collections.abc import Mapping
from pathlib import Path

from minhbach.errors import BadInput, UnsafeState
from minhbach.files import sync_folder
from minhbach.records.sealed import KEY_BYTES, new_key

VARIABLE = "MINHBACH_KEY"
FILE = "master.key"


def master_key(folder: Path, environ: Mapping[str, str] | None = None) -> bytes:
    """Return the master key; where neither variable nor file exists, make the file (0600 in a 0700 folder).

    Raises BadInput on a key of the wrong form and UnsafeState on a file that others can read or change.
    """
    env = os.environ if environ is None else environ
    if text := env.get(VARIABLE):
        return parse_key(text, VARIABLE)
    path = folder / FILE
    if not path.exists():
        _make(path)
    refuse_if_open(path)
    return parse_key(path.read_text("ascii", errors="replace"), str(path))


def _make(path: Path) -> None:
    """Write a new master key whole before it gets its name; the first of two processes wins."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(format_key(new_key()) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(beside, path)
    finally:
        beside.unlink()
    sync_folder(path.parent)


def format_key(key: bytes) -> str:
    """Return a key as one line of text for a variable or a file."""
    return base64.urlsafe_b64encode(key).decode("ascii")


def parse_key(text: str, where: str) -> bytes:
    """Read what format_key() wrote; raises BadInput naming `where`, never the text."""
    try:
        key = base64.b64decode(text.strip(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise BadInput(f"{where} is not a key: write {KEY_BYTES} random bytes in base64")
    return key


def refuse_if_open(path: Path) -> None:
    """Raise UnsafeState where anybody but the owner may read or change a key file."""
    mode = path.stat(follow_symlinks=False).st_mode
    if not stat.S_ISREG(mode):
        raise UnsafeState(f"{path} must be a plain file, not a link or a folder")
    if mode & 0o077:
        raise UnsafeState(f"{path} can be read by others (mode {mode & 0o777:03o}): run chmod 600 on it")
