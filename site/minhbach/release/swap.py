"""Put a finished folder in the place of another at once, so that no reader ever sees half of either."""

import ctypes
import errno
import os
import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path

from minhbach.files import sync_folder

AT_FDCWD, RENAME_EXCHANGE = -100, 2
UNSUPPORTED = (errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.EPERM)


def exchange(one: Path, other: Path) -> None:
    """Swap two names in one step of the file system.

    Where it cannot (NFS, some FUSE), they are renamed one after the other: for the moment between, `other`
    is missing, but never half there.
    """
    try:
        _renameat2(one, other)
    except OSError as wrong:
        if wrong.errno not in UNSUPPORTED:
            raise
        aside = other.with_name(f"{other.name}.{secrets.token_hex(4)}")
        other.rename(aside)
        one.rename(other)
        aside.rename(one)


def _renameat2(one: Path, other: Path) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    try:
        call = libc.renameat2
    except AttributeError:
        raise OSError(errno.ENOSYS, "no renameat2 in this C library") from None
    if call(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(one))


def put_in_place(made: Path, place: Path) -> None:
    """`made` takes the place of `place`; what stood there is deleted afterwards."""
    if place.exists():
        exchange(made, place)
        sync_folder(place.parent)
        remove(made)
    else:
        made.rename(place)
        sync_folder(place.parent)


def put_inside(made: Path, place: Path, last: Sequence[str] = (), keep: Sequence[str] = ()) -> None:
    """Put the entries of `made` into `place` one by one: for a mount point, which cannot be renamed.

    Each entry changes at once, those that `last` names at the end and in that order. Then what `made` does
    not have is deleted from `place`, but for what `keep` names and names that begin with a dot.
    """
    final = [name for name in last if (made / name).exists()]
    first = sorted(entry.name for entry in made.iterdir() if entry.name not in final)
    for name in [*first, *final]:
        put_in_place(made / name, place / name)
    for entry in sorted(place.iterdir()):
        if entry.name not in {*first, *final, *keep} and not entry.name.startswith("."):
            remove(entry)
    remove(made)


def remove(path: Path) -> None:
    """Delete a file or a whole folder."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def flush(folder: Path) -> None:
    """Have everything written on the folder's file system stand on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if not hasattr(libc, "syncfs"):
            os.sync()
        elif libc.syncfs(handle) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(folder))
    finally:
        os.close(handle)
