"""One key a record, kept where backups do not reach: destroy the key and every copy is unreadable.

How erasure works here, also for copies nobody can recall:

* A record's contact and photo originals are sealed with the record's own random key; the sealed bytes
  live in private.db and the photo folder and are copied by every backup.
* That key, wrapped by the master key, lives only in this small file, keys/keyring.db. Backups leave the
  whole keys/ folder out. It is copied apart by copy_to(), which overwrites its one former copy: there
  is a spare, and never a history of it.
* destroy() overwrites the wrapped key (SQLite's secure_delete) and leaves a mark, so nothing is ever
  sealed under that record again. After the next copy_to() no copy of the key is left.
* rotate() wraps every key with a new master. With the old master gone, even remnants of the file on
  a worn disk open nothing.

So a backup without the keyring gives ciphertext; a keyring without the master gives nothing either.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from minhbach.errors import MinhBachError, UnsafeState
from minhbach.files import replacing
from minhbach.records.masterkey import master_key, refuse_if_open
from minhbach.records.sealed import Unreadable, new_key, seal, unseal

FILE = "keyring.db"
_CHECK = "installation:check"
_TABLE = "CREATE TABLE IF NOT EXISTS key (record TEXT PRIMARY KEY, wrapped BLOB, destroyed_at TEXT) STRICT"


class Erased(MinhBachError):
    """The record's key was destroyed or never existed: what was sealed under it is gone for good."""


class Keyring:
    """The record keys of one installation; safe to use from several threads and processes."""

    def __init__(self, path: Path, master: bytes) -> None:
        """Open or make the keyring at `path`; raises UnsafeState where `master` is not its master."""
        self._path, self._master = path, master
        if path.exists():
            refuse_if_open(path)
        else:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
        with self._writing() as database:
            database.execute(_TABLE)
        self.prepare([_CHECK])
        try:
            self.key(_CHECK)
        except Unreadable:
            raise UnsafeState(
                f"the master key does not belong to {path}: give the key that made it in MINHBACH_KEY"
            ) from None

    @classmethod
    def at(cls, folder: Path, environ: Mapping[str, str] | None = None) -> "Keyring":
        """Open the keyring in `folder` (the home's keys/) with the installation's master key."""
        return cls(folder / FILE, master_key(folder, environ))

    def prepare(self, records: Iterable[str]) -> None:
        """Make the missing keys of many records in one write, for bulk intake; destroyed ones stay so."""
        rows = [(record, self._wrap(record, new_key())) for record in records]
        with self._writing() as database:
            database.executemany("INSERT OR IGNORE INTO key (record, wrapped) VALUES (?, ?)", rows)

    def key(self, record: str) -> bytes:
        """Return a record's key; raises Erased where it has none."""
        with self._reading() as database:
            row = database.execute("SELECT wrapped FROM key WHERE record = ?", [record]).fetchone()
        if row is None or row[0] is None:
            raise Erased(f"record {record} has no key: its private data was erased")
        return unseal(self._master, row[0], _aad(record))

    def seal(self, record: str, plaintext: bytes, field: str) -> bytes:
        """Seal one field of a record, making its key if it never had one; raises Erased after destroy()."""
        try:
            key = self.key(record)
        except Erased:
            self.prepare([record])
            key = self.key(record)
        return seal(key, plaintext, _aad(record, field))

    def unseal(self, record: str, sealed: bytes, field: str) -> bytes:
        """Return what seal() was given; raises Erased or Unreadable."""
        return unseal(self.key(record), sealed, _aad(record, field))

    def destroy(self, records: Iterable[str], at: datetime | None = None) -> int:
        """Destroy keys for good; returns how many there were. What they sealed is unreadable everywhere."""
        day = f"{at or datetime.now(UTC):%Y-%m-%d}"
        mark = (
            "INSERT INTO key (record, wrapped, destroyed_at) VALUES (?, NULL, ?) ON CONFLICT (record) "
            "DO UPDATE SET wrapped = NULL, destroyed_at = excluded.destroyed_at WHERE wrapped IS NOT NULL"
        )
        with self._writing() as database:
            return sum(database.execute(mark, [record, day]).rowcount for record in records)

    def secret(self, name: str) -> bytes:
        """Return an installation-wide secret, such as the tracking codes' pepper; made at first use."""
        record = f"installation:{name}"
        try:
            return self.key(record)
        except Erased:  # asked for on every request: only the first one writes
            self.prepare([record])
            return self.key(record)

    def mark(self, what: str, records: Iterable[str], at: datetime | None = None) -> None:
        """Note for good what was done to records, such as "erased": restoring a backup does not undo it."""
        self.destroy([f"{what}:{record}" for record in records], at)

    def marked(self, what: str) -> set[str]:
        """The records that were marked so."""
        with self._reading() as database:
            rows = database.execute("SELECT record FROM key WHERE record LIKE ? || ':%'", [what]).fetchall()
        return {record.partition(":")[2] for (record,) in rows}

    def rotate(self, new_master: bytes) -> int:
        """Wrap every key with `new_master`, all or nothing; returns how many. Then retire the old one."""
        with self._writing() as database:
            rows = database.execute("SELECT record, wrapped FROM key WHERE wrapped IS NOT NULL").fetchall()
            fresh = [
                (seal(new_master, unseal(self._master, wrapped, _aad(record)), _aad(record)), record)
                for record, wrapped in rows
            ]
            database.executemany("UPDATE key SET wrapped = ? WHERE record = ?", fresh)
        self._master = new_master
        return len(fresh)

    def copy_to(self, spare: Path) -> None:
        """Replace the one spare copy of the keyring; keys destroyed since the last one vanish from it."""
        with replacing(spare) as beside:
            beside.touch(mode=0o600)
            with self._reading() as database:
                database.execute("VACUUM INTO ?", [str(beside)])

    def _wrap(self, record: str, key: bytes) -> bytes:
        return seal(self._master, key, _aad(record))

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        database = sqlite3.connect(self._path, timeout=30, isolation_level=None)
        try:
            yield database
        finally:
            database.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, taken at once: two processes making the same key agree on one."""
        with self._reading() as database:
            database.execute("PRAGMA secure_delete = ON")
            database.execute("BEGIN IMMEDIATE")
            try:
                yield database
            except BaseException:
                database.execute("ROLLBACK")
                raise
            database.execute("COMMIT")


def _aad(record: str, field: str = "key") -> bytes:
    """Bind sealed bytes to their record and field; the length keeps the two apart."""
    return f"{len(record)}:{record}:{field}".encode()
