"""An outsider finds a true release true, and every change to it, by file and record."""

import csv
import json
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask, Response, send_from_directory
from tests.verify.conftest import PUBLISHED, UNKNOWN, WAITING

from minhbach.cli.check import verify as command
from minhbach.errors import BadInput
from minhbach.files import sha256_of
from minhbach.ledger.keys import as_json
from minhbach.ledger.signing import open_signer, rotate
from minhbach.public.showroom import Showroom
from minhbach.release.bundle import SUMS, SUMS_SIGNED, contents
from minhbach.verify.run import verify

DAY = date(2025, 6, 2)
CHECKS = ["checksums", "signature", "tree", "chain", "records", "counts", "form", "points"]


def first_id(site: Path) -> str:
    line = (site / "data" / "latest" / "ledger" / "records.jsonl").read_text().splitlines()[0]
    return str(json.loads(line)["public_id"])


def test_a_true_release_holds_in_every_check(site: Path) -> None:
    verdict = verify(site)
    assert list(verdict.lines())[9:] == [f"note {note}" for note in verdict.notes]
    assert [line.split()[1].rstrip(":") for line in verdict.passed] == CHECKS
    assert "35 records" in verdict.passed[2]
    assert "2 releases" in verdict.passed[3]


@pytest.mark.parametrize("where", [".", "data", "data/2025-06-02", "data/latest"])
def test_any_folder_of_it_will_do(site: Path, where: str) -> None:
    assert verify(site / where).findings == []


def test_older_releases_stay_true(site: Path) -> None:
    assert verify(site, release="2025-05-31").findings == []


@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("reports.csv", b""),
        ("reports.geojson", b'"public_id":"'),
        ("ledger/records.jsonl", b'"public_id":"'),
    ],
)
def test_one_flipped_bit_is_told_by_file_and_record(
    copy: Callable[[], Path], name: str, before: bytes
) -> None:
    site = copy()
    public_id = first_id(site)
    path = site / "data" / "2025-06-02" / name
    rows = path.read_bytes()
    start = rows.index(before + public_id.encode())
    words = [b"N\xe1\xba\xafp", b"o ga", b"\xc4\x90", b"R\xc3\xa1c"]
    at = next(rows[start:].index(word) for word in words if word in rows[start : start + 700])
    content = bytearray(rows)
    content[start + at] ^= 1
    path.write_bytes(content)
    said = "\n".join(verify(site).lines())
    assert f"{name}: was changed" in said
    assert public_id in said or "do not lead to the root" in said


def each_file(site: Path) -> list[str]:
    sums = (site / "data" / "2025-06-02" / "SHA256SUMS").read_text()
    return [line.split("  ")[1] for line in sums.splitlines()]


def test_a_changed_byte_in_any_file_is_told_by_its_name(copy: Callable[[], Path]) -> None:
    site = copy()
    release = site / "data" / "2025-06-02"
    names = each_file(site)
    assert len(names) > 15
    for name in names:
        content = (release / name).read_bytes()
        (release / name).write_bytes(content[:-1] + bytes([content[-1] ^ 1]) if content else b"x")
        assert any(f.where.startswith(name) for f in verify(site).findings), name
        (release / name).write_bytes(content)
    assert verify(site).findings == []


def resealed(site: Path, room: Showroom) -> None:
    """Make the checksums and the signature fit again, as who holds the key could."""
    release = site / "data" / "2025-06-02"
    sums = "".join(f"{sha256_of(path)}  {name}\n" for name, path in contents(release))
    (release / SUMS).write_text(sums)
    signer = open_signer(room.settings.signing, DAY)
    (release / SUMS_SIGNED).write_bytes(signer.sign(sums.encode(), "again"))


def edit_csv(path: Path, change: Callable[[list[dict[str, str]]], None]) -> None:
    with path.open(newline="") as handle:
        rows = list(csv.DictReader(handle))
    change(rows)
    with path.open("w", newline="") as handle:
        table = csv.DictWriter(handle, list(rows[0]))
        table.writeheader()
        table.writerows(rows)


def less_waiting(rows: list[dict[str, str]]) -> None:
    rows[0]["waiting"] = "0"


def more_published(rows: list[dict[str, str]]) -> None:
    rows[0]["published"] = str(int(rows[0]["published"]) + 1)
    rows[0]["refused"] = str(int(rows[0]["refused"]) - 1)


def one_left_out(rows: list[dict[str, str]]) -> None:
    del rows[3]


def elsewhere(rows: list[dict[str, str]]) -> None:
    rows[3]["lat"] = "0.5"


def no_status(rows: list[dict[str, str]]) -> None:
    rows[3]["received"] = "yesterday"


@pytest.mark.parametrize(
    ("name", "change", "check", "said"),
    [
        ("totals.csv", less_waiting, "counts", r"month 20\d\d-\d\d"),
        ("totals.csv", more_published, "counts", r"year 20\d\d"),
        ("reports.csv", one_left_out, "records", r"record \w{10}: is missing"),
        ("reports.csv", elsewhere, "records", r"record \w{10}: lat is not as in the ledger"),
        ("reports.csv", no_status, "form", r"line \d+: received is no date"),
    ],
)
def test_who_holds_the_key_cannot_make_the_books_fit(
    copy: Callable[[], Path], room: Showroom, name: str, change: Callable[..., None], check: str, said: str
) -> None:
    site = copy()
    edit_csv(site / "data" / "2025-06-02" / name, change)
    resealed(site, room)
    found = [finding for finding in verify(site).findings if finding.check == check]
    assert any(re.search(said, finding.line()) for finding in found), list(verify(site).lines())
    assert not any(f.check in ("checksums", "signature") for f in verify(site).findings)


