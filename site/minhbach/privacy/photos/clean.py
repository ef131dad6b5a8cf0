"""A stranger's photo in, a photo that may be published out: pixels only, faces and plates hidden."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PIL import Image

from minhbach.privacy.photos.blur import hide
from minhbach.privacy.photos.boxes import Box
from minhbach.privacy.photos.decode import decode
from minhbach.privacy.photos.jpeg import encode


class Detector(Protocol):
    """Finds what must be hidden in an upright RGB picture."""

    def __call__(self, picture: Image.Image) -> list[Box]: ...


@dataclass(frozen=True)
class CleanPhoto:
    """A photo without metadata, its boxes hidden for good."""

    data: bytes
    """JPEG without one byte that is not needed to draw it."""
    width: int
    height: int
    name: str
    """From the public bytes alone, so it tells nothing of the sender's file."""
    boxes: tuple[Box, ...]
    """All that was hidden: the boxes given and those found."""
    needs_eye: bool
    """True where no detector looked: a person must, before it is published."""


def clean_photo(data: bytes, *, boxes: Sequence[Box] = (), detect: Detector | None = None) -> CleanPhoto:
    """Clean one JPEG, PNG, WebP or HEIC; the same input gives the same bytes.

    Raises PhotoRefused (a BadInput with a short `code`) where the file cannot be made safe.
    """
    picture = decode(data)
    found = detect(picture) if detect else []
    hidden = tuple(sorted({*boxes, *found}))
    public = encode(hide(picture, hidden))
    return CleanPhoto(
        data=public,
        width=picture.width,
        height=picture.height,
        name=public_name(public),
        boxes=hidden,
        needs_eye=detect is None,
    )


def public_name(data: bytes) -> str:
    """The file name that a public photo's own bytes give it."""
    return f"{hashlib.sha256(data).hexdigest()[:40]}.jpg"
