"""An inspector's day in a real browser, from the code on the telephone to the report on paper."""

import base64
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from tests.axe import check

from minhbach.records import second_factor as factor
from minhbach.records.models import Report
from minhbach.records.office import Office
from minhbach.records.work import Actor, witness
from minhbach.records.workflow import INSPECTOR, OPERATOR
from minhbach.web import create_service_app

SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}
WAYS = (
    "Số liệu",
    "Mở dữ liệu cá nhân",
    "Trễ hạn, mở lại",
    "Từ chối",
    "Mẫu ngẫu nhiên",
    "So sánh đơn vị",
    "Dấu vết",
)


class Day:
    """A browser at a desk whose city asks inspectors for a second factor; complaints of it fail the test."""

    def __init__(self, context: BrowserContext, password: str, now: datetime) -> None:
        self.page, self.password, self.now = context.new_page(), password, now
        self.wrong: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)

    def give_password(self) -> None:
        self.page.goto("/desk/sign-in/")
        self.page.fill("#username", "thanh")
        self.page.fill("#password", self.password)
        self.page.click("main form button")

    def give_code(self, secret: bytes, ahead: int = 0) -> None:
        self.page.fill("#code", factor.code_at(secret, factor.step_at(self.now) + ahead))
        self.page.click("main form button >> nth=0")

    def set_up(self) -> bytes:
        """Sign in for the first time; returns what the telephone has scanned."""
        self.give_password()
        expect(self.page.locator("h1")).to_have_text("Thiết lập xác thực lần hai")
        self.looks_right()
        self.page.click("summary")
        secret = base64.b32decode(self.page.inner_text(".secret").replace(" ", ""))
        self.give_code(secret)
        expect(self.page.locator(".recovery li")).to_have_count(factor.RECOVERY_CODES)
        self.looks_right()
        return secret

    def looks_right(self) -> None:
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), self.page.url
        assert check(self.page) == [], self.page.url


@pytest.fixture(params=SIZES, ids=str)
def day(
    request: pytest.FixtureRequest, chromium: Browser, listen: Callable[..., str], office: Office,
    add_account: Callable[..., str], password: str,
) -> Iterator[Day]:  # fmt: skip
    add_account("thanh", INSPECTOR)
    city = replace(office.city, facts=dict(office.city.facts) | {"second_factor": [INSPECTOR]})
    app = create_service_app(office.settings, replace(office, city=city))
    context = chromium.new_context(base_url=listen(app), viewport=SIZES[request.param], locale="vi-VN")
    one = Day(context, password, office.now())
    yield one
    context.close()
    assert one.wrong == []


@pytest.fixture
def opened(office: Office, make_report: Callable[..., Report]) -> Report:
    """A report whose contact an operator opened."""
    report = make_report()
    with office.private.writing() as session:
        witness(session, report.id or 0, Actor("lan", OPERATOR), office.now(), "reveal", "Hỏi lại vị trí")
    return report


def test_the_telephone_opens_the_desk_and_each_code_once(day: Day) -> None:
    secret = day.set_up()
    day.page.click("text=Tôi đã cất các mã này")
    expect(day.page.locator("h1")).to_have_text("Kiểm tra")
    day.page.click("text=Đăng xuất")
    day.give_password()
    day.looks_right()
    day.give_code(secret, ahead=0)
    expect(day.page.get_by_role("alert")).to_contain_text("đã được dùng")
    day.give_code(secret, ahead=1)
    expect(day.page.locator("h1")).to_have_text("Kiểm tra")
    day.wrong = [said for said in day.wrong if "422" not in said]


def test_from_the_figures_to_the_trail_to_the_paper(day: Day, opened: Report, tmp_path: Path) -> None:
    day.set_up()
    page = day.page
    page.goto("/desk/")
    day.looks_right()
    for way in WAYS[1:]:
        page.get_by_role("link", name=way, exact=True).click()
        expect(page.get_by_role("link", name=way, exact=True)).to_have_attribute("aria-current", "page")
        day.looks_right()
    page.get_by_role("link", name=re.compile("Kiểm tra 1 dấu vết")).click()
    expect(page.get_by_role("status")).to_have_text("Mọi dấu vết còn nguyên.")
    page.get_by_role("link", name="Mở dữ liệu cá nhân", exact=True).click()
    page.get_by_role("link", name="lan", exact=True).click()
    expect(page.locator("tbody >> nth=1")).to_contain_text("Hỏi lại vị trí")
    page.get_by_role("link", name=opened.public_id).click()
    expect(page.locator("main")).to_contain_text("Dấu vết còn nguyên: 2 dòng.")
    day.looks_right()
    page.get_by_role("link", name="Số liệu", exact=True).click()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Tải PDF").click()
    coming.value.save_as(tmp_path / "report.pdf")
    printed = pypdf.PdfReader(io.BytesIO((tmp_path / "report.pdf").read_bytes())).pages[0].extract_text()
    assert "Báo cáo kiểm tra" in printed


def test_a_breach_and_a_commendation_are_written_down(day: Day) -> None:
    day.set_up()
    page = day.page
    page.goto("/desk/breaches/")
    day.looks_right()
    page.fill("#what", "Một tệp có 12 số điện thoại được gửi nhầm.")
    page.click("main form button")
    expect(page.locator(".tag.received")).to_contain_text("còn đến")
    page.fill("#text", "Đã báo cơ quan chuyên trách bằng công văn.")
    page.get_by_label("việc báo cơ quan có thẩm quyền").check()
    page.click("main form button")
    expect(page.locator(".tag.resolved")).to_have_text("đúng hạn")
    day.looks_right()
    page.goto("/desk/merit/")
    page.get_by_label("Biểu dương").check()
    page.select_option("#agency", "sawaco")
    page.fill("#ground", "QĐ 12/QĐ-UBND")
    page.fill("#text", "Xử lý nhanh vỡ ống nước.")
    page.click("text=Ghi nhận >> nth=-1")
    page.click("text=Cho công bố")
    expect(page.locator("tbody >> nth=1")).to_contain_text("Thôi công bố")
    day.looks_right()
