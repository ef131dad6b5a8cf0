"""The page checks a release in a real browser as the command does, and tells nobody whose report it is."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, Response, send_from_directory
from playwright.sync_api import Browser, Page, expect
from tests.verify.conftest import PUBLISHED, UNKNOWN, WAITING

from minhbach.pages import CONTENT_SECURITY

Listen = Callable[..., str]


def host_of(folder: Path, asked: list[str]) -> Flask:
    """A static host with our policy, which notes what it is asked for."""
    app = Flask(__name__, static_folder=None)

    @app.get("/")
    @app.get("/<path:name>")
    def file(name: str = "") -> Response:
        asked.append(name)
        name = name + "index.html" if not name or name.endswith("/") else name
        response = send_from_directory(folder, name)
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY
        return response

    return app


@pytest.fixture
def open_page(chromium: Browser, listen: Listen) -> Callable[..., Page]:
    def show(folder: Path, address: str = "verify/", asked: list[str] | None = None) -> Page:
        page = chromium.new_context(viewport={"width": 390, "height": 844}).new_page()
        page.goto(f"{listen(host_of(folder, [] if asked is None else asked))}/{address}")
        return page

    return show


@pytest.fixture
def whole(site: Path, tmp_path: Path) -> Path:
    """A whole copy of the site, pages and data."""
    return Path(shutil.copytree(site, tmp_path / "whole"))


@pytest.mark.parametrize(("address", "verdict"), [
    ("verify/", "Mọi phép kiểm tra đều đúng."),
    ("en/verify/", "Every check holds."),
])  # fmt: skip
def test_a_true_release_holds(open_page: Callable[..., Page], site: Path, address: str, verdict: str) -> None:
    page = open_page(site, address)
    page.locator("#check").click()
    expect(page.locator("#verdict")).to_have_text(verdict, timeout=20_000)
    lines = page.locator("#checks li")
    assert lines.count() == 6
    assert [lines.nth(at).get_attribute("class") for at in range(6)] == ["good"] * 6, lines.all_inner_texts()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-3] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(("name", "check"), [
    ("reports.csv", "reports.csv"),
    ("ledger/records.jsonl", "bản ghi không dẫn đến gốc"),
    ("ledger/counts.jsonl", "chuỗi đứt ở đợt 2025-06-02"),
    ("SHA256SUMS", "không phải chữ ký"),
])  # fmt: skip
def test_a_flipped_bit_is_seen(open_page: Callable[..., Page], whole: Path, name: str, check: str) -> None:
    flipped(whole / "data" / "2025-06-02" / name)
    page = open_page(whole)
    page.locator("#check").click()
    expect(page.locator("#verdict")).to_contain_text("Có điều không khớp", timeout=20_000)
    assert check in page.locator("#checks").inner_text()


@pytest.mark.parametrize(("code", "said"), [
    (PUBLISHED, "lá 1 trên 35"),
    (WAITING, "đang chờ tổng đài viên"),
    (UNKNOWN, "không có mã đó"),
    (PUBLISHED[:-2] + "22", "gõ nhầm"),
], ids=["published", "waiting", "unknown", "mistyped"])  # fmt: skip
def test_a_citizen_finds_their_report_and_nobody_learns_which(
    open_page: Callable[..., Page], site: Path, code: str, said: str
) -> None:
    asked: list[str] = []
    page = open_page(site, asked=asked)
    page.locator("#code").fill(code.lower().replace("-", " "))
    page.locator("#find").click()
    expect(page.locator("#found")).to_contain_text(said, timeout=20_000)
    assert not any(code in name or code.replace("-", "") in name for name in asked)
    assert all("receipts" not in name or name.endswith("receipts/all.csv") for name in asked)
    assert page.url.endswith("/verify/")


def test_without_javascript_the_page_says_how(chromium: Browser, listen: Listen, site: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{listen(host_of(site, []))}/verify/")
    assert not page.locator("#checker").is_visible()
    expect(page.get_by_text("sha256sum -c SHA256SUMS")).to_be_visible()
