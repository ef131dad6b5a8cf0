"""What screening advises, and that it names the words that decided."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minhbach.privacy.text import screen
from minhbach.privacy.text.lexicon import default_lexicon
from minhbach.privacy.text.offence import offence_tagger_of
from minhbach.privacy.text.training.offence import read_comments, span_f1

CASES = Path(__file__).parent / "cases"
ROWS = [
    (reason, text)
    for name in ("screening.tsv", "held_screening.tsv", "last_screening.tsv")
    for reason, text in (line.split("\t") for line in (CASES / name).read_text(encoding="utf-8").splitlines())
]
REAL = Path(os.environ.get("MINHBACH_REAL") or Path(__file__).parents[4] / "shared" / "real")
VIHOS = REAL / "text" / "vihos_dev.csv"


@pytest.mark.parametrize(("reason", "text"), ROWS, ids=[text[:40] for _, text in ROWS])
def test_the_advice_gives_the_reason(reason: str, text: str) -> None:
    assert (screen(text).reason or "accept") == reason


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Tôi tố cáo cán bộ nhận hối lộ", "nhận hối lộ"),
        ("lũ ăn hại này", "ăn hại"),
        ("Vay tiền nhanh, giải ngân trong ngày", "Vay tiền nhanh"),
        ("Đang cháy lớn ở cuối đường", "Đang cháy"),
    ],
)
def test_the_words_that_decided_are_named(text: str, word: str) -> None:
    assert any(word in shown or shown in word for shown in screen(text).words)


def test_scope_holds_on_lines_the_rules_were_not_written_for() -> None:
    lines = (CASES / "fresh_screening.tsv").read_text(encoding="utf-8").splitlines()
    rows = [
        (reason, screen(text).reason or "accept") for reason, text in (line.split("\t") for line in lines)
    ]
    assert sum(reason == advised for reason, advised in rows) >= 0.85 * len(rows)
    assert all(advised == "accept" for reason, advised in rows if reason == "accept")


def test_an_emergency_comes_before_bad_language() -> None:
    assert screen("đm đang cháy nhà, gọi hoài không được").reason == "emergency"


def test_bad_language_beside_a_real_report_is_never_advised_to_be_refused() -> None:
    advice = screen(
        "Đm ổ gà trước số chẵn đường Lê Lợi sâu nửa mét, hôm qua hai người té xe, đề nghị vá gấp giùm."
    )
    assert (advice.decision, advice.reason) == ("review", "vulgar")


def test_nothing_but_abuse_may_be_refused() -> None:
    assert screen("địt mẹ chúng mày").decision == "refuse"


@given(st.text(max_size=120))
@settings(max_examples=150, deadline=None)
def test_any_text_gets_an_answer(text: str) -> None:
    advice = screen(text)
    assert advice.decision in ("accept", "review", "refuse")
    assert (advice.reason is None) == (advice.decision == "accept")


@pytest.mark.skipif(not VIHOS.is_file(), reason="ViHOS's development file is not in this checkout")
def test_offensive_spans_are_found_as_well_as_published() -> None:
    comments = read_comments(VIHOS)
    assert span_f1(offence_tagger_of(default_lexicon().folder), comments) >= 0.775
