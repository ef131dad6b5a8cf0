"""Name the parts of a picture file that can carry words: the second look, independent of the cleaning."""

import re
import struct
from pathlib import Path

_JPEG_PARTS = {
    b"Exif\0": "EXIF",
    b"http://ns.adobe.com/": "XMP",
    b"ICC_PROFILE\0": "colour profile",
    b"Photoshop 3.0": "IPTC",
    b"MPF\0": "a second picture",
}
_PNG_PARTS = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"iCCP"}
_WEBP_PARTS = {b"EXIF", b"XMP ", b"ICCP"}


def words_in_picture(head: bytes, path: Path) -> list[str]:
    """Return what a JPEG, PNG or WebP says besides its pixels; nothing for other files."""
    if head[:2] == b"\xff\xd8":
        return _in_jpeg(path.read_bytes())
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return _in_png(path.read_bytes())
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return sorted({name.decode().strip() for name in _WEBP_PARTS & _riff_parts(path.read_bytes())})
    return []


def _in_jpeg(data: bytes) -> list[str]:
    """Marks and comments before the picture, and anything after its end."""
    found = [name for mark, name in _JPEG_PARTS.items() if mark in data]
    start = data.find(b"\xff\xda")
    if re.search(rb"\xff\xfe..", data[:start], re.DOTALL):
        found.append("comment")
    end = data.rfind(b"\xff\xd9")
    if end + 2 < len(data):
        found.append("bytes after the end")
    return found


def _in_png(data: bytes) -> list[str]:
    found, at = set(), 8
    while at + 8 <= len(data):
        (size,) = struct.unpack("!I", data[at : at + 4])
        kind = data[at + 4 : at + 8]
        if kind in _PNG_PARTS:
            found.add(kind.decode())
        at += 12 + size
        if kind == b"IEND" and at < len(data):
            found.add("bytes after the end")
            break
    return sorted(found)


def _riff_parts(data: bytes) -> set[bytes]:
    parts, at = set(), 12
    while at + 8 <= len(data):
        parts.add(data[at : at + 4])
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + size + size % 2
    return parts
