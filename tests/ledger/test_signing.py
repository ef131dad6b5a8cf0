"""Signatures: by the city's key or a successor that it vouched for, over exactly these bytes."""

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from minhbach.cli.keeping import keys
from minhbach.errors import BadInput
from minhbach.ledger.keys import WrongSignature, check_signature
from minhbach.ledger.signing import FILE, open_signer, rotate

DAY, LATER = date(2025, 3, 5), date(2026, 3, 5)
SUMS = b"abc  reports.csv\n"


def test_a_signature_holds_for_its_own_bytes_alone(tmp_path: Path) -> None:
    signer = open_signer(tmp_path, DAY)
    signature = signer.sign(SUMS, "release 2025-03-05")
    assert check_signature(SUMS, signature, signer.listed) == signer.listed[0]["id"]
    again = open_signer(tmp_path, LATER).sign(SUMS, "release 2025-03-05")
    assert signature == again, "the key stays the same"
    with pytest.raises(WrongSignature):
        check_signature(SUMS + b" ", signature, signer.listed)
    with pytest.raises(WrongSignature):
        check_signature(SUMS, signature.replace(b"2025-03-05", b"2025-03-06"), signer.listed)
    with pytest.raises(WrongSignature, match="cannot be read"):
        check_signature(SUMS, b"nonsense", signer.listed)


def test_a_successor_is_trusted_through_the_one_before(tmp_path: Path) -> None:
    first = open_signer(tmp_path, DAY)
    old = first.sign(SUMS, "old")
    second = rotate(tmp_path, LATER)
    new = second.sign(SUMS, "new")
    pinned = first.listed[0]["public"]
    assert [entry["until"] for entry in second.listed] == ["2026-03-05", None]
    assert check_signature(SUMS, old, second.listed, pinned) == first.listed[0]["id"]
    assert check_signature(SUMS, new, second.listed, pinned) == second.listed[1]["id"]
    # Who pins the new key trusts no older one.
    with pytest.raises(WrongSignature, match="not among"):
        check_signature(SUMS, old, second.listed, second.listed[1]["public"])


def test_a_successor_that_nobody_vouched_for_is_refused(tmp_path: Path) -> None:
    first, stranger = open_signer(tmp_path / "city", DAY), open_signer(tmp_path / "stranger", DAY)
    forged = [*first.listed, dict(stranger.listed[0]) | {"signature": first.sign(b"x", "x").decode()}]
    with pytest.raises(WrongSignature, match="does not hold"):
        check_signature(SUMS, stranger.sign(SUMS, "x"), forged, first.listed[0]["public"])
    with pytest.raises(WrongSignature):
        check_signature(SUMS, stranger.sign(SUMS, "x"), stranger.listed, first.listed[0]["public"])


def test_a_key_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    open_signer(tmp_path, DAY)
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0
    (tmp_path / FILE).chmod(0o644)
    with pytest.raises(BadInput, match="chmod 600"):
        open_signer(tmp_path, DAY)


@pytest.mark.parametrize("content", [b"", b"{}", b'{"secret": "QQ==", "keys": []}'], ids=str)
def test_a_broken_key_file_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    (tmp_path / FILE).chmod(0o600)
    with pytest.raises(BadInput, match=r"signing\.json"):
        open_signer(tmp_path, DAY)


def test_the_standard_tool_checks_it(tmp_path: Path) -> None:
    tool = shutil.which("minisign")
    signer = open_signer(tmp_path, DAY)
    (tmp_path / "SHA256SUMS").write_bytes(SUMS)
    (tmp_path / "SHA256SUMS.minisig").write_bytes(signer.sign(SUMS, "release 2025-03-05"))
    if tool is None:  # not on every machine; the library by the tool's own author reads the file too
        import minisign

        key = minisign.PublicKey.from_base64(signer.listed[0]["public"])
        key.verify_file(tmp_path / "SHA256SUMS")
        return
    command = [tool, "-Vm", tmp_path / "SHA256SUMS", "-P", signer.listed[0]["public"]]
    said = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert said.returncode == 0, said.stderr
    assert "release 2025-03-05" in said.stdout


def test_the_commands_show_copy_and_change_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINHBACH_HOME", str(tmp_path / "home"))

    def said(*arguments: str) -> str:
        done = CliRunner().invoke(keys, arguments, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output.split("\t")[0]

    first = said("public")
    assert first == said("public")
    said("copy-signing", str(tmp_path / "spare.json"))
    assert (tmp_path / "spare.json").stat().st_mode & 0o077 == 0
    second = said("rotate")
    assert second == said("public") != first
    signer = open_signer(tmp_path / "home" / "signing", DAY)
    assert check_signature(SUMS, signer.sign(SUMS, "x"), signer.listed, first) == signer.listed[1]["id"]
