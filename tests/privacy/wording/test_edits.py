"""Operators' words over the rules': offsets hold, what is hidden stays hidden, what is shown stays shown."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minhbach.privacy.deletion.erasure import anonymised
from minhbach.privacy.text import KINDS, redact
from minhbach.privacy.wording.edits import apply, find_words, redact_parts, settle
from minhbach.records.amends import edits_of
from minhbach.records.models import RedactionEdit, Report
from minhbach.records.office import Office

AT = datetime(2025, 3, 5, tzinfo=UTC)
WORDS = st.sampled_from(
    ["ông Tư Ếch", "Tư Ếch", "tu ech", "0900 000 001", "0900000001", "quán", "Bún Mọc", "ở 45/6 Lê Văn Sỹ",
     "😀", "ồn", unicodedata.normalize("NFD", "Bún Mọc"), "[tên]", "a@b.vn", "1022", "\n", "​", "Ba"]
)  # fmt: skip
TEXTS = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)


def edit(
    number: int, start: int, end: int, hide: bool, part: str = "text", kind: str = "PERSON"
) -> RedactionEdit:
    return RedactionEdit(
        id=number, report_id=1, part=part, start=start, end=end, kind=kind, hide=hide, actor="lan", at=AT
    )


def on(text: str, words: str, hide: bool, number: int = 1, part: str = "text") -> RedactionEdit:
    start = text.index(words)
    return edit(number, start, start + len(words), hide, part)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[RedactionEdit]]:
    text = draw(TEXTS)
    places = st.tuples(st.integers(0, len(text) + 3), st.integers(0, len(text) + 3))
    drawn = draw(st.lists(st.tuples(places, st.booleans(), st.sampled_from(KINDS)), max_size=5))
    return text, [
        edit(number, min(place), max(place), hide, kind=kind)
        for number, (place, hide, kind) in enumerate(drawn, 1)
    ]


@settings(max_examples=150, deadline=None)
@given(edited())
def test_spans_are_in_order_and_tell_the_text(made: tuple[str, list[RedactionEdit]]) -> None:
    text, edits = made
    done = redact_parts({"text": text}, edits)["text"]
    ends = [0, *(span.end for span in done.spans)]
    assert all(before <= span.start < span.end for before, span in zip(ends, done.spans, strict=False))
    assert all(span.text == text[span.start : span.end] for span in done.spans)
    assert all(not unicodedata.combining(text[span.end]) for span in done.spans if span.end < len(text))


@settings(max_examples=150, deadline=None)
@given(edited())
def test_what_was_hidden_last_is_nowhere_in_the_open(made: tuple[str, list[RedactionEdit]]) -> None:
    text, edits = made
    last = edits[-1] if edits else None
    if last is None or not last.hide or last.start >= min(last.end, len(text)):
        return
    value = text[last.start : last.end]
    covered = {
        at
        for span in redact_parts({"text": text}, edits)["text"].spans
        for at in range(span.start, span.end)
    }
    letters = [at for at in range(last.start, min(last.end, len(text))) if text[at].isalnum()]
    assert covered.issuperset(letters)
    again = [place for place in find_words(text, value) if any(map(str.isalnum, value))]
    assert all(at in covered for start, end in again for at in range(start, end) if text[at].isalnum())


@settings(max_examples=150, deadline=None)
@given(edited())
def test_what_was_shown_last_is_read(made: tuple[str, list[RedactionEdit]]) -> None:
    text, edits = made
    if not edits or edits[-1].hide or edits[-1].start == edits[-1].end:
        return
    spans = redact_parts({"text": text}, edits)["text"].spans
    assert not any(span.start < edits[-1].end and edits[-1].start < span.end for span in spans)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_without_edits_the_rules_alone_speak(text: str) -> None:
    assert redact_parts({"text": text}) == {"text": redact(text)}
    assert apply(text, redact(text).spans, []) == redact(text)


@settings(max_examples=100, deadline=None)
@given(edited())
def test_settled_words_say_the_same_again(made: tuple[str, list[RedactionEdit]]) -> None:
    text, edits = made
    public = redact_parts({"text": text}, edits)["text"].text
    words, kept = settle({"text": text}, edits)
    assert words == {"text": public}
    assert all(not edit.hide for edit in kept)


def test_shown_words_stay_shown_when_the_wording_is_given_up() -> None:
    text = "Anh Tư Ếch nhờ gọi 0900 000 001, hỏi chị Bảy Lùn."
    words, kept = settle({"text": text}, [on(text, "0900 000 001", hide=False)])
    assert words["text"] == "Anh [tên] nhờ gọi 0900 000 001, hỏi chị [tên]."
    assert redact_parts(words, [replace_id(one) for one in kept])["text"].text == words["text"]


def replace_id(one: RedactionEdit) -> RedactionEdit:
    return RedactionEdit(**one.model_dump(exclude={"id"}), id=1)


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        pytest.param("Bún Mọc, BÚN MỌC, bun moc.", "Bún Mọc", "[tên], [tên], [tên].", id="any accents"),
        pytest.param("Sạp Ba bán ba thứ.", "Ba", "Sạp [tên] bán ba thứ.", id="a short word as it is written"),
        pytest.param("Mã 4455, 44.55, 445599.", "4455", "Mã [tên], [tên], 445599.", id="divided digits"),
        pytest.param("Bà Xồm la. Xồmxồm.", "Xồm", "Bà [tên] la. Xồmxồm.", id="no part of a word"),
    ],
)
def test_the_same_value_is_hidden_everywhere(text: str, words: str, shown: str) -> None:
    assert apply(text, [], [on(text, words, hide=True)]).text == shown


def test_what_a_rule_hides_in_the_text_is_hidden_in_the_answer() -> None:
    parts = {"text": "Ông Tư Ếch kéo loa.", "answer": "Đã gặp Tư Ếch."}
    assert redact_parts(parts)["answer"].text == "Đã gặp [tên]."


def test_a_shown_word_is_not_hidden_by_the_other_part() -> None:
    parts = {"text": "Ông Tư Ếch kéo loa.", "answer": "Đã gặp ông Tư Ếch."}
    done = redact_parts(parts, [on(parts["answer"], "Tư Ếch", hide=False, part="answer")])
    assert done["answer"].text == "Đã gặp ông Tư Ếch."
    assert done["text"].text == "Ông [tên] kéo loa."


def test_a_new_rule_does_not_hide_what_was_shown() -> None:
    text = "Đường Tư Ếch bị ngập."
    found = replace(redact("Ông Tư Ếch").spans[0], start=6, end=12)
    assert apply(text, [found], [on(text, "Tư Ếch", hide=False)]).text == text


def test_a_senders_wish_keeps_what_was_hidden_by_hand(
    office: Office, make_report: Callable[..., Report]
) -> None:
    report = make_report(text="Quán Bún Mọc xả rác, gọi 0900 000 001.")
    with office.private.writing() as session:
        for number, (words, hide) in enumerate([("Bún Mọc", True), ("0900 000 001", False)], 1):
            made = on(report.text, words, hide, number)
            made.report_id = report.id or 0
            session.add(made)
    with office.private.writing() as session:
        values = anonymised(session, office, session.get_one(Report, report.id))
        left = edits_of(session, [report.id or 0])[report.id or 0]
        again = redact_parts({"text": values["text"]}, left)["text"].text
    assert values["text"] == again == "Quán [tên] xả rác, gọi 0900 000 001."


def by_sender(text: str, words: str, number: int = 1, hide: bool = True) -> RedactionEdit:
    made = on(text, words, hide, number)
    made.actor = "citizen"
    return made


@pytest.mark.parametrize("first", [True, False], ids=["shown before", "shown after"])
def test_no_operator_shows_what_its_sender_hid(first: bool) -> None:
    text = "Quán Xoài Non ồn ào, Xoài Non mở nhạc."
    hidden, shown = by_sender(text, "Xoài Non", 2), on(text, "Xoài Non", hide=False, number=1 if first else 3)
    done = redact_parts({"text": text}, [hidden, shown])["text"].text
    assert done == "Quán [tên] ồn ào, [tên] mở nhạc."


def test_a_sender_shows_nothing() -> None:
    text = "Gọi 0900 000 001 nhé"
    shown = by_sender(text, "0900 000 001", hide=False)
    assert redact_parts({"text": text}, [shown])["text"].text == "Gọi [số điện thoại] nhé"


def test_a_sender_hides_names_but_no_plain_words_in_an_answer() -> None:
    parts = {"text": "Bác Xoài Non không sửa", "answer": "Đội đã gặp Xoài Non, không có hư hỏng."}
    edits = [by_sender(parts["text"], "Xoài Non", 1), by_sender(parts["text"], "không", 2)]
    done = {part: redaction.text for part, redaction in redact_parts(parts, edits).items()}
    assert done == {"text": "Bác [tên] [tên] sửa", "answer": "Đội đã gặp [tên], không có hư hỏng."}
    shown = on(parts["answer"], "Xoài Non", hide=False, number=3, part="answer")
    assert "gặp Xoài Non" in redact_parts(parts, [*edits, shown])["answer"].text


def test_an_answer_on_the_way_is_redacted_and_edited_like_the_last() -> None:
    parts = {"text": "Ông Tư Ếch nói vậy.", "interim": "Đang liên hệ Tư Ếch, 0900 000 001, ở chợ Xoài."}
    edits = [on(parts["interim"], "chợ Xoài", hide=True, part="interim"),
             on(parts["text"], "Tư Ếch", hide=True, number=2)]  # fmt: skip
    said = redact_parts(parts, edits)["interim"].text
    assert said == "Đang liên hệ [tên], [số điện thoại], ở [tên]."
