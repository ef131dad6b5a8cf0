"""Turn a stranger's bytes into upright sRGB pixels, and nothing else; limits hold before decoding."""

import io
import logging
import warnings

import numpy as np
import pi_heif
from PIL import Image, ImageCms

from minhbach.privacy.photos.refusal import PhotoRefused

MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 52_000_000
"""Just above the 50-megapixel sensors of phones."""
MIN_SIDE = 32
LONGEST = 1600
"""The long side of a public photo, in pixels; larger ones are shrunk before anything looks at them."""

pi_heif.register_heif_opener(thumbnails=False)
# Pillow only warns of a picture that unpacks to gigabytes; in this program that is an error everywhere.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
logging.getLogger("PIL").setLevel(logging.INFO)  # below that it logs what a photo says of place and person
warnings.simplefilter("error", Image.DecompressionBombWarning)

_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_TURN = Image.Transpose
# EXIF's orientation numbers, as the act that makes the picture upright.
_TURNS = {
    2: _TURN.FLIP_LEFT_RIGHT,
    3: _TURN.ROTATE_180,
    4: _TURN.FLIP_TOP_BOTTOM,
    5: _TURN.TRANSPOSE,
    6: _TURN.ROTATE_270,
    7: _TURN.TRANSVERSE,
    8: _TURN.ROTATE_90,
}
_ORIENTATION = 0x0112
_MARKS = ((b"\xff\xd8\xff", ("JPEG", "MPO")), (b"\x89PNG\r\n\x1a\n", ("PNG",)))


def sniff(data: bytes) -> tuple[str, ...]:
    """Return the decoders that may open `data`, told by its first bytes and never by its name."""
    for mark, decoders in _MARKS:
        if data.startswith(mark):
            return decoders
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return ("WEBP",)
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return ("HEIF",)
    raise PhotoRefused("not_a_photo")


def decode(data: bytes) -> Image.Image:
    """Return the first picture in `data`: upright, RGB in sRGB, at most LONGEST a side, in a new image.

    Raises PhotoRefused; the result shares no object, profile or text with the file it came from.
    """
    if not data:
        raise PhotoRefused("empty")
    if len(data) > MAX_BYTES:
        raise PhotoRefused("too_big", MAX_BYTES // 2**20)
    decoders = sniff(data)
    if decoders == ("PNG",) and b"IEND" not in data:
        raise PhotoRefused("truncated")
    try:
        return _upright(_opened(data, decoders))
    except PhotoRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PhotoRefused("bomb", MAX_PIXELS // 1_000_000) from None
    except MemoryError:
        raise PhotoRefused("too_heavy") from None
    except Exception:  # decoders raise anything on a crafted file: each of them means "damaged"
        raise PhotoRefused("truncated") from None


def _opened(data: bytes, decoders: tuple[str, ...]) -> Image.Image:
    """Read the header, hold the limits, then decode the first frame."""
    image = Image.open(io.BytesIO(data), formats=decoders)
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise PhotoRefused("bomb", MAX_PIXELS // 1_000_000)
    if min(width, height) < MIN_SIDE:
        raise PhotoRefused("too_small", MIN_SIDE)
    image.draft(None, _shrunk(width, height))
    image.load()
    return image


def _upright(image: Image.Image) -> Image.Image:
    """Shrink, turn, convert and copy: what leaves is a picture made of numbers only."""
    icc, turn = image.info.get("icc_profile"), _turn(image)
    flat = _flat(image)
    if max(flat.size) > LONGEST:
        flat = flat.resize(_shrunk(*flat.size), Image.Resampling.LANCZOS, reducing_gap=3.0)
    plain = _standard_colours(flat, icc)
    upright = plain if turn is None else plain.transpose(turn)
    return Image.frombytes("RGB", upright.size, upright.tobytes())


def _turn(image: Image.Image) -> Image.Transpose | None:
    """How to make the picture upright; EXIF that cannot be read counts as none."""
    try:
        return _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # the EXIF reader raises anything on crafted bytes, and none of it is needed
        return None


def _shrunk(width: int, height: int) -> tuple[int, int]:
    """The size whose long side is at most LONGEST, same shape."""
    scale = min(1.0, LONGEST / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _flat(image: Image.Image) -> Image.Image:
    """Lay a see-through picture on white: what hid under transparent pixels is gone."""
    if image.mode in {"RGB", "CMYK", "L"} and "transparency" not in image.info:
        return image
    if image.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if image.mode in {"I", "F"}:
        raise PhotoRefused("not_a_photo")
    layered = image.convert("RGBA")
    ground = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(ground, layered).convert("RGB")


def _standard_colours(image: Image.Image, icc: bytes | None) -> Image.Image:
    """Return `image` in sRGB; a broken colour profile counts as none."""
    if icc and image.mode in {"RGB", "CMYK", "L"}:
        try:
            profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
            converted = ImageCms.profileToProfile(
                image, profile, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            if converted is not None:
                return converted
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    return image.convert("RGB")
