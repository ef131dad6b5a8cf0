"""Rules of redaction that hold for any text at all."""

from time import thread_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minhbach.privacy.text import PLACEHOLDERS, redact

PIECES = st.sampled_from(
    [
        "0900000001",
        "0900 000 001",
        "không chín không không không không không không không một",
        "079000000001",
        "59X1-000.01",
        "hẻm 12/3/4",
        "số 7",
        "Nguyễn Văn Canary",
        "nguyen van nam",
        "Trần Thị B.",
        "N.T.H.",
        "ông",
        "chị",
        "đường",
        "Lê Lợi",
        "canary@example.com",
        "@canary_01",
        "fb.com/canary",
        "https://example.vn/?sdt=0900000001",
        "stk",
        "cccd",
        "sđt",
        "120.000 đồng",
        "12/3/2025",
        "1022",
        "QĐ",
        "[tên]",
        "[số nhà]",
        " ",
        ", ",
        ". ",
        "\n",
        "-",
        "/",
        ":",
        "\u200b",
        "\u0301",
        "\x00",
        "\ud800",
        "a",
        "1",
        "Anh",
        "và",
        "ngập",
        "Bà",
        "🙂",
        "(",
        ")",
        "+84",
        "@",
        ".",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(PIECES, max_size=14).map("".join),
    st.lists(PIECES, max_size=14).map(" ".join),
    st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=10).map("".join),
)


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_redacting_twice_changes_nothing(text: str) -> None:
    once = redact(text).text
    assert redact(once).text == once


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_offsets_are_code_points_of_the_input(text: str) -> None:
    redaction = redact(text)
    rebuilt, done = "", 0
    for span in redaction.spans:
        assert text[span.start : span.end] == span.text
        assert span.start >= done
        assert span.end > span.start
        rebuilt += text[done : span.start] + PLACEHOLDERS[span.kind]
        done = span.end
    assert rebuilt + text[done:] == redaction.text


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_a_hidden_value_is_shown_nowhere(text: str) -> None:
    redaction = redact(text)
    left = redaction.text
    for label in PLACEHOLDERS.values():
        left = left.replace(label, "\n")
    for span in redaction.spans:
        if span.kind in ("PHONE", "ID", "BANK", "EMAIL") and sum(map(str.isalnum, span.text)) >= 6:
            assert span.text not in left


@pytest.mark.parametrize(
    "piece",
    [
        "0900000001 ",
        "1 ",
        "12/3/",
        "a@",
        "x",
        "(",
        "a.b.",
        "hẻm ",
        "một hai ba ",
        "https://",
        "@a",
        "đường n ",
    ],
)
def test_time_grows_with_length_and_no_faster(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        began = thread_time()
        redact(text)
        return thread_time() - began

    # The least of a few, and of this thread alone: the matrix library's wait where other work runs.
    small, large = (min(seconds(size) for _ in range(3)) for size in (4000, 16000))
    assert large <= 4 * 4 * max(small, 0.004)
