"""Hide part of a picture so that nobody gets it back: only a few coarse averages of it remain."""

from collections.abc import Iterable

from PIL import Image, ImageFilter

from minhbach.privacy.photos.boxes import FACE, PLATE, Box

BLOCKS = 4
"""A hidden box keeps at most BLOCKS × BLOCKS average colours."""
LEVELS = 16
"""… each rounded to LEVELS steps a channel, so not even the averages are exact."""
# A detector's box is tight: hair, chin and the frame of a plate also tell who it is.
MARGINS = {FACE: 0.25, PLATE: 0.25}


def hide(picture: Image.Image, boxes: Iterable[Box]) -> Image.Image:
    """Return a copy of `picture` in which every box is unrecognisable, order and overlap regardless.

    Every average comes from the picture given, so one box never uncovers what another one hid; the
    new pixels are a function of at most BLOCKS² rounded averages: no kernel can be turned around.
    """
    hidden = picture.copy()
    spots = {box.pixels(*picture.size, margin=MARGINS.get(box.kind, 0.0)) for box in boxes}
    # The largest last: averages of a small box inside it would show more of the same spot.
    for spot in sorted(spots, key=lambda spot: ((spot[2] - spot[0]) * (spot[3] - spot[1]), spot)):
        hidden.paste(_coarse(picture.crop(spot)), spot[:2])
    return hidden


def _coarse(part: Image.Image) -> Image.Image:
    """Average into blocks, round, then spread the blocks smoothly over the same size."""
    width, height = part.size
    grid = _grid(width, height)
    step = 256 // LEVELS
    means = part.resize(grid, Image.Resampling.BOX).point(lambda value: value // step * step + step // 2)
    spread = means.resize((width, height), Image.Resampling.BICUBIC)
    return spread.filter(ImageFilter.GaussianBlur(max(width, height) / BLOCKS / 2))


def _grid(width: int, height: int) -> tuple[int, int]:
    """BLOCKS along the longer side, in proportion along the other, one at least."""
    longer = max(width, height)
    return max(1, round(BLOCKS * width / longer)), max(1, round(BLOCKS * height / longer))
