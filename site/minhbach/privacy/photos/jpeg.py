"""Write a JPEG that says nothing but pixels, and check segment by segment that it does."""

import io

from PIL import Image

from minhbach.errors import UnsafeState

QUALITY = 85
_JFIF = 0xE0
# Tables, frame and scan headers: what a decoder needs to draw, and no place for a word.
_DRAWING = {0xDB, 0xC0, 0xC2, 0xC4, 0xDD, 0xDA}
_END = 0xD9


def encode(picture: Image.Image) -> bytes:
    """Return `picture` as a progressive JPEG; the same pixels give the same bytes.

    Raises UnsafeState where the encoder wrote anything that is not needed to draw.
    """
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=QUALITY, optimize=True, progressive=True, subsampling="4:2:0")
    data = target.getvalue()
    if left := extras(data):
        raise UnsafeState(f"the cleaned photo still carries {', '.join(left)}: it is not written")
    return data


def extras(data: bytes) -> list[str]:
    """Name every part of a JPEG that is not needed to draw it: EXIF, XMP, ICC, comments, a tail."""
    if data[:2] != b"\xff\xd8":
        return ["no JPEG start"]
    found: list[str] = []
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != _END:
        marker, size = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == _JFIF and size == 16 and data[at + 4 : at + 9] == b"JFIF\0":
            pass
        elif marker not in _DRAWING:
            found.append("a comment" if marker == 0xFE else f"an APP{marker & 0x0F} part")
        at += 2 + size
        if marker == 0xDA:
            at = _scan_end(data, at)
    if data[at : at + 2] != b"\xff\xd9":
        found.append("no JPEG end")
    elif at + 2 != len(data):
        found.append("bytes after the end")
    return found


def _scan_end(data: bytes, at: int) -> int:
    """The offset of the first real marker after `at`: stuffed zeros and restarts belong to the scan."""
    while (at := data.find(b"\xff", at)) >= 0:
        if at + 1 < len(data) and data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2
    return len(data)
