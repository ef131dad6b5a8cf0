"""Messages out of an .eml file, an mbox or a folder of these, one after another in bounded memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from minhbach.errors import BadInput

MOST_BYTES = 40 << 20
"""Of one message: five photos as mail encodes them, and room; what is larger is passed over."""
_LINE = 1 << 16
_FROM = b"From "
_ENDINGS = (".eml", ".mbox")


@dataclass(frozen=True)
class Letter:
    """One message as it lies in a file."""

    where: str
    """File and number, for the list of what could not be taken."""
    raw: bytes | None
    """None where it is larger than MOST_BYTES."""


def letters_in(path: Path) -> Iterator[Letter]:
    """The messages of a file, or of all .eml and .mbox files in a folder; BadInput where there are none."""
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.is_file() and _is_mail(file))
        if not files:
            raise BadInput(f"{path} holds no .eml or .mbox file")
    elif path.is_file():
        files = [path]
    else:
        raise BadInput(f"{path}: no such file or folder")
    for file in files:
        yield from _letters(file)


def _is_mail(file: Path) -> bool:
    # A maildir's messages have names without endings, in folders of these names.
    return file.suffix.lower() in _ENDINGS or file.parent.name in ("cur", "new")


def _letters(file: Path) -> Iterator[Letter]:
    with file.open("rb") as handle:
        is_box = handle.read(len(_FROM)) == _FROM
        handle.seek(0)
        if not is_box:
            raw = handle.read(MOST_BYTES + 1)
            yield Letter(file.name, raw if len(raw) <= MOST_BYTES else None)
            return
        for number, found in enumerate(_split(handle), start=1):
            yield Letter(f"{file.name}, message {number}", found)


def _split(handle: BinaryIO) -> Iterator[bytes | None]:
    """In an mbox a message begins with a line "From …" after an empty one; ">From " within it is unquoted."""
    held, size, empty, started = bytearray(), 0, True, False
    for line in iter(lambda: handle.readline(_LINE), b""):
        if empty and line.startswith(_FROM):
            if started:
                yield bytes(held) if size <= MOST_BYTES else None
            held, size, started, empty = bytearray(), 0, True, False
            continue
        empty = not line.strip()
        size += len(line)
        if size <= MOST_BYTES:
            held += line[1:] if line.startswith(b">") and line.lstrip(b">").startswith(_FROM) else line
    if started:
        yield bytes(held) if size <= MOST_BYTES else None
