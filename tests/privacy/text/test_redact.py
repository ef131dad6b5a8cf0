"""What redaction hides and keeps, kind by kind, through the door everybody uses."""

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from minhbach.privacy.text import HIDDEN, KINDS, PLACEHOLDERS, redact
from minhbach.privacy.text.folding import bare
from minhbach.privacy.text.measure import Labelled, read_labelled

CASES = Path(__file__).parent / "cases"
NUMBERS = read_labelled(CASES / "numbers.txt")
WITH_VALUES = [case for case in NUMBERS if case[1]]
HABITS = [line.split("|") for line in (CASES / "habits.psv").read_text(encoding="utf-8").splitlines()[1:]]
WITHOUT_VALUES = [case for case in NUMBERS if not case[1]]


def shown(case: Labelled) -> list[str]:
    """The labelled values of which a letter or digit is still shown."""
    text, values = case
    hidden = {at for span in redact(text).spans for at in range(span.start, span.end)}
    return [
        text[a:b] for a, b, _ in values if any(text[at].isalnum() and at not in hidden for at in range(a, b))
    ]


@pytest.mark.parametrize("case", WITH_VALUES, ids=[text[:40] for text, _ in WITH_VALUES])
def test_a_personal_number_is_hidden_and_named_by_its_kind(case: Labelled) -> None:
    assert shown(case) == []
    assert {kind for _, _, kind in case[1]} <= {span.kind for span in redact(case[0]).spans}


@pytest.mark.parametrize(("text", "value"), HABITS, ids=[text for text, _ in HABITS])
def test_no_way_of_writing_shows_the_value(text: str, value: str) -> None:
    assert re.search(rf"(?<!\d){re.escape(value)}(?!\d)", redact(text).text) is None


@pytest.mark.parametrize("case", WITHOUT_VALUES, ids=[text[:40] for text, _ in WITHOUT_VALUES])
def test_a_number_that_informs_is_kept(case: Labelled) -> None:
    assert redact(case[0]).text == case[0]


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKD"])
@pytest.mark.parametrize("case", WITH_VALUES, ids=[text[:40] for text, _ in WITH_VALUES])
def test_decomposed_accents_hide_nothing(case: Labelled, form: str) -> None:
    text, values = case
    out = redact(unicodedata.normalize(form, text)).text
    assert not [text[a:b] for a, b, k in values if k in ("PHONE", "ID", "BANK", "PLATE") and text[a:b] in out]


@pytest.mark.parametrize(
    "typed",
    [
        "０９００００００００１"[:10] + "1",
        "0900\u200b000\u200c001",
        "0900\u2060000\ufeff001",
        "0900\u00ad000001",
        "٠٩٠٠٠٠٠٠٠١",
        "O9OOOOOOO1",
        "09ОООООО01",
        "0900\u202e000001",
        "0900\x00000001",
        "0900 \u00a0000 \u2009001",
        "𝟎𝟗𝟎𝟎𝟎𝟎𝟎𝟎𝟎𝟏",
    ],
    ids=[
        "full width",
        "zero-width",
        "joiner",
        "soft hyphen",
        "Arabic",
        "letter O",
        "Cyrillic",
        "override",
        "NUL",
        "spaces",
        "bold",
    ],
)
def test_look_alike_and_invisible_characters_hide_no_phone(typed: str) -> None:
    assert redact(f"gọi {typed} nhé").text == "gọi [số điện thoại] nhé"


@pytest.mark.parametrize(
    ("typed", "public"),
    [
        ("Nhà ở hẻm 123/45/6 Lê Văn Sỹ, phường 12.", "Nhà ở [số nhà] Lê Văn Sỹ, phường 12."),
        ("số 12, hẻm 45/6 đường Lê Lợi bị ngập", "[số nhà] đường Lê Lợi bị ngập"),
        ("Ông Nguyễn Văn An, sđt 0900000001.", "Ông [tên], sđt [số điện thoại]."),
        ("Chị Hoa và anh Tín cãi nhau", "Chị [tên] và anh [tên] cãi nhau"),
        ("địa chỉ: 15 Ba Tháng Hai", "địa chỉ: [số nhà] Ba Tháng Hai"),
        ("Cạnh số 99B Nguyễn Duy Trinh có hố sâu", "Cạnh [số nhà] Nguyễn Duy Trinh có hố sâu"),
        ("hẻm 16 Lâm Văn Bền và 45/3 Nguyễn Thị Nhỏ", "[số nhà] Lâm Văn Bền và [số nhà] Nguyễn Thị Nhỏ"),
        ("Phòng trọ số 5 anh Nguyễn Văn An ồn quá", "[số nhà] anh [tên] ồn quá"),
        ("Nhà số 12 bà Nguyễn Thị Bé", "[số nhà] bà [tên]"),
        ("zalo 0900 000 001 gặp Hai Lúa", "zalo [số điện thoại] gặp [tên]"),
    ],
)
def test_the_sentence_stays_readable(typed: str, public: str) -> None:
    assert redact(typed).text == public


