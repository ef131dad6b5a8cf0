"""Find the writing in a picture and read it: lines of text with their box and how sure the reading is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from minhbach.privacy.photos.blobs import Blob, trace
from minhbach.privacy.photos.models import session

_HEAT = 0.3
_SURE = 0.4
_GROW = 1.8
_ALIGN = 32
_READ_HIGH = 48
_READ_WIDE = (96, 480)
_BATCH = 8
MOST_LINES = 120
"""A wall of notices is read this far, largest lines first; what is left unread counts as unreadable."""


@dataclass(frozen=True)
class Line:
    """One line of writing."""

    edges: tuple[float, float, float, float]
    """Left, top, right, bottom in pixels: the level box around the turned line."""
    high: float
    """Height of the letters' band, in pixels."""
    text: str
    sure: float
    """Mean certainty over the signs read, 0 to 1; 0 where nothing was read."""


class Writing:
    """Reads a picture with the two PP-OCR models; keeps no state between pictures."""

    def __init__(self, models: Path) -> None:
        self._finder, self._reader = session(models, "text-finder"), session(models, "text-reader")
        signs = self._reader.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._signs = ["", *signs, " "]

    def __call__(self, picture: Image.Image) -> list[Line]:
        blobs = sorted(self._find(picture), key=lambda blob: -blob.across)
        strips = [_strip(picture, blob) for blob in blobs[:MOST_LINES]]
        read = [*self._read(strips), *[("", 0.0)] * (len(blobs) - len(strips))]
        return [
            Line(_edges(blob), 2 * blob.across, text, sure)
            for blob, (text, sure) in zip(blobs, read, strict=True)
        ]

    def _find(self, picture: Image.Image) -> Iterator[Blob]:
        pixels = _normal(picture)
        beyond = [(0, 0), (0, -pixels.shape[1] % _ALIGN), (0, -pixels.shape[2] % _ALIGN)]
        heat = self._finder.run(None, {"x": np.pad(pixels, beyond)[None]})[0][0, 0]
        for blob in trace(heat[: picture.height, : picture.width], _HEAT):
            if blob.score >= _SURE:
                yield blob.grown(_GROW)

    def _read(self, strips: Sequence[Image.Image]) -> list[tuple[str, float]]:
        """Read strips in batches of like width, and answer in the order given."""
        order = sorted(range(len(strips)), key=lambda at: strips[at].width)
        answers: list[tuple[str, float]] = [("", 0.0)] * len(strips)
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            width = max(strips[at].width for at in batch)
            pixels = np.zeros((len(batch), 3, _READ_HIGH, width), np.float32)
            for row, at in enumerate(batch):
                pixels[row, :, :, : strips[at].width] = _normal(strips[at])
            for at, odds in zip(batch, self._reader.run(None, {"x": pixels})[0], strict=True):
                answers[at] = self._decoded(odds)
        return answers

    def _decoded(self, odds: NDArray[np.float32]) -> tuple[str, float]:
        """The likeliest sign of each step, repeats and blanks taken out."""
        best = odds.argmax(axis=1)
        fresh = (best > 0) & (best != np.concatenate([[0], best[:-1]]))
        if not fresh.any():
            return "", 0.0
        text = "".join(self._signs[sign] for sign in best[fresh])
        return text, float(odds.max(axis=1)[fresh].mean())


def _normal(picture: Image.Image) -> NDArray[np.float32]:
    """Blue, green, red from -1 to 1, as the models were trained."""
    return np.asarray(picture, np.float32)[:, :, ::-1].transpose(2, 0, 1) / 127.5 - 1


def _strip(picture: Image.Image, blob: Blob) -> Image.Image:
    """The line cut out and laid level, as high as the reader wants it."""
    wide = round(_READ_HIGH * blob.along / blob.across)
    size = (min(max(wide, _READ_WIDE[0]), _READ_WIDE[1]), _READ_HIGH)
    top_left, top_right, bottom_right, bottom_left = blob.corners()
    quad = (*top_left, *bottom_left, *bottom_right, *top_right)
    # Cut at the line's own size first: sampling one pixel in four would tear thin strokes.
    own = (max(1, round(2 * blob.along)), max(1, round(2 * blob.across)))
    cut = picture.transform(own, Image.Transform.QUAD, quad, Image.Resampling.BILINEAR)
    return cut.resize(size, Image.Resampling.BICUBIC)


def _edges(blob: Blob) -> tuple[float, float, float, float]:
    left, top = blob.corners().min(axis=0)
    right, bottom = blob.corners().max(axis=0)
    return float(left), float(top), float(right), float(bottom)
