"""The city's questions: asked when the category is chosen, checked, kept, shown to who works on it."""

from collections.abc import Callable

import pytest
from tests.intake.conftest import Citizen

from minhbach.city import Words
from minhbach.city.questions import Question
from minhbach.intake.answers import read_answers
from minhbach.privacy.deletion.erasure import erase
from minhbach.records.answers import answers_of
from minhbach.records.models import Report
from minhbach.records.work import Actor

LAMP = {"category": "chieu-sang", "q.so-tru-den": " NTMK  25 ", "q.tinh-trang": "tat"}


def kept(citizen: Citizen) -> dict[str, str]:
    [report] = citizen.reports()
    with citizen.office.private.reading() as session:
        return answers_of(session, report.id or 0)


def test_questions_come_with_the_category(citizen: Citizen) -> None:
    form = citizen.open_form() | {"category": "chieu-sang"}
    citizen.step("place", form)
    citizen.step("what", form)
    assert "Số trụ đèn" in citizen.browser.get("/report/details/").text
    citizen.step("what", form, category="cay-xanh")
    assert "Số trụ đèn" not in citizen.browser.get("/report/details/").text


def test_answers_are_kept_with_the_report(citizen: Citizen) -> None:
    assert citizen.send(**LAMP).status_code == 303
    assert kept(citizen) == {"so-tru-den": "NTMK 25", "tinh-trang": "tat"}


def test_a_list_keeps_each_choice_once_in_the_packs_order(citizen: Citizen) -> None:
    citizen.send(**{"q.anh-huong": ["nguy-hiem", "ngap-duong", "nguy-hiem"]})
    assert kept(citizen) == {"anh-huong": "ngap-duong,nguy-hiem"}


def test_no_answer_is_no_hindrance(citizen: Citizen) -> None:
    citizen.send(category="chieu-sang")
    assert kept(citizen) == {}


def test_answers_to_another_categorys_questions_are_not_kept(citizen: Citizen) -> None:
    citizen.send(**(LAMP | {"category": "cay-xanh"}))
    assert kept(citizen) == {}


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "htmx"])
def test_a_faulty_answer_is_told_at_its_field_and_shown_again(citizen: Citizen, htmx: bool) -> None:
    answer = citizen.send(htmx=htmx, **(LAMP | {"q.tinh-trang": "bay-len-troi"}))
    assert answer.status_code == 422
    assert 'href="#q.tinh-trang"' in answer.text
    assert citizen.reports() == []
    if not htmx:
        assert 'value=" NTMK  25 "' in answer.text


def test_answers_of_a_step_are_kept_and_shown_again(citizen: Citizen) -> None:
    form = citizen.open_form() | {"category": "chieu-sang"}
    for step in ("place", "what"):
        citizen.step(step, form)
    citizen.step("details", form, **{"q.so-tru-den": "NTMK 25", "q.tinh-trang": "tat"})
    page = citizen.browser.get("/report/details/").text
    assert 'value="NTMK 25"' in page
    assert '<option value="tat" selected>' in page
    citizen.send({"key": form["key"], "step": "preview"})
    assert kept(citizen) == {"so-tru-den": "NTMK 25", "tinh-trang": "tat"}


def test_of_answers_only_what_is_public_outlives_the_exact_wording(citizen: Citizen) -> None:
    citizen.send(**(LAMP | {"q.so-tru-den": "NTMK 25, hỏi 0900 000 001"}))
    with citizen.office.private.writing() as session:
        report = session.get_one(Report, citizen.reports()[0].id)
        erase(session, citizen.office, report, Actor("web", "citizen"))
    assert "0900" not in str(kept(citizen))
    assert kept(citizen)["so-tru-den"].startswith("NTMK 25")


@pytest.fixture
def ask() -> Callable[..., Question]:
    """ask(datatype, **changes) is a question."""

    def make(datatype: str, **changes: object) -> Question:
        choices = {"a": Words(vi="A"), "b": Words(vi="B")} if "list" in datatype else {}
        values = {
            "category": "x",
            "code": "q",
            "datatype": datatype,
            "text": Words(vi="Hỏi"),
            "choices": choices,
        }
        return Question(**(values | changes))  # type: ignore[arg-type]

    return make


@pytest.mark.parametrize(
    ("datatype", "given", "stored"),
    [
        ("string", ["  25\u202e B "], "25 B"), ("string", ["1", "2"], None), ("string", ["x" * 101], None),
        ("text", ["a\r\nb"], "a\nb"), ("text", ["x" * 501], None), ("number", ["1,5"], "1.5"),
        ("number", ["-3"], "-3"), ("number", ["١"], None), ("number", ["NaN"], None),
        ("number", ["1e9"], None), ("datetime", ["hôm qua"], None),
        ("datetime", ["2025-03-05T08:00"], "2025-03-05T08:00"),
        ("singlevaluelist", ["a"], "a"), ("singlevaluelist", ["a", "b"], None),
        ("singlevaluelist", ["c"], None), ("multivaluelist", ["b", "a"], "a,b"),
        ("multivaluelist", ["a", "c"], None),
    ],
)  # fmt: skip
def test_each_kind_of_answer_is_checked(
    citizen: Citizen, ask: Callable[..., Question], datatype: str, given: list[str], stored: str | None
) -> None:
    with citizen.browser.application.test_request_context():
        answers, faults = read_answers([ask(datatype)], lambda _: given)
    assert answers.get("q") == stored
    assert bool(faults) is (stored is None)


def test_a_required_question_must_be_answered(citizen: Citizen, ask: Callable[..., Question]) -> None:
    with citizen.browser.application.test_request_context():
        assert read_answers([ask("string", required=True)], lambda _: [" \u200b "])[1].keys() == {"q"}