@pytest.mark.parametrize(
    "text",
    [
        "Đường Nguyễn Trãi ngập, ngày 12/3 đường Nguyễn Trãi kẹt xe.",
        "Trường THPT Nguyễn Thị Minh Khai gần công viên Lê Văn Tám.",
        "Tại giao lộ Điện Biên Phủ - Đinh Tiên Hoàng, đèn hỏng.",
        "Từ Nguyễn Thị Nhỏ đến Lê Đại Hành xe không đi được.",
        "duong nguyen van linh ket xe, cau nguyen van cu cung vay",
        "ĐƯỜNG LÊ VĂN VIỆT NGẬP NƯỚC",
        "UBND phường Võ Thị Sáu và Công an phường Nguyễn Thái Bình trả lời.",
        "Đoàn Thanh niên, Hội Phụ nữ và Mặt trận Tổ quốc phường vận động.",
        "Công ty Điện lực Gò Vấp, Sở Xây dựng, Bộ Y tế.",
        "Chú ý, bà con và anh chị em công nhân chờ xe.",
    ],
)
def test_places_and_bodies_are_not_people(text: str) -> None:
    assert redact(text).text == text


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "\x00", "\ud800", "[tên]", "🙂🙂", "\u0301", "[tên]\u0301 0"]
)
def test_odd_input_comes_back_as_it_is(text: str) -> None:
    assert redact(text).text == text
    assert redact(text).spans == ()


def test_a_name_said_again_is_hidden_again() -> None:
    redaction = redact("Ông Nguyễn Văn Hùng đến. Hùng nói rằng nguyen van hung không biết.")
    assert "Hùng" not in redaction.text
    assert "hung" not in redaction.text


def test_every_span_says_which_rule_found_it() -> None:
    spans = redact("Bà Trần Thị Canary, 0900000001, hẻm 12/3 Lê Lợi, 59X1-000.01").spans
    assert [span.kind for span in spans] == ["PERSON", "PHONE", "ADDRESS", "PLATE"]
    assert all(span.reason for span in spans)
    assert {*KINDS, HIDDEN} == set(PLACEHOLDERS)


@pytest.mark.parametrize(
    ("name", "write", "least"),
    [
        ("news_names", str, 0.95),
        ("held_news", str, 0.92),
        ("last_news", str, 0.95),
        ("unseen_news", str, 0.95),
        ("report_names", str, 0.96),
        ("blind_news", str, 0.96),
        ("blind_reports", str, 0.96),
        ("news_names", str.lower, 0.9),
        ("last_news", str.lower, 0.9),
        ("report_names", str.lower, 0.95),
        ("news_names", bare, 0.88),
        ("report_names", bare, 0.95),
        ("blind_news", bare, 0.85),
        ("blind_reports", bare, 0.84),
    ],
    ids=[
        "news",
        "news written later",
        "news written last",
        "news with hard names",
        "reports",
        "articles never tuned on",
        "reports never tuned on",
        "news in small letters",
        "last news in small letters",
        "reports in small letters",
        "news without accents",
        "reports without accents",
        "articles never tuned on without accents",
        "reports never tuned on without accents",
    ],
)
def test_names_in_hand_written_text_are_hidden(name: str, write: Callable[[str], str], least: float) -> None:
    cases = [(write(text), values) for text, values in read_labelled(CASES / f"{name}.txt")]
    people = sum(kind == "PERSON" for _, values in cases for *_, kind in values)
    left = sum(len(shown((text, tuple(v for v in values if v[2] == "PERSON")))) for text, values in cases)
    assert 1 - left / people >= least


@pytest.mark.parametrize("name", ["name_free", "held_free", "brands_free", "unseen_free"])
@pytest.mark.parametrize(
    "write", [str, str.lower, bare, str.upper], ids=["as written", "small", "no accents", "capitals"]
)
def test_reports_that_name_nobody_are_left_alone(name: str, write: Callable[[str], str]) -> None:
    texts = [write(text) for text, _ in read_labelled(CASES / f"{name}.txt")]
    assert sum(bool(redact(text).spans) for text in texts) <= 0.05 * len(texts)


@pytest.mark.parametrize(
    "write", [str, str.lower, bare, str.upper], ids=["as written", "small", "no accents", "capitals"]
)
def test_where_nobody_is_named_no_name_is_read(write: Callable[[str], str]) -> None:
    texts = [write(text) for text, _ in read_labelled(CASES / "blind_free.txt")]
    touched = [text for text in texts if any(span.kind == "PERSON" for span in redact(text).spans)]
    assert len(touched) <= 0.05 * len(texts)
