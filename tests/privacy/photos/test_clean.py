"""A cleaned photo is pixels and nothing else, and what cannot be cleaned is refused with a reason."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, PngImagePlugin

from minhbach.errors import BadInput
from minhbach.privacy.photos import Box, PhotoRefused, clean_photo
from minhbach.privacy.photos.decode import LONGEST, MAX_BYTES
from minhbach.privacy.photos.jpeg import extras

HEIC = Path(__file__).with_name("made-up.heic")
CANARY = b"Canary"
# How Pillow turns an upright picture into what a camera stores under each EXIF orientation.
AS_HELD = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
Encode = Callable[..., bytes]


def shown(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def told(orientation: int = 1) -> Image.Exif:
    """EXIF with a description, a place and a maker, all of them Canary."""
    exif = Image.Exif()
    exif[0x010E], exif[0x010F], exif[0x0112] = "Canary description", "Canary maker", orientation
    exif.get_ifd(0x8825).update({1: "N", 2: (10.0, 46.0, 22.0), 29: "Canary day"})
    return exif


def talkative(kind: str, encode: Encode, scene: Image.Image) -> bytes:
    """The scene with every place for words that the format has filled with Canary."""
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + CANARY
    if kind == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Comment", "Canary text")
        words.add_itxt("XML:com.adobe.xmp", "Canary xmp", zip=True)
        return encode("PNG", exif=told(), pnginfo=words, icc_profile=icc) + CANARY
    if kind == "WEBP":
        return encode("WEBP", exif=told(), xmp=b"Canary xmp", icc_profile=icc)
    if kind == "HEIC":
        return HEIC.read_bytes()
    if kind == "MPO":
        other = Image.new("RGB", scene.size, "lime")
        return encode("MPO", save_all=True, append_images=[other], exif=told(), comment=b"Canary")
    return encode("JPEG", exif=told(), comment=b"Canary comment", xmp=b"Canary xmp", icc_profile=icc) + CANARY


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIC", "MPO"])
def test_no_byte_of_metadata_is_left(kind: str, encode: Encode, scene: Image.Image) -> None:
    data = talkative(kind, encode, scene)
    assert CANARY in data
    clean = clean_photo(data)
    assert CANARY not in clean.data
    assert extras(clean.data) == []
    assert set(shown(clean.data).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive",
                                           "progression"}  # fmt: skip
    assert (clean.width, clean.height) == shown(clean.data).size == (96, 64) if kind == "HEIC" else scene.size
    assert clean.needs_eye


def test_the_same_photo_gives_the_same_bytes_and_name(encode: Encode) -> None:
    one, other = clean_photo(encode("PNG")), clean_photo(encode("PNG", exif=told()))
    assert one == other
    assert one.name.endswith(".jpg")
    assert len(one.name) == 44
    assert clean_photo(encode("PNG"), boxes=[Box(0.1, 0.1, 0.5, 0.5)]).name != one.name


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_photo_stands_upright(orientation: int, encode: Encode, scene: Image.Image) -> None:
    held = scene.transpose(Image.Transpose(AS_HELD[orientation])) if orientation > 1 else scene
    clean = clean_photo(encode("JPEG", held, exif=told(orientation), quality=95))
    assert (clean.width, clean.height) == scene.size
    red, green, _ = shown(clean.data).getpixel((10, 10))
    assert red > 180
    assert green < 80


@pytest.mark.parametrize("mode", ["L", "P", "1", "RGBA", "LA", "I;16", "PA", "CMYK", "YCbCr", "LAB"])
def test_every_way_to_write_colours_becomes_plain_rgb(mode: str, encode: Encode, scene: Image.Image) -> None:
    picture = (
        scene.convert(mode) if mode != "I;16" else scene.convert("I").point(lambda v: v * 256).convert("I;16")
    )
    kind = {"CMYK": "JPEG", "YCbCr": "JPEG", "LAB": "WEBP", "PA": "WEBP"}.get(mode, "PNG")
    clean = shown(clean_photo(encode(kind, picture)).data)
    assert clean.mode == "RGB"
    dark, bright = np.asarray(clean)[80:, :60].mean(), np.asarray(clean)[80:, 100:].mean()
    assert bright - dark > 100


def test_what_hid_under_transparent_pixels_is_gone(encode: Encode) -> None:
    picture = Image.new("RGBA", (64, 64), (255, 0, 0, 0))
    assert shown(clean_photo(encode("PNG", picture)).data).getpixel((32, 32)) == (255, 255, 255)


def test_another_colour_space_is_turned_into_srgb(encode: Encode) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    broken = lab[:40] + b"\xff" * 60
    grey = Image.new("RGB", (64, 64), (120, 120, 120))
    for profile in (lab, broken, b"\x00"):
        red, green, blue = shown(clean_photo(encode("JPEG", grey, icc_profile=profile)).data).getpixel((9, 9))
        assert max(abs(red - 120), abs(green - 120), abs(blue - 120)) <= 3


def test_a_film_is_its_first_picture(encode: Encode, scene: Image.Image) -> None:
    later = Image.new("RGB", scene.size, "lime")
    for kind in ("PNG", "WEBP"):
        film = encode(kind, save_all=True, append_images=[later, later])
        assert shown(clean_photo(film).data).getpixel((10, 10))[0] > 180


def test_a_large_photo_is_shrunk_in_shape(encode: Encode) -> None:
    clean = clean_photo(encode("JPEG", Image.new("RGB", (4000, 3000), "teal")))
    assert (clean.width, clean.height) == (LONGEST, LONGEST * 3 // 4)


def png_of(width: int, height: int) -> bytes:
    """A small PNG that says it is huge, and unpacks to that."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack("!I", len(body)) + kind + body + struct.pack("!I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack("!IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = zlib.compress(b"\0" * min((width + 1) * height, 10**7), 9)
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("code", "make"),
    [
        ("empty", lambda encode: b""),
        ("too_big", lambda encode: encode("JPEG") + b"\0" * MAX_BYTES),
        ("not_a_photo", lambda encode: b"<html><script>alert(1)</script></html>"),
        ("not_a_photo", lambda encode: encode("GIF")),
        ("not_a_photo", lambda encode: encode("TIFF")),
        ("not_a_photo", lambda encode: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("not_a_photo", lambda encode: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100"),
        ("not_a_photo", lambda encode: b"\0" * 100),
        ("bomb", lambda encode: png_of(50_000, 50_000)),
        ("bomb", lambda encode: png_of(9_000, 9_000)),
        ("too_small", lambda encode: encode("PNG", Image.new("RGB", (1, 500)))),
        ("truncated", lambda encode: encode("JPEG")[:-2]),
        ("truncated", lambda encode: encode("JPEG")[:900]),
        ("truncated", lambda encode: encode("JPEG")[:20]),
        ("truncated", lambda encode: encode("PNG")[:-20]),
        ("truncated", lambda encode: encode("PNG")[:3000]),
        ("truncated", lambda encode: encode("WEBP")[:-30]),
        ("truncated", lambda encode: HEIC.read_bytes()[:-100]),
        ("truncated", lambda encode: HEIC.read_bytes()[:64]),
    ],
    ids=[
        "no bytes", "15 MB and more", "HTML", "GIF", "TIFF", "SVG", "PostScript", "zeros", "2500 megapixels",
        "81 megapixels", "one pixel wide", "JPEG without its end", "JPEG cut", "JPEG head only",
        "PNG without its end", "PNG cut", "WebP cut", "HEIC cut", "HEIC head only",
    ],
)  # fmt: skip
def test_what_cannot_be_made_safe_is_refused(
    code: str, make: Callable[[Encode], bytes], encode: Encode
) -> None:
    with pytest.raises(PhotoRefused) as refused:
        clean_photo(make(encode))
    assert refused.value.code == code
    assert isinstance(refused.value, BadInput)
    assert "\n" not in str(refused.value)


def test_a_page_inside_a_photo_does_not_survive(encode: Encode) -> None:
    page = b"<html><script>alert(1)</script></html>"
    for polyglot in (encode("JPEG", comment=page), encode("JPEG") + page, encode("PNG") + page):
        assert b"<script" not in clean_photo(polyglot).data


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_photo_is_refused_or_clean_and_never_an_accident(seed: int, encode: Encode) -> None:
    rng = np.random.default_rng(seed)
    for kind in ("JPEG", "PNG", "WEBP"):
        data = bytearray(talkative(kind, encode, Image.new("RGB", (64, 48), "teal")))
        for place in rng.integers(0, len(data), 6):
            data[place] = rng.integers(256)
        try:
            assert extras(clean_photo(bytes(data)).data) == []
        except PhotoRefused:
            continue
