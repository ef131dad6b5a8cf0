"""The made-up corpus, and the measure that reads it."""

from collections import Counter

import pytest

from minhbach.privacy.text import KINDS, redact
from minhbach.privacy.text.invented.habits import HABITS
from minhbach.privacy.text.invented.sentences import sentences
from minhbach.privacy.text.lexicon import default_lexicon
from minhbach.privacy.text.measure import score, unmarked

SOURCES = ("with_people", "news", "with_numbers")


def test_the_same_seed_makes_the_same_sentences() -> None:
    first, again = (list(sentences(default_lexicon(), 50, 7, SOURCES)) for _ in range(2))
    assert first == again
    assert first != list(sentences(default_lexicon(), 50, 8, SOURCES))


def test_every_kind_and_writing_habit_is_there() -> None:
    made = list(sentences(default_lexicon(), 1500, 1, SOURCES))
    assert {kind for s in made for *_, kind in s.spans} == set(KINDS)
    assert {s.habit for s in made} == set(HABITS)
    assert all(s.text[start:end].strip() for s in made for start, end, _ in s.spans)


def test_clean_sentences_hold_no_value() -> None:
    assert not any(s.spans for s in sentences(default_lexicon(), 200, 1, ("clean",)))


def test_structured_values_of_the_corpus_are_hidden_and_clean_text_kept() -> None:
    made = sentences(default_lexicon(), 400, 3, ("with_numbers", "clean"))
    result = score(((s.text, s.spans) for s in made), redact, lambda: 0.0)
    rows = {row["kind"]: row for row in result.rows()}
    structured = [row for kind, row in rows.items() if kind not in ("PERSON", "all")]
    assert all(row["recall"] is None or row["recall"] >= 0.99 for row in structured)
    assert result.touched <= 0.04 * result.clean


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("gọi {PHONE:0900000001} nhé", ("gọi 0900000001 nhé", ((4, 14, "PHONE"),))),
        ("không có gì", ("không có gì", ())),
    ],
)
def test_marked_lines_are_read(line: str, expected: tuple[str, tuple[tuple[int, int, str], ...]]) -> None:
    assert unmarked(line) == expected


def test_a_miss_and_a_wrong_span_are_counted_and_told() -> None:
    told: Counter[str] = Counter()
    cases = [("mã bí mật", ((3, 9, "ID"),)), ("gọi 0900000001", ())]
    result = score(cases, redact, lambda: 0.0, lambda what, *_: told.update([what.split()[0]]))
    assert (result.values["ID"], result.hidden["ID"], result.wrong["PHONE"], result.touched) == (1, 0, 1, 1)
    assert told == {"missed": 1, "wrong": 1}
