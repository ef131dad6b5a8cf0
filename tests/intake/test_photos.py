"""Photos with a report: proved to be photos before anything is kept, then kept sealed."""

import re
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlmodel import select

from minhbach.intake import path as form_path
from minhbach.intake import submission
from minhbach.records.models import Photo
from minhbach.records.office import Office
from minhbach.records.originals import open_original

from .conftest import Citizen

Make = Callable[..., tuple[BytesIO, str]]


def bomb() -> bytes:
    """A PNG of a few kilobytes that claims 50,000 × 50,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(10_000)))
        + chunk(b"IEND", b"")
    )  # fmt: skip


HOSTILE = pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"", "tệp rỗng", id="empty"),
        pytest.param(b"<html><script>alert(1)</script>", "không phải ảnh", id="html-named-jpg"),
        pytest.param(b"\xff\xd8\xff\xe0" + b"0" * 50, "ảnh", id="only-a-head"),
        pytest.param(b"GIF89a" + bytes(100), "không phải ảnh", id="gif"),
        pytest.param(
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "không phải ảnh", id="svg"
        ),
        pytest.param(b"%PDF-1.7\n" + bytes(100), "không phải ảnh", id="pdf"),
        pytest.param(b"MZ" + bytes(500), "không phải ảnh", id="program"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(40), "ảnh", id="truncated-png"),
        pytest.param(bomb(), "ảnh", id="bomb"),
        pytest.param(b"\xff\xd8\xff" + bytes(16 * 1024 * 1024), "lớn hơn 15 MB", id="huge"),
    ],
)


def stored(office: Office) -> list[str]:
    folder = office.settings.originals
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_photos_are_kept_sealed_under_random_names(
    citizen: Citizen, office: Office, photo: Make, kind: str
) -> None:
    upload = photo(kind)
    sent = upload[0].getvalue()
    assert citizen.send(photos=[upload, photo(kind, width=330)]).status_code == 303
    assert len(stored(office)) == 2
    assert not any("Canary" in name for name in stored(office))
    for path in office.settings.originals.iterdir():
        assert b"Canary" not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0
    with office.private.reading() as session:
        row = session.exec(select(Photo)).first()
        assert row
        assert not row.may_publish
        assert open_original(office.keyring, office.settings.originals, citizen.reports()[0], row) == sent


@HOSTILE
def test_a_hostile_photo_is_refused_in_a_sentence(
    citizen: Citizen, office: Office, data: bytes, words: str
) -> None:
    answer = citizen.send(photos=(BytesIO(data), "holiday.jpg"))
    assert answer.status_code == 422
    assert "Ảnh thứ 1" in answer.text
    assert words in answer.text
    assert stored(office) == []
    assert citizen.reports() == []


@HOSTILE
def test_a_hostile_photo_stays_out_of_the_draft(citizen: Citizen, data: bytes, words: str) -> None:
    answer = citizen.step("details", citizen.open_form(), photos=(BytesIO(data), "holiday.jpg"))
    assert answer.status_code == 422
    assert words in answer.text
    assert "/report/photo/" not in citizen.browser.get("/report/").text + answer.text


def test_a_photo_with_a_page_hidden_in_it_is_shown_without(citizen: Citizen, photo: Make) -> None:
    """A polyglot: a real photo with HTML in its tail and its comment."""
    data = photo()[0].getvalue() + b"<html><script>alert('Canary')</script>"
    form, page = citizen.open_preview(photos=(BytesIO(data), "a.html"))
    address = re.search(r'src="(/report/photo/[^"]+)"', page)
    assert address
    shown = citizen.browser.get(address[1])
    assert shown.mimetype == "image/jpeg"
    assert b"Canary" not in shown.data
    assert shown.headers["X-Content-Type-Options"] == "nosniff"


def test_a_phone_s_own_format_is_shown_as_a_photo(citizen: Citizen) -> None:
    data = Path(__file__).parents[1].joinpath("privacy", "photos", "made-up.heic").read_bytes()
    _, page = citizen.open_preview(photos=(BytesIO(data), "IMG_0001.HEIC"))
    address = re.search(r'src="(/report/photo/[^"]+)"', page)
    assert address
    assert citizen.browser.get(address[1]).data.startswith(b"\xff\xd8\xff")


def test_with_models_the_photo_is_shown_as_the_worker_cleaned_it(
    citizen: Citizen, photo: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(form_path, "models_at", lambda cache: cache)
    _, page = citizen.open_preview(photos=photo())
    address = re.search(r'src="(/report/photo/[^"]+)"', page)
    assert address
    assert b"Canary" not in citizen.browser.get(address[1]).data


def test_a_body_that_is_far_too_large_is_refused_in_words(
    citizen: Citizen, service_app: Flask, office: Office, photo: Make
) -> None:
    service_app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = citizen.send(photos=[photo()])
    assert answer.status_code == 413
    assert "quá lớn" in answer.text
    assert citizen.reports() == []


def test_a_good_photo_is_not_kept_beside_a_bad_one(citizen: Citizen, office: Office, photo: Make) -> None:
    answer = citizen.send(photos=[photo(), (BytesIO(b"not a photo"), "x.jpg")])
    assert answer.status_code == 422
    assert "Ảnh thứ 2" in answer.text
    assert stored(office) == []


def test_the_same_photo_twice_is_kept_once(citizen: Citizen, office: Office, photo: Make) -> None:
    assert citizen.send(photos=[photo(), photo()]).status_code == 303
    assert len(stored(office)) == 1


def test_six_photos_are_too_many(citizen: Citizen, office: Office, photo: Make) -> None:
    answer = citizen.send(photos=[photo() for _ in range(6)])
    assert answer.status_code == 422
    assert "6 ảnh" in answer.text
    assert stored(office) == []


def test_a_failed_writing_leaves_no_photo_behind(
    citizen: Citizen, office: Office, photo: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = submission.keep_original
    calls = []

    def fail_at_the_second(*given: object) -> Photo:
        calls.append(1)
        if len(calls) == 2:
            raise OSError("No space left on device")
        return keep(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(submission, "keep_original", fail_at_the_second)
    with pytest.raises(OSError, match="No space left"):
        citizen.send(photos=[photo(), photo(width=330)])
    assert stored(office) == []
    assert citizen.reports() == []
