"""A day at the desk in a real browser: by keyboard, on a phone, without JavaScript, and readable to all."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect
from tests.axe import check

from minhbach.records.models import Report
from minhbach.records.office import Office
from minhbach.records.workflow import AGENCY, OPERATOR

DRAINS, POWER = "tt-ha-tang-ky-thuat", "dien-luc-tp"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
TOLD = ".told"


@pytest.fixture
def visit(
    chromium: Browser, listen: Callable[..., str], service_app: Flask, add_account: Callable[..., str],
    password: str,
) -> Iterator[Callable[..., Page]]:  # fmt: skip
    """visit(role, agency, **context) is a page of a browser that signed in; its errors fail the test."""
    address = listen(service_app)
    opened: list[BrowserContext] = []
    wrong: list[str] = []

    def enter(role: str, agency: str | None = None, **context: object) -> Page:
        username = add_account(role, role, agency)
        opened.append(chromium.new_context(base_url=address, **context))  # type: ignore[arg-type]
        page = opened[-1].new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if _is_wrong(said) else None)
        page.goto("/desk/sign-in/")
        page.fill("#username", username)
        page.fill("#password", password)
        page.click("main form button")
        page.wait_for_url("**/desk/")
        return page

    yield enter
    for context in opened:
        context.close()
    assert wrong == []


def _is_wrong(said: ConsoleMessage) -> bool:
    """Whether the browser complains of more than an answer that says what to mend."""
    return said.type == "error" and not re.search(r"status of (409|422)", said.text)


def fits(page: Page) -> bool:
    """Whether nothing is wider than the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_an_operator_works_through_the_queue_by_keyboard(
    visit: Callable[..., Page], make_report: Callable[..., Report], office: Office,
    read: Callable[[Report], Report], size: dict[str, int],
) -> None:  # fmt: skip
    first = make_report(received_at=office.now() - timedelta(days=2))
    second = make_report(text="Quảng cáo vay tiền nhanh.", received_at=office.now() - timedelta(days=1))
    page = visit(OPERATOR, viewport=size)
    assert (check(page), fits(page)) == ([], True)
    page.keyboard.press("j")
    expect(page.locator(f"#report-{first.id}")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/reports/{first.id}/")
    assert (check(page), fits(page)) == ([], True)
    page.keyboard.press("a")
    expect(page.locator("#category")).to_be_focused()
    page.locator("#sort button").first.press("Enter")
    expect(page.locator(TOLD)).to_contain_text("Đã tiếp nhận")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/reports/{second.id}/")
    page.keyboard.press("r")
    page.get_by_label("Nội dung quảng cáo").check()
    page.fill("#refusal_note", "Mời bạn gửi phản ánh về thành phố.")
    page.locator("#refuse").get_by_role("button", name="Xem trước").click()
    expect(page.locator("#preview-refuse")).to_contain_text("Người gửi sẽ đọc:")
    assert check(page) == []
    page.locator("#refuse button.danger").click()
    expect(page.locator(TOLD)).to_contain_text("Đã từ chối")
    assert (read(first).status, read(second).status) == ("assigned", "refused")


def test_shortcuts_keep_out_of_fields_and_can_be_put_off(
    visit: Callable[..., Page], make_report: Callable[..., Report]
) -> None:
    report = make_report()
    page = visit(OPERATOR)
    page.keyboard.press("/")
    page.keyboard.type("jar?")
    assert page.input_value("#q") == "jar?"
    page.locator("#q").blur()
    page.keyboard.press("?")
    page.get_by_label("Tắt phím tắt trên máy này").check()
    page.reload()
    page.keyboard.press("j")
    expect(page.locator(f"#report-{report.id}")).not_to_be_focused()


def test_new_reports_are_told_without_moving_the_list(
    visit: Callable[..., Page], make_report: Callable[..., Report], office: Office
) -> None:
    here = make_report()
    page = visit(OPERATOR)
    page.keyboard.press("j")
    make_report(received_at=office.now() + timedelta(minutes=1), urgent=True)
    page.evaluate("htmx.ajax('GET', document.getElementById('fresh').getAttribute('hx-get'), "
                  "{target: '#fresh', swap: 'outerHTML'})")  # fmt: skip
    expect(page.locator("#fresh")).to_contain_text("1 phản ánh mới")
    expect(page.locator(f"#report-{here.id}")).to_be_focused()
    assert page.locator(".lines li").count() == 1
    page.keyboard.press("n")
    expect(page.locator(".lines li")).to_have_count(2)


def test_an_operator_takes_a_call(visit: Callable[..., Page], make_report: Callable[..., Report]) -> None:
    make_report()
    page = visit(OPERATOR)
    page.get_by_role("link", name="Nhận cuộc gọi").click()
    page.fill("#text", "Nắp cống trước chợ bị vỡ.")
    page.select_option("#category", "thoat-nuoc")
    page.fill("#q", "chợ Bến Thành")
    page.get_by_role("button", name="Tìm").click()
    page.locator("#found button").first.wait_for()
    assert check(page) == []
    page.fill("#point", "10.7725, 106.6981")
    page.locator("#point").press("Tab")
    expect(page.locator("#where")).to_contain_text("Bến Thành")
    expect(page.locator("#where")).to_contain_text("Có thể đã có người phản ánh")
    page.locator("#pin-map").click(position={"x": 120, "y": 120})
    expect(page.locator("#point")).not_to_have_value("10.7725, 106.6981")
    page.fill("#point", "10.7725, 106.6981")
    page.get_by_role("button", name="Ghi nhận phản ánh").click()
    expect(page.locator("#code")).to_have_text(re.compile(r"(\w{4}-){4}\w{4}"))
    assert (check(page), fits(page)) == ([], True)
    page.get_by_role("link", name="Mở phản ánh để tiếp nhận").click()
    page.wait_for_url(re.compile(r"/desk/reports/\d+/$"))
    page.keyboard.press("d")
    page.wait_for_url("**/compare/**")
    assert (check(page), fits(page)) == ([], True)
    page.keyboard.press("m")
    expect(page.locator(TOLD)).to_contain_text("Đã gộp")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_an_agency_works_from_its_inbox_to_the_answer(
    visit: Callable[..., Page], assigned: Callable[..., Report], office: Office,
    read: Callable[[Report], Report], tmp_path: Path, size: dict[str, int],
) -> None:  # fmt: skip
    report = assigned(text="Nắp cống vỡ, gọi 0900 000 001.", due_at=office.now() + timedelta(days=2))
    Image.new("RGB", (64, 48), "green").save(tmp_path / "sau.jpg")
    page = visit(AGENCY, DRAINS, viewport=size)
    assert (check(page), fits(page)) == ([], True)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/reports/{report.id}/")
    assert (check(page), fits(page)) == ([], True)
    expect(page.locator("#wording")).not_to_contain_text("0900")
    page.keyboard.press("s")
    expect(page.locator(TOLD)).to_contain_text("Đã bắt đầu xử lý")
    page.keyboard.press("i")
    page.fill("#interim", "Đã rào chắn, mai thay nắp.")
    page.get_by_role("button", name="Ghi trả lời bước đầu").click()
    page.get_by_text("Nhờ đơn vị khác phối hợp").click()
    page.select_option("#helper", POWER)
    page.fill("#asked", "Cắt điện một giờ.")
    page.get_by_role("button", name="Nhờ phối hợp", exact=True).click()
    expect(page.locator(TOLD)).to_contain_text("Đã nhờ")
    page.get_by_text("Thêm ghi chú").click()
    page.fill("#internal", "Hẹn đội 3 sáng mai.")
    page.get_by_role("button", name="Lưu ghi chú").click()
    page.set_input_files("#after", tmp_path / "sau.jpg")
    page.select_option("#draft", "khai-thong-cong")
    page.get_by_role("button", name="Chèn mẫu").click()
    expect(page.locator("#answer")).to_have_value(re.compile("nạo vét"))
    page.locator("input[value=fixed_evidence]").check()
    page.get_by_role("button", name="Kết thúc xử lý").click()
    expect(page.locator(TOLD)).to_contain_text("Đã ghi nhận kết quả")
    assert read(report).outcome == "fixed_evidence"
    page.goto(f"/desk/reports/{report.id}/")
    assert (check(page), fits(page)) == ([], True)
    page.get_by_role("button", name="Cho phép công bố").click()
    expect(page.locator(TOLD)).to_contain_text("được phép công bố")
    for path in ("/desk/deadlines/", "/desk/agencies/", "/desk/?shelf=answered"):
        page.goto(path)
        assert (check(page), fits(page)) == ([], True)


def test_the_day_goes_without_javascript(
    visit: Callable[..., Page], make_report: Callable[..., Report], read: Callable[[Report], Report]
) -> None:
    report = make_report()
    page = visit(OPERATOR, java_script_enabled=False, viewport=PHONE)
    page.fill("#q", "nap cong")
    page.get_by_role("button", name="Tìm").click()
    page.locator(f"#report-{report.id}").click()
    page.get_by_text("Hỏi người gửi", exact=True).click()
    page.fill("#question", "Nắp nằm ở đoạn nào của chợ?")
    page.get_by_role("button", name="Gửi câu hỏi").click()
    expect(page.locator(TOLD)).to_contain_text("Đã hỏi người gửi")
    assert read(report).status == "waiting"
    page.get_by_role("link", name="Nhận cuộc gọi").click()
    page.fill("#text", "Đèn đường trước cổng chợ tắt ba hôm.")
    page.select_option("#category", "khac")
    page.fill("#q", "Bến Thành")
    page.get_by_role("button", name="Tìm").click()
    page.locator("#found button").first.click()
    page.locator("input[name=still]").click(position={"x": 160, "y": 160})
    expect(page.locator("#where b")).to_contain_text("Phường")
    page.get_by_role("button", name="Ghi nhận phản ánh").click()
    expect(page.locator("#code")).to_have_text(re.compile(r"(\w{4}-){4}\w{4}"))


def test_a_colleague_was_faster_and_nothing_is_lost(
    visit: Callable[..., Page], assigned: Callable[..., Report], operator: object
) -> None:
    report = assigned()
    page = visit(AGENCY, DRAINS)
    page.goto(f"/desk/reports/{report.id}/")
    page.fill("#answer", "Đã thay nắp cống mới.")
    page.locator("input[value=fixed_stated]").check()
    other = page.context.new_page()
    other.goto(f"/desk/reports/{report.id}/")
    other.keyboard.press("s")
    expect(other.locator(TOLD)).to_contain_text("Đã bắt đầu")
    page.get_by_role("button", name="Kết thúc xử lý").click()
    expect(page.get_by_role("alert")).to_contain_text("đã thay đổi")
    expect(page.locator("#answer")).to_have_value("Đã thay nắp cống mới.")
    expect(page.locator("input[value=fixed_stated]")).to_be_checked()
    assert check(page) == []
    page.get_by_role("button", name="Kết thúc xử lý").click()
    expect(page.locator(TOLD)).to_contain_text("Đã ghi nhận kết quả")
