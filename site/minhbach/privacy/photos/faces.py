"""Find faces with CenterFace, near and far: the same picture is looked at enlarged and small."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from minhbach.privacy.photos.boxes import FACE, Box
from minhbach.privacy.photos.models import session

THRESHOLD = 0.15
"""Low on purpose: a blurred lamp costs little, a face on the page cannot be called back."""
LONG_SIDES = (1920, 560)
"""The picture is looked at twice: enlarged, since a face of 16 dim pixels is found at 20 and more, and small,
since a face that fills the picture is not found at all."""
MOST = 2.0
_STRIDE = 4
_ALIGN = 32


class Faces:
    """A detector of faces from 12 pixels to the whole picture."""

    def __init__(self, models: Path) -> None:
        self._model = session(models, "centerface")

    def __call__(self, picture: Image.Image) -> list[Box]:
        scales = {min(MOST, long / max(picture.size)) for long in LONG_SIDES}
        found = np.concatenate([self._at_scale(picture, scale) for scale in sorted(scales)])
        kept = found[_best(found)]
        boxes = (Box.around(tuple(row[:4]), picture.width, picture.height, FACE) for row in kept)
        return sorted(box for box in boxes if box)

    def _at_scale(self, picture: Image.Image, scale: float) -> NDArray[np.float32]:
        """Rows of left, top, right, bottom (in pixels of `picture`) and score."""
        size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        pixels = np.asarray(picture.resize(size, Image.Resampling.BILINEAR), np.float32).transpose(2, 0, 1)
        beyond = [(0, 0), (0, -pixels.shape[1] % _ALIGN), (0, -pixels.shape[2] % _ALIGN)]
        maps = self._model.run(["537", "538", "539"], {"input.1": np.pad(pixels, beyond)[None]})
        return np.column_stack([_edges(*(layer[0] for layer in maps)) / scale, _scores(maps[0][0, 0])])


def _scores(heat: NDArray[np.float32]) -> NDArray[np.float32]:
    return heat[heat > THRESHOLD]


def _edges(
    heat: NDArray[np.float32], size: NDArray[np.float32], offset: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Boxes where the heat is high, as CenterFace encodes them: log sizes and offsets in steps of four."""
    rows, columns = np.nonzero(heat[0] > THRESHOLD)
    high, wide = (np.exp(size[axis, rows, columns]) * _STRIDE for axis in (0, 1))
    top = (rows + offset[0, rows, columns] + 0.5) * _STRIDE - high / 2
    left = (columns + offset[1, rows, columns] + 0.5) * _STRIDE - wide / 2
    return np.column_stack([left, top, left + wide, top + high])


def _best(found: NDArray[np.float32], overlap: float = 0.3) -> list[int]:
    """Indices left after dropping every box that a surer one largely covers."""
    area = (found[:, 2] - found[:, 0]) * (found[:, 3] - found[:, 1])
    waiting, kept = np.argsort(-found[:, 4], kind="stable"), []
    while len(waiting):
        first, rest = waiting[0], waiting[1:]
        kept.append(int(first))
        corner = np.maximum(found[first, :2], found[rest, :2])
        across = np.clip(np.minimum(found[first, 2:4], found[rest, 2:4]) - corner, 0, None)
        shared = across[:, 0] * across[:, 1]
        waiting = rest[shared < overlap * (area[first] + area[rest] - shared)]
    return kept
