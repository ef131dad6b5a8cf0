"""Read every byte of what is about to be published once more, looking for personal data that slipped through.

A second pair of eyes: it shares no pattern and no code with the redaction of text or the cleaning of photos,
so that one mistake cannot blind both. It reports file, kind and how often, and never the value itself.
"""

import gzip
import mmap
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import unquote_to_bytes

from minhbach.privacy.disclosure.residue_pictures import words_in_picture

_CHUNK = 1 << 20
_OVERLAP = 256
_PIECE = 1 << 14
_GZIP = b"\x1f\x8b\x08"
# Not a part of a longer number, a word, a decimal or a digest; a comma may be a table's.
_BEFORE, _AFTER = rb"(?<![0-9A-Za-z_#%+])(?<!\d\.)", rb"(?![0-9A-Za-z_]|\.\d)"
_GAP = rb"[ .\-]?"
# Not after "]": there the word is the redactor's own placeholder, and the digits belong to what follows it.
_NEAR = rb"(?!\])[^0-9A-Za-z<]{1,8}"
_IDENTITY_WORDS = tuple(
    word.encode() for word in ("cmnd", "cccd", "can cuoc", "căn cước", "passport", "ho chieu", "hộ chiếu")
)
_ACCOUNT_WORDS = tuple(word.encode() for word in ("stk", "số tài khoản", "so tai khoan"))
_NUMBER_WORD = " (?:số|so|no)".encode()
_MAILBOX = rb"(?<![\w.+\-])[\w.+\-]{1,64}"
_DOMAIN = rb"(?:[A-Za-z0-9\-]{1,63}\.){1,4}[A-Za-z]{2,12}\b"
# A date such as 09.11.2025 has a gap after two digits, a telephone number never before the third.
_PHONE = rb"(?:\+?84" + _GAP + rb"|0)[35789]\d(?:" + _GAP + rb"\d){7}"
# Province 001 to 096, then sex and century, then the year of birth and six more.
_IDENTITY = rb"0(?:0[1-9]|[1-8]\d|9[0-6])" + _GAP + rb"\d(?:" + _GAP + rb"\d){8}"
_PLATE = rb"\d\d" + _GAP + rb"[A-Z]{1,2}\d?[ \-]\d{3}\.?\d\d"
KINDS: dict[str, re.Pattern[bytes]] = {
    "phone": re.compile(_BEFORE + _PHONE + _AFTER),
    "email": re.compile(_MAILBOX + b"@" + _DOMAIN),
    "identity number": re.compile(_BEFORE + _IDENTITY + _AFTER),
    "identity number by name": re.compile(
        rb"(?i)(?:"
        + b"|".join(_IDENTITY_WORDS)
        + b")(?:"
        + _NUMBER_WORD
        + b")?"
        + _NEAR
        + rb"[A-Z]?\d{7,12}\b"
    ),
    "plate": re.compile(_BEFORE + _PLATE + _AFTER),
    "bank account": re.compile(
        rb"(?i)(?:" + b"|".join(_ACCOUNT_WORDS) + b")" + _NEAR + rb"(?:\d[ .\-]?){6,19}"
    ),
    "profile": re.compile(
        rb"(?i)\b(?:(?:facebook|fb|tiktok|instagram)\.com|(?:zalo|t)\.me)/(?!sharer|share\b|dialog)[@\w.]{3,}"
    ),
}


# Where none of these stands in a piece (in lower case), the kind's slower pattern need not be tried on it.
_HINTS: dict[str, tuple[bytes, ...]] = {
    "email": (b"@",),
    "identity number by name": _IDENTITY_WORDS,
    "bank account": _ACCOUNT_WORDS,
    "profile": (b".com/", b".me/"),
}


@dataclass(frozen=True, order=True)
class Residue:
    """Personal data found in one file; a path ending in "!name" is inside an archive."""

    path: str
    kind: str
    count: int


def residue(
    folder: Path,
    *,
    known: Collection[str] = (),
    allowed: Collection[str] = (),
    passed: Collection[Path] = (),
) -> Iterator[Residue]:
    """Scan every file under `folder`, its name included, in order of path; links are reported, not followed.

    `known` are private values to look for letter by letter (contacts behind the door); `allowed` are
    public ones (the hotline's address) that the patterns may meet. Compressed files are unpacked, but only
    in a stream: memory stays small whatever the release's size. Folders in `passed` were looked through
    before and are left out; two names of one file are read once.
    """
    kinds = dict(KINDS)
    if known:
        values = sorted(
            {form for value in known if value.strip() for form in _forms(value)}, key=len, reverse=True
        )
        kinds["known private value"] = re.compile(b"|".join(map(re.escape, values)), re.IGNORECASE)
    harmless = {value.lower().encode() for value in allowed}
    read: set[tuple[int, int]] = set()
    for path in sorted(folder.rglob("*")):
        if any(path.is_relative_to(old) for old in passed):
            continue
        name = path.relative_to(folder).as_posix()
        found = _matches(kinds, harmless, [unquote_to_bytes(name)])
        yield from (Residue(name, f"{kind} in the file's name", count) for kind, count in found.items())
        if path.is_symlink():
            yield Residue(name, "a link out of the release", 1)
        elif path.is_file() and (file := _identity(path)) not in read:
            read.add(file)
            yield from _in_file(path, name, kinds, harmless)


