"""Find licence plates by what is written on them, and other numbers that lead to a person."""

import re
from pathlib import Path

from PIL import Image

from minhbach.privacy.photos.boxes import PLATE, Box
from minhbach.privacy.photos.writing import Line, Writing

SURE = 0.6
SMALL = 48
"""Writing below this height that cannot be read is hidden: it helps nobody, and may be a plate."""
# Signs that a reader takes for digits and the other way round: a plate is dirty, bent and far away.
_LIKE_DIGITS = str.maketrans("OQDILZSGB", "000112568")
_SIGNS = re.compile(r"[^0-9A-Z]")
_TOP_LINE = re.compile(r"\d{2}[A-Z]{1,2}\d?")  # the upper line of a motorbike's plate


class Plates:
    """A detector of plates and of numbers of three digits and more (telephone numbers on walls too)."""

    def __init__(self, models: Path) -> None:
        self._writing = Writing(models)

    def __call__(self, picture: Image.Image) -> list[Box]:
        lines = [line for line in self._writing(picture) if tells_a_number(line)]
        boxes = (Box.around(line.edges, picture.width, picture.height, PLATE) for line in lines)
        return sorted(box for box in boxes if box)


def tells_a_number(line: Line) -> bool:
    """Say whether a line may be a plate or another number: in doubt, yes."""
    signs = _SIGNS.sub("", line.text.upper())
    if line.sure < SURE:
        return line.high < SMALL or any(sign.isdigit() for sign in signs)
    if _TOP_LINE.fullmatch(signs):
        return True
    digits = sum(sign.isdigit() for sign in signs)
    likely = sum(sign.isdigit() for sign in signs.translate(_LIKE_DIGITS))
    return digits >= 3 or (digits >= 1 and likely >= 3 and len(signs) <= 10)
