"""What is hidden cannot be brought back: only a few rounded averages of it are left."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from minhbach.errors import BadInput
from minhbach.privacy.photos import FACE, HAND, Box
from minhbach.privacy.photos.blur import BLOCKS, LEVELS, hide

edges = st.floats(0, 1, allow_nan=False)
boxes = (
    st.tuples(edges, edges, edges, edges).filter(lambda e: e[0] < e[2] and e[1] < e[3]).map(lambda e: Box(*e))
)


def plate(text: str) -> Image.Image:
    picture = Image.new("RGB", (200, 60), "white")
    ImageDraw.Draw(picture).text((6, 4), text, "black", ImageFont.load_default(44))
    return picture


def test_all_plates_look_alike_once_hidden() -> None:
    whole = [Box(0, 0, 1, 1)]
    seen = {hide(plate(text), whole).tobytes() for text in ("59X1-23456", "59X1-28466", "59X1-28456")}
    assert len(seen) == 1


def test_a_hidden_box_holds_no_detail() -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (120, 120, 3), dtype=np.uint8))
    hidden = np.asarray(hide(noise, [Box(0.25, 0.25, 0.75, 0.75, HAND)]), float)
    inside, outside = hidden[30:90, 30:90], hidden[:30]
    assert np.abs(np.diff(inside, axis=0)).max() <= 256 / LEVELS
    assert np.abs(np.diff(outside, axis=0)).mean() > 50


@given(st.lists(boxes, max_size=4), st.randoms(use_true_random=False))
def test_the_result_follows_from_block_means_alone_in_any_order(given_boxes: list[Box], luck: object) -> None:
    picture = Image.fromarray(np.random.default_rng(2).integers(0, 255, (48, 64, 3), dtype=np.uint8))
    hidden = hide(picture, given_boxes)
    assert hide(picture, given_boxes[::-1]).tobytes() == hidden.tobytes()
    untouched = np.ones((48, 64), bool)
    for box in given_boxes:
        left, top, right, bottom = box.pixels(64, 48)
        untouched[top:bottom, left:right] = False
    assert (np.asarray(hidden)[untouched] == np.asarray(picture)[untouched]).all()


def test_shuffling_pixels_within_a_block_changes_nothing() -> None:
    rng = np.random.default_rng(4)
    pixels = rng.integers(0, 255, (64, 64, 3), dtype=np.uint8)
    side = 64 // BLOCKS
    shuffled = pixels.copy()
    for row in range(0, 64, side):
        for column in range(0, 64, side):
            block = shuffled[row : row + side, column : column + side].reshape(-1, 3)
            rng.shuffle(block)
            shuffled[row : row + side, column : column + side] = block.reshape(side, side, 3)
    whole: Sequence[Box] = [Box(0, 0, 1, 1)]
    one, other = (hide(Image.fromarray(p), whole).tobytes() for p in (pixels, shuffled))
    assert one == other


def test_a_face_is_hidden_with_what_is_around_it() -> None:
    picture = Image.fromarray(np.random.default_rng(5).integers(0, 255, (100, 100, 3), dtype=np.uint8))
    changed = np.asarray(hide(picture, [Box(0.4, 0.4, 0.6, 0.6, FACE)])) != np.asarray(picture)
    assert changed.any(axis=2)[36:64, 36:64].mean() > 0.95


@pytest.mark.parametrize(
    "wrong",
    [
        (0.5, 0, 0.5, 1),
        (-0.1, 0, 1, 1),
        (0, 0, 1, 1.1),
        (float("nan"), 0, 1, 1),
        (0, 0, 1, 1, "cat"),
        ("0", 0, 1, 1),
    ],
    ids=["no width", "outside", "beyond", "nan", "kind", "text"],
)
def test_a_wrong_box_is_told(wrong: tuple[float, ...]) -> None:
    with pytest.raises(BadInput, match="photo box"):
        Box(*wrong)
