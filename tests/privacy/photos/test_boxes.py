"""Boxes on a photo: staff draw anew as they like, but never take away what its sender hid."""

from minhbach.privacy.photos import HAND, SENDER, Box, drawn_over, read_boxes, write_boxes

MINE, OLD, NEW = Box(0, 0, 0.5, 0.5, SENDER), Box(0.1, 0.1, 0.2, 0.2, HAND), Box(0.6, 0.6, 0.9, 0.9, HAND)


def test_what_staff_draws_takes_the_place_of_what_staff_drew() -> None:
    assert read_boxes(drawn_over(write_boxes([OLD]), [NEW])) == (NEW,)
    assert read_boxes(drawn_over(None, [])) == ()


def test_what_its_sender_drew_stays_and_stands_once() -> None:
    again = Box(MINE.left, MINE.top, MINE.right, MINE.bottom, HAND)  # as the desk's form sends it back
    assert read_boxes(drawn_over(write_boxes([MINE, OLD]), [again, NEW])) == (MINE, NEW)
    assert read_boxes(drawn_over(write_boxes([MINE]), [])) == (MINE,)
