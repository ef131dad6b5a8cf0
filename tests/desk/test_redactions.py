"""The operator's eye on words: what is shown and hidden at the desk is what the public reads."""

import unicodedata
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlmodel import col, select

from minhbach.privacy.door import open_door
from minhbach.privacy.wording.edits import redact_parts
from minhbach.public.models import PublicReport
from minhbach.public.store import public_database
from minhbach.records.amends import edits_of
from minhbach.records.models import Event, RedactionCase, Report
from minhbach.records.office import Office

TEXT = "Ông Tư Ếch 😀 kéo loa ồn, gọi 0900 000 001 không nghe. Ai cũng biết Tư Ếch."
PHONE = "0900 000 001"
HX = {"HX-Request": "true"}


@pytest.fixture
def report(assigned: Callable[..., Report]) -> Report:
    """An accepted report that names a person and a number."""
    return assigned(text=TEXT)


@pytest.fixture
def published(office: Office) -> Callable[[Report], PublicReport]:
    """published(report) opens the door and reads what came out."""

    def read(report: Report) -> PublicReport:
        public = public_database(office.settings.public_url)
        open_door(office, public)
        with public.reading() as session:
            return session.exec(select(PublicReport).where(PublicReport.public_id == report.public_id)).one()

    return read


def place(text: str, words: str) -> str:
    return f"{text.index(words)}-{text.index(words) + len(words)}"


def show(words: str, reason: str = "Là số công khai của quán", **more: str) -> dict[str, str]:
    return {"version": "2", "part": "text", "span": place(TEXT, words), "reason": reason} | more


def hide(words: str, **more: str) -> dict[str, str]:
    return {"version": "2", "part": "text", "words": words, "kind": "PERSON"} | more


def test_each_mark_says_its_kind_and_its_rule(operator: FlaskClient, report: Report) -> None:
    page = operator.get(f"/desk/reports/{report.id}/").text
    said = 'title="Số điện thoại, đứng sau nhãn của loại này. Sẽ hiện là [số điện thoại]">'
    assert f"{said}{PHONE}</mark>" in page


def test_what_an_operator_shows_is_read_by_all(
    operator: FlaskClient,
    report: Report,
    published: Callable[[Report], PublicReport],
    trail: Callable[[Report], list[Event]],
) -> None:
    assert PHONE not in published(report).text
    answer = operator.post(f"/desk/reports/{report.id}/show", data=show(PHONE))
    assert answer.status_code == 303
    assert PHONE in published(report).text
    last = trail(report)[-1]
    assert (last.actor, last.action) == ("operator.chung", "show")
    assert last.note == "Trong nội dung: số điện thoại. Là số công khai của quán"


def test_a_reason_does_not_keep_the_value(
    operator: FlaskClient, report: Report, trail: Callable[[Report], list[Event]], office: Office
) -> None:
    operator.post(f"/desk/reports/{report.id}/show", data=show(PHONE, "0900.000.001 là tổng đài"))
    assert trail(report)[-1].note == "Trong nội dung: số điện thoại. [số điện thoại] là tổng đài"
    with office.private.reading() as session:
        assert edits_of(session, [report.id or 0])[report.id or 0][0].reason == "[số điện thoại] là tổng đài"


@pytest.mark.parametrize("reason", ["", "  ", "kệ", "\u200b" * 9, "x" * 301])
def test_nothing_is_shown_without_a_reason(
    operator: FlaskClient, report: Report, published: Callable[[Report], PublicReport], reason: str
) -> None:
    answer = operator.post(f"/desk/reports/{report.id}/show", data=show(PHONE, reason))
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert PHONE not in published(report).text


def test_what_an_operator_hides_is_hidden_wherever_it_stands(
    operator: FlaskClient, assigned: Callable[..., Report], published: Callable[[Report], PublicReport]
) -> None:
    text = "Quán Bún Mọc 😀 lấn vỉa hè. Hỏi quán Bún Mọc thì biết, BÚN MỌC hay la."
    report = assigned(text=text)
    assert published(report).text == text
    operator.post(f"/desk/reports/{report.id}/hide", data=hide("Bún Mọc"))
    assert published(report).text == "Quán [tên] 😀 lấn vỉa hè. Hỏi quán [tên] thì biết, [tên] hay la."


def test_it_is_hidden_in_the_answer_too(
    operator: FlaskClient,
    agency: FlaskClient,
    assigned: Callable[..., Report],
    published: Callable[[Report], PublicReport],
) -> None:
    report = assigned(text="Quán Bé Năm lấn vỉa hè.")
    operator.post(f"/desk/reports/{report.id}/hide", data=hide("Bé Năm"))
    typed = {"version": "3", "answer": "Đã nhắc nhở quán Bé Năm dọn vỉa hè.", "outcome": "fixed_stated"}
    assert "quán <b" in agency.post(f"/desk/reports/{report.id}/preview", data=typed, headers=HX).text
    agency.post(f"/desk/reports/{report.id}/resolve", data=typed)
    assert published(report).answer == "Đã nhắc nhở quán [tên] dọn vỉa hè."


