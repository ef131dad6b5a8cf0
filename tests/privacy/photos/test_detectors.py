"""The models find faces and plates; the worker that runs them cannot take the program down with it."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from minhbach.privacy.photos import PLATE, Box, PhotoCleaner, PhotoRefused, clean_photo
from minhbach.privacy.photos.plates import tells_a_number
from minhbach.privacy.photos.writing import Line

Encode = Callable[..., bytes]


@pytest.fixture(scope="module")
def cleaner(model_cache: Path) -> Iterator[PhotoCleaner]:
    with PhotoCleaner(model_cache) as running:
        yield running


def street_with_plate(lines: list[str], high: int) -> tuple[Image.Image, tuple[int, int, int, int]]:
    """A grey street, a shop's name, and a plate of the given height."""
    picture = Image.linear_gradient("L").resize((640, 480)).convert("RGB")
    draw = ImageDraw.Draw(picture)
    draw.text((40, 30), "TIEM PHO NAM", "white", ImageFont.load_default(40))
    band = high // len(lines)
    wide = round(high * (1.4 if len(lines) == 2 else 4.3))
    edges = (300, 300, 300 + wide, 300 + high)
    draw.rectangle(edges, "white", "black", 2)
    for row, text in enumerate(lines):
        font = ImageFont.load_default(band * 0.8)
        draw.text(
            (300 + wide / 2, 300 + band * (row + 0.5)), text, "black", font, anchor="mm", stroke_width=1
        )
    return picture, edges


def hidden_share(boxes: tuple[Box, ...], edges: tuple[int, int, int, int], size: tuple[int, int]) -> float:
    mask = Image.new("L", size)
    for box in boxes:
        ImageDraw.Draw(mask).rectangle(box.pixels(*size, margin=0.25), fill=255)
    part = mask.crop(edges)
    return part.histogram()[255] / (part.width * part.height)


@pytest.mark.parametrize("lines", [["51F-123.45"], ["59-X1", "234.56"]], ids=["car", "motorbike"])
@pytest.mark.parametrize("high", [30, 70])
def test_a_plate_is_hidden_and_a_shop_keeps_its_name(
    lines: list[str], high: int, cleaner: PhotoCleaner, encode: Encode
) -> None:
    picture, edges = street_with_plate(lines, high)
    clean = cleaner(encode("JPEG", picture, quality=90))
    assert not clean.needs_eye
    assert hidden_share(clean.boxes, edges, picture.size) > 0.8
    assert {box.kind for box in clean.boxes} == {PLATE}
    assert hidden_share(clean.boxes, (40, 30, 340, 80), picture.size) < 0.2


def test_boxes_drawn_by_hand_are_hidden_too_and_the_wall_changes_nothing(
    cleaner: PhotoCleaner, encode: Encode, tmp_path: Path
) -> None:
    drawn = [Box(0.1, 0.1, 0.3, 0.4)]
    with PhotoCleaner(tmp_path / "no models here") as bare:
        assert bare(encode(), boxes=drawn) == clean_photo(encode(), boxes=drawn)
    assert set(drawn) <= set(cleaner(encode(), boxes=drawn).boxes)


def test_refusals_come_through_the_wall(cleaner: PhotoCleaner, encode: Encode) -> None:
    for data, code in ((b"", "empty"), (b"<html>", "not_a_photo"), (encode()[:400], "truncated")):
        with pytest.raises(PhotoRefused) as refused:
            cleaner(data)
        assert refused.value.code == code
    assert cleaner(encode()).width == 160


def test_a_photo_that_takes_too_long_is_refused_and_the_next_one_is_served(
    tmp_path: Path, encode: Encode
) -> None:
    with PhotoCleaner(tmp_path, seconds=0.0) as hasty:
        with pytest.raises(PhotoRefused) as refused:
            hasty(encode())
        assert refused.value.code == "too_slow"
        hasty._seconds = 60.0
        assert hasty(encode()).width == 160


def test_a_worker_that_dies_is_replaced(tmp_path: Path, encode: Encode) -> None:
    with PhotoCleaner(tmp_path) as running:
        first = running(encode())
        assert running._worker
        os.kill(running._worker.pid, signal.SIGKILL)
        running._worker.wait()
        assert running(encode()) == first


@pytest.mark.parametrize(
    ("text", "sure", "high", "hidden"),
    [
        ("51F-123.45", 0.9, 40, True),
        ("59-X1", 0.9, 12, True),
        ("59X1", 0.9, 12, True),
        ("234.56", 0.9, 12, True),
        ("59-AB", 0.9, 30, True),
        ("29H", 0.9, 30, True),
        ("5IF-I2B.4S", 0.9, 30, True),
        ("0900 000 001", 0.95, 60, True),
        ("30", 0.95, 60, False),
        ("PHAN 24", 0.95, 60, False),
        ("UBND PHUONG", 0.95, 60, False),
        ("CAFE", 0.95, 30, False),
        ("BIDV", 0.95, 30, False),
        ("~~", 0.2, 14, True),
        ("TRUONG", 0.3, 90, False),
        ("TR4", 0.3, 90, True),
    ],
    ids=lambda value: str(value),
)
def test_which_writing_tells_a_number(text: str, sure: float, high: float, hidden: bool) -> None:
    assert tells_a_number(Line((0, 0, 10, 10), high, text, sure)) is hidden