def test_a_point_put_outside_its_ward_is_told(copy: Callable[[], Path]) -> None:
    site = copy()
    path = site / "data" / "2025-06-02" / "ledger" / "records.jsonl"
    lines = path.read_text().splitlines()
    record = json.loads(lines[0])
    lines[0] = json.dumps(record | {"lat": 10.0, "lon": 106.0}, ensure_ascii=False)
    path.write_text("\n".join(lines) + "\n")
    found = [f.line() for f in verify(site).findings if f.check == "points"]
    assert found
    assert record["public_id"] in found[0]


def test_a_rewritten_past_is_told(copy: Callable[[], Path]) -> None:
    site = copy()
    path = site / "data" / "2025-05-31" / "ledger.json"
    ledger = json.loads(path.read_bytes())
    ledger["releases"][0]["root"] = "0" * 64
    path.write_text(json.dumps(ledger))
    assert any("another past" in f.what for f in verify(site).findings)
    assert any(f.check == "chain" for f in verify(site, release="2025-05-31").findings)


def test_a_stranger_s_signature_is_told(copy: Callable[[], Path], tmp_path: Path) -> None:
    site = copy()
    sums = site / "data" / "2025-06-02" / "SHA256SUMS"
    stranger = open_signer(tmp_path / "stranger", DAY)
    sums.with_name("SHA256SUMS.minisig").write_bytes(stranger.sign(sums.read_bytes(), "x"))
    assert [f.check for f in verify(site).findings] == ["signature"]
    sums.with_name("SHA256SUMS.minisig").unlink()
    assert [f.check for f in verify(site).findings] == ["signature"]


def test_a_new_key_is_trusted_by_who_pinned_the_old(
    copy: Callable[[], Path], room: Showroom, tmp_path: Path
) -> None:
    site = copy()
    keys = tmp_path / "signing"
    shutil.copytree(room.settings.signing, keys)
    pinned = open_signer(keys, DAY).listed[0]["public"]
    listed = rotate(keys, DAY).listed
    (site / "data" / "keys.json").write_bytes(as_json(listed))
    assert len(listed) == 2
    assert verify(site, key=pinned).findings == []
    by_the_new = verify(site, key=listed[1]["public"]).findings
    assert [f.check for f in by_the_new] == ["signature"], "it was signed before that key was made"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (PUBLISHED, r"published as record \w{10}: leaf 1 of 35 leads to the release's root by \d hashes"),
        (WAITING, r"not published by itself: it waits for an operator.*totals\.csv under waiting of 20"),
        (UNKNOWN, "not known to this release"),
    ],
    ids=["published", "waiting", "unknown"],
)
def test_a_citizen_finds_their_own_report(site: Path, code: str, said: str) -> None:
    note = verify(site, code=code.lower()).notes[-1]
    assert re.search(said, note), note
    everything = b"".join(path.read_bytes() for path in (site / "data").rglob("*") if path.is_file())
    assert code.encode() not in everything


def test_a_mistyped_code_is_told(site: Path) -> None:
    with pytest.raises(BadInput, match="typing error"):
        verify(site, code=PUBLISHED[:-1] + ("A" if PUBLISHED[-1] != "A" else "B"))


def test_what_is_no_release_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no release"):
        verify(tmp_path)


@pytest.mark.parametrize("name", ["ledger.json", "release.json", "ledger/records.jsonl", "dictionary.json"])
@pytest.mark.parametrize("content", [b"", b"[]", b"\xff\xfe", None], ids=["empty", "list", "bytes", "gone"])
def test_broken_files_are_findings_and_never_a_traceback(
    copy: Callable[[], Path], name: str, content: bytes | None
) -> None:
    site = copy()
    path = site / "data" / "2025-06-02" / name
    path.unlink() if content is None else path.write_bytes(content)
    assert verify(site).findings


@pytest.mark.parametrize("name", ["../../keys.json", "/etc/hostname", "a/./b", ".."])
def test_a_checksum_that_leads_outside_is_refused(copy: Callable[[], Path], name: str) -> None:
    site = copy()
    with (site / "data" / "2025-06-02" / "SHA256SUMS").open("a") as sums:
        sums.write(f"{'0' * 64}  {name}\n")
    assert any("no checksum of a file in the release" in finding.what for finding in verify(site).findings)


def test_the_command_checks_an_address_like_a_folder(
    site: Path, copy: Callable[[], Path], listen: Callable[..., str]
) -> None:
    tampered = copy()
    (tampered / "data" / "2025-06-02" / "totals.csv").write_text("month\r\n")
    address = listen(host_of({"good": site, "bad": tampered}))
    good = CliRunner().invoke(command, [f"{address}/good/", "--report", PUBLISHED])
    assert good.exit_code == 0, good.output
    assert good.output.startswith("release 2025-06-02\nok   checksums")
    assert "your report: published as record" in good.output
    bad = CliRunner().invoke(command, [f"{address}/bad"])
    assert isinstance(bad.exception, BadInput)
    assert "totals.csv was changed" in str(bad.exception)
    nothing = CliRunner().invoke(command, [f"{address}/nothing"])
    assert isinstance(nothing.exception, BadInput)
    assert "give the address of a published site" in str(nothing.exception)


def host_of(sites: dict[str, Path]) -> Flask:
    """A static host."""
    app = Flask(__name__, static_folder=None)

    @app.get("/<site>/<path:name>")
    def file(site: str, name: str) -> Response:
        return send_from_directory(sites.get(site, Path("/nonexistent")), name)

    return app
