"""On a telephone, with and without JavaScript: a question is answered, an answer rated and contested."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from tests import axe

from minhbach.records.work import Step, act

from .conftest import Citizen
from .test_sender import STEPS, bring, report_of

Phone = Callable[..., Page]


def look_up(phone: Phone, code: str, **options: object) -> Page:
    page = phone("/track/", **options)
    page.fill("#code", code)
    page.keyboard.press("Enter")
    page.wait_for_selector("#status")
    return page


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_a_question_is_answered_and_the_answer_rated(
    citizen: Citizen, phone: Phone, code: str, script: bool
) -> None:
    bring(citizen, "waiting")
    page = look_up(phone, code, java_script_enabled=script)
    page.fill("#reply-said", "Trụ số 12, cạnh cổng chợ.")
    page.fill("#reply-code", code)
    page.click("form:has(#reply-code) button")
    assert "Phản ánh được xem tiếp" in page.inner_text("[role=status]")
    actor, given = STEPS["resolve"]
    with citizen.office.private.writing() as session:
        act(session, report_of(citizen).id or 0, Step("resolve", actor, citizen.office.now(), given=given))
    page = look_up(phone, code, java_script_enabled=script)
    page.check("input[name=rating][value='4']")
    page.fill("#rate-code", code)
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=status]")
    assert report_of(citizen).rating == 4


@pytest.mark.parametrize("status", ["received", "waiting", "resolved", "refused"])
def test_no_part_of_the_page_keeps_anybody_out(
    citizen: Citizen, phone: Phone, code: str, status: str
) -> None:
    bring(citizen, status)
    page = look_up(phone, code)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert axe.check(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