def test_an_answer_can_be_corrected_too(
    operator: FlaskClient,
    agency: FlaskClient,
    report: Report,
    published: Callable[[Report], PublicReport],
) -> None:
    typed = {"version": "2", "answer": "Đã lập biên bản cơ sở Ngọc Lan Spa.", "outcome": "fixed_stated"}
    agency.post(f"/desk/reports/{report.id}/resolve", data=typed)
    operator.post(f"/desk/reports/{report.id}/hide", data=hide("Ngọc Lan Spa", part="answer", version="3"))
    assert published(report).answer == "Đã lập biên bản cơ sở [tên]."


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_selection_counts_code_points(
    operator: FlaskClient,
    assigned: Callable[..., Report],
    published: Callable[[Report], PublicReport],
    form: str,
) -> None:
    text = unicodedata.normalize(form, "👩‍👩‍👧 Tiệm phở bò xả rác.")
    report, words = assigned(text=text), unicodedata.normalize(form, "phở bò")
    start, end = place(text, words).split("-")
    operator.post(f"/desk/reports/{report.id}/hide", data=hide(words, start=start, end=end))
    assert published(report).text == unicodedata.normalize(form, "👩‍👩‍👧 Tiệm [tên] xả rác.").replace(
        unicodedata.normalize(form, "[tên]"), "[tên]"
    )


def test_composed_letters_are_found_in_a_decomposed_text(
    operator: FlaskClient, assigned: Callable[..., Report], published: Callable[[Report], PublicReport]
) -> None:
    report = assigned(text=unicodedata.normalize("NFD", "Tiệm phở bò xả rác."))
    operator.post(f"/desk/reports/{report.id}/hide", data=hide("phở bò"))
    assert "[tên] xa" in unicodedata.normalize("NFD", published(report).text).replace(
        unicodedata.normalize("NFD", "[tên]"), "[tên]"
    )


def test_a_selection_that_says_something_else_is_not_trusted(
    operator: FlaskClient, report: Report, published: Callable[[Report], PublicReport]
) -> None:
    operator.post(f"/desk/reports/{report.id}/hide", data=hide("kéo loa", start="0", end="3"))
    assert "[tên] ồn" in published(report).text
    assert published(report).text.startswith("Ông")


@pytest.mark.parametrize("words", ["", "   ", "không có chữ này", PHONE])
def test_what_cannot_be_hidden_is_said(operator: FlaskClient, report: Report, words: str) -> None:
    answer = operator.post(f"/desk/reports/{report.id}/hide", data=hide(words), headers=HX)
    assert answer.status_code == 422
    assert "Không thấy những chữ này" in answer.text
    assert "<html" not in answer.text


def test_shown_by_mistake_it_can_be_hidden_again(
    operator: FlaskClient, report: Report, published: Callable[[Report], PublicReport]
) -> None:
    operator.post(f"/desk/reports/{report.id}/show", data=show(PHONE))
    again = operator.post(f"/desk/reports/{report.id}/hide", data=hide(PHONE, kind="PHONE", version="3"))
    assert again.status_code == 303
    assert PHONE not in published(report).text


@pytest.mark.parametrize("version", ["1", "", "abc", "3"])
def test_an_older_page_changes_nothing(
    operator: FlaskClient, report: Report, published: Callable[[Report], PublicReport], version: str
) -> None:
    for action, data in (("show", show(PHONE)), ("hide", hide("kéo loa"))):
        answer = operator.post(f"/desk/reports/{report.id}/{action}", data=data | {"version": version})
        assert answer.status_code == 409
        assert "đã thay đổi" in answer.text
    assert PHONE not in published(report).text
    assert "kéo loa" in published(report).text


def test_an_edit_turns_away_a_colleagues_older_form(
    operator: FlaskClient, agency: FlaskClient, report: Report
) -> None:
    operator.post(f"/desk/reports/{report.id}/hide", data=hide("kéo loa"))
    typed = {"version": "2", "answer": "Đã nhắc nhở chủ quán.", "outcome": "fixed_stated"}
    assert agency.post(f"/desk/reports/{report.id}/resolve", data=typed).status_code == 409


def test_a_fragment_brings_the_new_version_to_the_other_forms(
    operator: FlaskClient, make_report: Callable[..., Report]
) -> None:
    report = make_report(text=TEXT)
    data = hide("kéo loa", version="1")
    fragment = operator.post(f"/desk/reports/{report.id}/hide", data=data, headers=HX).text
    assert 'class="version" name="version" value="2" hx-swap-oob="outerHTML:.version"' in fragment
    assert "<html" not in fragment


