"""The last look before publishing finds what slipped through, whatever it is packed in, and nothing else."""

import gzip
import io
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from PIL import Image
from pyarrow import parquet

from minhbach.privacy.disclosure.residue import Residue, residue
from minhbach.privacy.text import PLACEHOLDERS

LEAKS = {
    "phone": [
        "0900 000 001",
        "0900000001",
        "+84 900 000 001",
        "0900.000.001",
        "84900000001",
        "1,0900000001,5",
    ],
    "email": ["canary.nguyen@example.com", "mailto:a+b@mail.example.vn"],
    "identity number": ["079 0 99 000001", "079099000001"],
    "identity number by name": ["CMND: 020000001", "Hộ chiếu số C0000001", "cccd 123456789"],
    "plate": ["59-X1 234.56", "51F-123.45", "59X1-23456"],
    "bank account": ["STK 0071000000001", "số tài khoản: 1903 0000 0000 01"],
    "profile": ["https://www.facebook.com/canary.nguyen", "zalo.me/0900000001"],
}
HARMLESS = [
    "Gọi 1022, 113 hoặc 19001234",
    "ngày 09.11.2025 lúc 12:30, 2025-03-05",
    '{"lat": 10.7725, "lon": 106.6981, "share": 0.351234567, "lat2": 10.0912345678}',
    "3f0912345678ab90",
    "Quyết định 4874/QĐ-UBND, 1.250.000 đồng, mã 26740, 760",
    "sha256: 0a79b0c0791234567890123fffe",
    '<path d="M0 35.5 120 98 0.3512345678"/>',
    "hẻm 123/45/6 Lê Văn Sỹ",
    "#091234567890",
    *(f"({hidden}, -122.39826428776)" for hidden in PLACEHOLDERS.values()),
]


@pytest.mark.parametrize(
    ("kind", "text"),
    [(kind, text) for kind, texts in LEAKS.items() for text in texts],
    ids=lambda value: value,
)
def test_each_kind_is_found_in_plain_text(kind: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(f"<p>Liên hệ {text} nhé</p>")
    found = list(residue(tmp_path))
    assert kind in {one.kind for one in found}
    assert all(text not in repr(one) for one in found)


@pytest.mark.parametrize("text", HARMLESS, ids=lambda value: value[:20])
def test_public_figures_are_left_alone(text: str, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(text)
    assert list(residue(tmp_path)) == []


def packed(kind: str, text: str, path: Path) -> None:
    if kind == "gzip":
        path.write_bytes(gzip.compress(text.encode(), mtime=0))
    elif kind == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("inner.csv", text)
    elif kind == "parquet":
        table = pa.table({"id": [1, 2], "text": [text, text]})
        parquet.write_table(table.cast(table.schema), path, compression="zstd", use_dictionary=True)
    elif kind == "tiles":
        noise = random.Random(1).randbytes(40_000)  # noqa: S311 - repeatable bytes, not secrets
        tile = gzip.compress(text.encode(), mtime=0)
        path.write_bytes(b"PMTiles\x03" + b"\0" * 100 + tile + b"\x1f\x8b\x08junk" + noise + tile)


@pytest.mark.parametrize(("kind", "times"), [("gzip", 1), ("zip", 1), ("parquet", 2), ("tiles", 2)])
def test_what_is_packed_is_unpacked(kind: str, times: int, tmp_path: Path) -> None:
    packed(kind, "Gọi Canary 0900 000 001 " + "cho biết " * 50, tmp_path / "file.bin")
    unpacked = [one for one in residue(tmp_path) if "!" in one.path]
    assert [(one.kind, one.count) for one in unpacked] == [("phone", times)]


def test_what_cannot_be_unpacked_is_told(tmp_path: Path) -> None:
    (tmp_path / "half.gz").write_bytes(gzip.compress(b"text" * 1000)[:-20])
    assert [one.kind for one in residue(tmp_path)] == ["contents that cannot be unpacked"]


@pytest.mark.parametrize("before", [0, (1 << 20) - 5, (1 << 20) - 261, (1 << 20) + 3])
def test_a_value_across_two_pieces_is_found_once(before: int, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("x" * max(0, before - 1) + " 0900 000 001 " + "y" * (1 << 20))
    assert list(residue(tmp_path)) == [Residue("long.txt", "phone", 1)]


def test_names_of_files_and_links_are_looked_at(tmp_path: Path) -> None:
    (tmp_path / "bao-cao-0900000001.html").write_text("")
    (tmp_path / "%30900000002.html").write_text("")
    (tmp_path / "out").symlink_to("/")
    assert [(one.kind, one.count) for one in residue(tmp_path)] == [
        ("phone in the file's name", 1),
        ("phone in the file's name", 1),
        ("a link out of the release", 1),
    ]


def test_known_values_are_found_in_any_writing_and_allowed_ones_pass(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"text": "Nguyễn Thị Canary, 1022@example.gov.vn"}))
    (tmp_path / "b.html").write_text("nguyễn thị canary")
    found = residue(tmp_path, known=["Nguyễn Thị Canary", " "], allowed=["1022@example.gov.vn"])
    assert list(found) == [Residue(f"{name}", "known private value", 1) for name in ("a.json", "b.html")]


def picture(kind: str, **options: object) -> Callable[[], bytes]:
    def made() -> bytes:
        target = io.BytesIO()
        Image.new("RGB", (40, 40), "teal").save(target, kind, **options)
        return target.getvalue()

    return made


EXIF = Image.Exif()
EXIF[0x010E] = "somewhere"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (picture("JPEG"), None),
        (picture("PNG"), None),
        (picture("WEBP"), None),
        (picture("JPEG", exif=EXIF), "EXIF"),
        (picture("JPEG", comment=b"somewhere"), "comment"),
        (picture("JPEG", xmp=b"<x/>"), "XMP"),
        (lambda: picture("JPEG")() + b"tail", "bytes after the end"),
        (picture("PNG", exif=EXIF), "eXIf"),
        (lambda: picture("PNG")() + b"tail", "bytes after the end"),
        (picture("WEBP", exif=EXIF), "EXIF"),
    ],
    ids=["JPEG", "PNG", "WebP", "EXIF", "comment", "XMP", "tail", "PNG EXIF", "PNG tail", "WebP EXIF"],
)
def test_words_in_pictures_are_told(make: Callable[[], bytes], words: str | None, tmp_path: Path) -> None:
    (tmp_path / "photo").write_bytes(make())
    kinds = [one.kind for one in residue(tmp_path)]
    assert kinds == ([] if words is None else [f"photo metadata ({words})"])
