"""Sealed data opens with its own record's key only, and with none once that key is destroyed."""

import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach.errors import BadInput, UnsafeState
from minhbach.records.keyring import Erased, Keyring
from minhbach.records.masterkey import format_key, master_key
from minhbach.records.sealed import Unreadable, new_key, seal, unseal

PHONE = b"0900 000 001"
KEY = new_key()


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return Keyring.at(tmp_path / "keys", environ={})


@given(st.binary(max_size=300), st.binary(max_size=40))
def test_what_is_sealed_comes_back(plaintext: bytes, aad: bytes) -> None:
    sealed = seal(KEY, plaintext, aad)
    assert unseal(KEY, sealed, aad) == plaintext
    assert seal(KEY, plaintext, aad) != sealed


@given(st.integers(min_value=0), st.integers(0, 7))
def test_one_changed_bit_does_not_open(place: int, bit: int) -> None:
    sealed = bytearray(seal(KEY, PHONE, b"record 1"))
    sealed[place % len(sealed)] ^= 1 << bit
    with pytest.raises(Unreadable):
        unseal(KEY, bytes(sealed), b"record 1")


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" * 28, b"0900 000 001 in clear text, thirty bytes"])
def test_bytes_of_others_do_not_open(sealed: bytes) -> None:
    with pytest.raises(Unreadable):
        unseal(KEY, sealed)


def test_the_field_is_bound_to_its_record_and_name(keyring: Keyring) -> None:
    sealed = keyring.seal("r1", PHONE, "phone")
    keyring.prepare(["r2"])
    assert keyring.unseal("r1", sealed, "phone") == PHONE
    for record, field in (("r2", "phone"), ("r1", "email")):
        with pytest.raises(Unreadable):
            keyring.unseal(record, sealed, field)


def test_destroying_a_key_makes_the_backup_unreadable(tmp_path: Path, keyring: Keyring) -> None:
    backup = tmp_path / "backup.bin"
    backup.write_bytes(keyring.seal("r1", PHONE, "phone"))
    other = keyring.seal("r2", PHONE, "phone")
    spare = tmp_path / "elsewhere" / "keyring.db"
    keyring.copy_to(spare)
    assert keyring.destroy(["r1", "never seen"]) == 2
    keyring.copy_to(spare)
    master = master_key(tmp_path / "keys", {})
    for ring in (keyring, Keyring.at(tmp_path / "keys", {}), Keyring(spare, master)):
        with pytest.raises(Erased):
            ring.unseal("r1", backup.read_bytes(), "phone")
        assert ring.unseal("r2", other, "phone") == PHONE


def test_a_destroyed_key_leaves_no_byte_and_never_comes_back(tmp_path: Path, keyring: Keyring) -> None:
    keyring.prepare(["r1"])
    file = tmp_path / "keys" / "keyring.db"
    with sqlite3.connect(file) as database:
        (wrapped,) = database.execute("SELECT wrapped FROM key WHERE record = 'r1'").fetchone()
    database.close()
    assert wrapped in file.read_bytes()
    keyring.destroy(["r1"])
    assert wrapped not in b"".join(path.read_bytes() for path in file.parent.iterdir())
    keyring.prepare(["r1"])
    with pytest.raises(Erased):
        keyring.seal("r1", PHONE, "phone")
    assert keyring.destroy(["r1"]) == 0


def test_keys_at_rest_are_wrapped_and_closed_to_others(tmp_path: Path, keyring: Keyring) -> None:
    key = keyring.secret("tracking")
    assert key == keyring.secret("tracking")
    for path in (tmp_path / "keys").iterdir():
        assert key not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0


def test_a_mark_stays_and_is_no_key(tmp_path: Path, keyring: Keyring) -> None:
    keyring.prepare(["r1"])
    keyring.mark("erased", ["r1"])
    keyring.mark("withdrawn", ["r1", "r2"])
    ring = Keyring.at(tmp_path / "keys", {})
    assert (ring.marked("erased"), ring.marked("withdrawn"), ring.marked("other")) == (
        {"r1"},
        {"r1", "r2"},
        set(),
    )
    assert ring.key("r1")


def test_rotation_keeps_data_and_retires_the_old_master(tmp_path: Path, keyring: Keyring) -> None:
    sealed = keyring.seal("r1", PHONE, "phone")
    new = new_key()
    assert keyring.rotate(new) == 2
    assert keyring.unseal("r1", sealed, "phone") == PHONE
    with pytest.raises(UnsafeState):
        Keyring.at(tmp_path / "keys", {})
    assert (
        Keyring.at(tmp_path / "keys", {"MINHBACH_KEY": format_key(new)}).unseal("r1", sealed, "phone")
        == PHONE
    )


def test_two_at_once_agree_on_one_key(tmp_path: Path) -> None:
    def first_use(_: int) -> bytes:
        return Keyring.at(tmp_path / "keys", {}).secret("tracking")

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(first_use, range(16)))) == 1


@pytest.mark.parametrize("name", ["master.key", "keyring.db"])
def test_a_key_file_that_others_can_read_stops_the_work(tmp_path: Path, keyring: Keyring, name: str) -> None:
    (tmp_path / "keys" / name).chmod(0o644)
    with pytest.raises(UnsafeState, match="chmod 600"):
        Keyring.at(tmp_path / "keys", {})


def test_a_linked_key_file_stops_the_work(tmp_path: Path, keyring: Keyring) -> None:
    file = tmp_path / "keys" / "master.key"
    shutil.move(file, tmp_path / "moved")
    file.symlink_to(tmp_path / "moved")
    with pytest.raises(UnsafeState, match="plain file"):
        Keyring.at(tmp_path / "keys", {})


@pytest.mark.parametrize("text", ["short", "é" * 44, "A" * 42, format_key(b"x" * 31), format_key(b"x" * 33)])
def test_a_malformed_key_is_told_without_showing_it(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput, match="MINHBACH_KEY is not a key") as caught:
        master_key(tmp_path, {"MINHBACH_KEY": text})
    assert text not in str(caught.value)