def test_an_agency_reads_what_the_public_does_and_cannot_edit(agency: FlaskClient, report: Report) -> None:
    page = agency.get(f"/desk/reports/{report.id}/").text
    assert PHONE not in page
    assert '<b class="hidden-part">[số điện thoại]</b>' in page
    assert "data-hide" not in page
    assert agency.post(f"/desk/reports/{report.id}/show", data=show(PHONE)).status_code == 403
    assert agency.post(f"/desk/reports/{report.id}/hide", data=hide("kéo loa")).status_code == 403


def test_an_agency_reads_hidden_words_for_a_reason_that_is_kept(
    agency: FlaskClient, report: Report, trail: Callable[[Report], list[Event]]
) -> None:
    refused = agency.post(f"/desk/reports/{report.id}/reveal-words", data={"reason": "xem"})
    assert (refused.status_code, PHONE in refused.text) == (422, False)
    page = agency.post(f"/desk/reports/{report.id}/reveal-words", data={"reason": "Tìm đúng quán"}).text
    assert f"{PHONE}</mark>" in page
    assert "data-hide" not in page
    assert (trail(report)[-1].action, trail(report)[-1].note) == ("reveal-text", "Tìm đúng quán")
    assert PHONE not in agency.get(f"/desk/reports/{report.id}/").text


def test_an_interim_answer_is_corrected_like_the_last_one(
    agency: FlaskClient, operator: FlaskClient, report: Report, published: Callable[[Report], PublicReport]
) -> None:
    typed = {"version": "2", "interim": "Đã kiểm tra tiệm Hoa Sữa, mai kiểm tra lại."}
    assert agency.post(f"/desk/reports/{report.id}/interim", data=typed).status_code == 303
    hidden = hide("Hoa Sữa", part="interim", version="3")
    assert operator.post(f"/desk/reports/{report.id}/hide", data=hidden).status_code == 303
    assert published(report).interim == "Đã kiểm tra tiệm [tên], mai kiểm tra lại."


def test_what_was_refused_is_not_edited(operator: FlaskClient, make_report: Callable[..., Report]) -> None:
    report = make_report(text=TEXT)
    operator.post(f"/desk/reports/{report.id}/refuse", data={"version": "1", "refusal": "vulgar"})
    assert operator.post(f"/desk/reports/{report.id}/hide", data=hide("kéo loa")).status_code == 403


def test_hostile_words_are_only_words(operator: FlaskClient, assigned: Callable[..., Report]) -> None:
    text = 'Gọi 0900 000 001 "><script>alert(1)</script> <img src=x onerror=a()> {{ 7*7 }}'
    report = assigned(text=text)
    for words in ("<script>alert(1)</script>", '"><img src=x onerror=b()>'):
        page = operator.post(f"/desk/reports/{report.id}/hide", data=hide(words), headers=HX).text
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "onerror=b()>" not in page


def test_a_correction_becomes_a_case_without_its_value(
    operator: FlaskClient, assigned: Callable[..., Report], office: Office
) -> None:
    report = assigned(text="Nhờ báo quán Bé Năm ở gần chợ, gọi 0900 000 001 nhé.")
    operator.post(f"/desk/reports/{report.id}/hide", data=hide("Bé Năm"))
    span = place(report.text, PHONE)
    operator.post(f"/desk/reports/{report.id}/show", data=show(PHONE, version="3", span=span))
    with office.private.reading() as session:
        first, second = session.exec(select(RedactionCase).order_by(col(RedactionCase.id)))
    assert (first.kind, first.hide, first.shape, first.rule) == ("PERSON", True, "Aa Aaa", None)
    assert (second.kind, second.hide, second.shape) == ("PHONE", False, "9999 999 999")
    said = " ".join(str(value) for case in (first, second) for value in case.model_dump().values())
    assert not {"Bé", "Năm", "0900"} & set(said.split())
    assert first.after.startswith("ở gần")


def test_edits_go_with_their_report(operator: FlaskClient, report: Report, office: Office) -> None:
    operator.post(f"/desk/reports/{report.id}/hide", data=hide("kéo loa"))
    with office.private.writing() as session:
        session.delete(session.get_one(Report, report.id))
    with office.private.reading() as session:
        assert edits_of(session, [report.id or 0]) == {}
        assert session.exec(select(RedactionCase)).all()


def test_the_page_and_the_door_say_the_same(
    operator: FlaskClient, report: Report, published: Callable[[Report], PublicReport], office: Office
) -> None:
    operator.post(f"/desk/reports/{report.id}/hide", data=hide("kéo loa"))
    with office.private.reading() as session:
        edits = edits_of(session, [report.id or 0])[report.id or 0]
    assert published(report).text == redact_parts({"text": TEXT}, edits)["text"].text