def _identity(path: Path) -> tuple[int, int]:
    about = path.stat()
    return about.st_dev, about.st_ino


def _in_file(
    path: Path, name: str, kinds: dict[str, re.Pattern[bytes]], harmless: Collection[bytes]
) -> Iterator[Residue]:
    """The file's bytes as they are, then what its format packs away."""
    with path.open("rb") as file:
        try:
            for inner, chunks in _layers(path, file):
                counts = _matches(kinds, harmless, chunks)
                yield from (Residue(name + inner, kind, count) for kind, count in sorted(counts.items()))
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile, ValueError):
            # What cannot be read cannot be vouched for.
            yield Residue(name, "contents that cannot be unpacked", 1)
        file.seek(0)
        if words := words_in_picture(file.read(32), path):
            yield Residue(name, f"photo metadata ({', '.join(words)})", len(words))


def _layers(path: Path, file: IO[bytes]) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The raw bytes, the members of an archive, the text columns of Parquet, the tiles of a PMTiles file."""
    yield "", _chunks(file.read)
    file.seek(0)
    head = file.read(8)
    if head[:2] == b"\x1f\x8b":
        with gzip.open(path) as inside:
            yield "!", _chunks(inside.read)
    elif head[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(path) as archive:
            for member in archive.namelist():
                with archive.open(member) as part:
                    yield f"!{member}", _chunks(part.read)
    elif head[:4] == b"PAR1":
        yield "!", _parquet(path)
    elif head[:7] == b"PMTiles":
        yield "!", _tiles(file)


def _chunks(read: Callable[[int], bytes]) -> Iterator[bytes]:
    while chunk := read(_CHUNK):
        yield chunk


def _parquet(path: Path) -> Iterator[bytes]:
    """Every text of every column, a batch at a time, one value a line."""
    from pyarrow import parquet, types

    table = parquet.ParquetFile(path)
    names = [
        field.name
        for field in table.schema_arrow
        if types.is_string(field.type) or types.is_large_string(field.type) or types.is_dictionary(field.type)
    ]
    for batch in table.iter_batches(columns=names):
        for column in batch.columns:
            yield "\n".join(str(value) for value in column.to_pylist() if value is not None).encode() + b"\n"


def _tiles(file: IO[bytes]) -> Iterator[bytes]:
    """Unpack whatever starts like gzip inside a file: tiles, directories and metadata."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at = data.find(_GZIP)
        while at >= 0:
            unpacked, end = _unpacked(data, at)
            yield unpacked + b"\n"
            at = data.find(_GZIP, end)


def _unpacked(data: mmap.mmap, at: int) -> tuple[bytes, int]:
    """What a gzip stream at `at` holds, and where to look on; a false start holds what came out of it."""
    unpacker, parts, end = zlib.decompressobj(wbits=31), [], at
    try:
        while not unpacker.eof and end < len(data):
            parts.append(unpacker.decompress(data[end : end + _PIECE]))
            end += _PIECE
    except zlib.error:
        return b"".join(parts), at + 1
    return b"".join(parts), end - len(unpacker.unused_data) if unpacker.eof else at + 1


def _matches(
    kinds: dict[str, re.Pattern[bytes]], harmless: Collection[bytes], chunks: Iterable[bytes]
) -> Counter[str]:
    """Count matches by kind; a match across two chunks is found once."""
    counts: Counter[str] = Counter()
    kept = b""
    for chunk in chunks:
        window = kept + chunk
        # The tail may be the start of a longer value: it is looked at with the next chunk.
        edge = max(0, len(window) - _OVERLAP)
        _count(kinds, harmless, window, edge, counts)
        kept = window[edge:]
    _count(kinds, harmless, kept, len(kept), counts)
    return counts


def _count(
    kinds: dict[str, re.Pattern[bytes]],
    harmless: Collection[bytes],
    window: bytes,
    edge: int,
    counts: Counter[str],
) -> None:
    lowered = window.lower()
    for kind, pattern in kinds.items():
        if kind in _HINTS and not any(hint in lowered for hint in _HINTS[kind]):
            continue
        for match in pattern.finditer(window):
            if match.start() < edge and match.group().lower() not in harmless:
                counts[kind] += 1


def _forms(value: str) -> set[bytes]:
    """A value as it may stand in text, in JSON's escapes and in a page."""
    plain = value.strip()
    escaped = plain.encode("ascii", "backslashreplace")
    in_json = re.sub(rb"\\x(..)", rb"\\u00\1", escaped)
    in_page = plain.encode("ascii", "xmlcharrefreplace")
    return {plain.encode(), in_json, in_page}
