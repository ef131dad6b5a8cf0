"""The part of a photo to hide: a box in fractions of the upright picture, whatever size it is shown at."""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass

from minhbach.errors import BadInput

FACE, PLATE, HAND, SENDER = "face", "plate", "hand", "sender"
"""What is hidden: found by a model (FACE, PLATE), or drawn by staff (HAND) or by who sent it (SENDER)."""
KINDS = (FACE, PLATE, HAND, SENDER)


@dataclass(frozen=True, order=True)
class Box:
    """Left, top, right and bottom run from 0 to 1 of the upright photo's width and height."""

    left: float
    top: float
    right: float
    bottom: float
    kind: str = HAND

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom: the same box, whoever drew it."""
        return (self.left, self.top, self.right, self.bottom)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise BadInput(f"photo box of kind {self.kind!r}: use one of {', '.join(KINDS)}")
        if not all(isinstance(edge, int | float) and math.isfinite(edge) for edge in self.edges):
            raise BadInput(f"photo box {self.edges}: its four edges must be numbers from 0 to 1")
        if not (0 <= self.left < self.right <= 1 and 0 <= self.top < self.bottom <= 1):
            raise BadInput(f"photo box {self.edges}: write left, top, right, bottom, each from 0 to 1")

    def pixels(self, width: int, height: int, margin: float = 0.0) -> tuple[int, int, int, int]:
        """Return the smallest pixel box that covers this one, grown by `margin` of its size a side."""
        aside = margin * (self.right - self.left)
        above = margin * (self.bottom - self.top)
        return (
            max(0, math.floor((self.left - aside) * width)),
            max(0, math.floor((self.top - above) * height)),
            min(width, math.ceil((self.right + aside) * width)),
            min(height, math.ceil((self.bottom + above) * height)),
        )

    @classmethod
    def around(
        cls, edges: tuple[float, float, float, float], width: int, height: int, kind: str
    ) -> "Box | None":
        """Return the box of pixel `edges`, clipped to the picture; None where nothing of it is inside."""
        left, right = (min(max(float(edge) / width, 0.0), 1.0) for edge in (edges[0], edges[2]))
        top, bottom = (min(max(float(edge) / height, 0.0), 1.0) for edge in (edges[1], edges[3]))
        if left >= right or top >= bottom:
            return None
        return cls(round(left, 6), round(top, 6), round(right, 6), round(bottom, 6), kind)


def write_boxes(boxes: Iterable[Box]) -> str:
    """Boxes as JSON text, for a table."""
    return json.dumps([[*box.edges, box.kind] for box in boxes])


def drawn_over(before: str | None, drawn: Iterable[Box]) -> str:
    """What was drawn anew, in place of what was drawn before; but nobody takes away what the sender drew."""
    kept = [box for box in read_boxes(before) if box.kind == SENDER]
    edges = {box.edges for box in kept}
    return write_boxes([*kept, *(box for box in drawn if box.edges not in edges)])


def read_boxes(text: str | None) -> tuple[Box, ...]:
    """Boxes again from their JSON text, checked as any others; none from None."""
    return tuple(Box(*row) for row in json.loads(text)) if text else ()
