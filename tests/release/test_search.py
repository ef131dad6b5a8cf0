"""The static search: what is published is found however it is typed, and nothing else is."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page
from sqlmodel import select

from minhbach.public.app import create_public_app, serve_published
from minhbach.public.counting.releases import date_release
from minhbach.public.models import PublicReport
from minhbach.public.showroom import Showroom
from minhbach.release.publish import publish_site
from minhbach.release.terms import spelled, terms_of


def index(site: Path) -> dict[str, Any]:
    """All terms, all documents and the rest of a site's index."""
    folder = site / "search/index"
    about: dict[str, Any] = orjson.loads((folder / "about.json").read_bytes())
    terms: dict[str, Any] = {}
    for number, first in enumerate(about["firsts"]):
        part = orjson.loads((folder / f"terms/{number}.json").read_bytes())
        assert next(iter(part)) == first
        terms |= part
    files = range(-(-about["documents"] // about["together"]))
    documents = [one for n in files for one in orjson.loads((folder / f"documents/{n}.json").read_bytes())]
    return about | {"terms": terms, "all": documents}


def numbers(letters: str) -> list[int]:
    found, at = [], 0
    for word in re.findall("[a-z]*[A-Z]", letters):
        step = 0
        for letter in word.lower():
            step = step * 26 + ord(letter) - 97
        at += step
        found.append(at)
    return found


@given(st.lists(st.integers(0, 10**7), unique=True).map(sorted))
def test_numbers_are_told_in_letters_and_come_back(listed: list[int]) -> None:
    letters = spelled(listed)
    assert numbers(letters) == listed
    assert not re.search("[^a-zA-Z]", letters)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Ổ gà", {"o", "ga", "o ga"}),
        (unicodedata.normalize("NFD", "ĐƯỜNG Hoà"), {"duong", "hoa", "duong hoa"}),
        ("gọi [số điện thoại đã che] nhé", {"goi", "nhe"}),
        ("số 12, 34", {"so", "12", "34", "so 12"}),
        ("", set()),
    ],
    ids=["accents", "decomposed", "what was hidden", "two numbers", "nothing"],
)
def test_words_and_pairs_of_a_text(text: str, terms: set[str]) -> None:
    assert terms_of(text) == terms


def test_documents_are_what_has_a_page(room: Showroom, tmp_path: Path) -> None:
    site = tmp_path / "build"
    publish_site(room, site)
    found = index(site)
    assert len(found["all"]) == found["documents"]
    pages = {
        p.parent.name for p in site.glob("reports/*/index.html") if not p.parent.name.startswith("page-")
    }
    assert {one["id"] for one in found["all"] if one["kind"] == "report"} == {
        name for name in pages if name[:5] != "page-"
    }
    for one in found["all"]:
        for path in one.get("path", ()):
            assert (site / path[1:] / "index.html").is_file(), path
    listed = [numbers(letters) for _, letters in found["terms"].values()]
    assert max(map(max, listed)) == found["documents"] - 1
    assert all(count >= len(numbers(letters)) for count, letters in found["terms"].values())


def test_what_is_gone_is_not_found(room: Showroom, tmp_path: Path) -> None:
    site = tmp_path / "build"
    with room.public.writing() as session:
        report = session.exec(select(PublicReport).where(PublicReport.status == "resolved")).first()
        assert report
        public_id, report.text = report.public_id, "Xe lu chắn lối vào chùa Canary"
    publish_site(room, site, force=True)
    assert index(site)["terms"]["canary"][0] == 1
    with room.public.writing() as session:
        gone = session.get(PublicReport, public_id)
        session.delete(gone)
        date_release(session, date(2025, 6, 2))
    publish_site(room, site)
    for path in (site / "search").rglob("*.json"):
        assert b"canary" not in path.read_bytes().lower(), path
        assert public_id.encode() not in path.read_bytes(), path


@pytest.fixture
def searching(
    room: Showroom, tmp_path: Path, chromium: Browser, listen: Callable[..., str]
) -> Callable[[str], Page]:
    """searching("/search/") opens a page of the live app beside a published site."""
    publish_site(room, tmp_path / "build")
    app = create_public_app(room.settings, opened=room, published=tmp_path / "build")
    serve_published(app, tmp_path / "build")
    address = listen(app)

    def go(path: str) -> Page:
        page = chromium.new_page(viewport={"width": 390, "height": 844})
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(address + path)
        return page

    return go


def test_any_spelling_finds_the_same(searching: Callable[[str], Page]) -> None:
    page = searching("/search/")
    found = {}
    for typed in ("o ga", "ổ gà", "O GA", unicodedata.normalize("NFD", "Ổ gà")):
        page.fill("#q", typed)
        page.wait_for_function("q => document.querySelector('#hits p').textContent.includes(q)", arg=typed)
        found[typed] = page.locator(".hits a").evaluate_all("links => links.map(link => link.href)")
    assert len({tuple(links) for links in found.values()}) == 1
    assert any("/reports/" in link for link in found["o ga"])
    page.close()


def test_places_and_categories_are_found_in_the_readers_language(searching: Callable[[str], Page]) -> None:
    page = searching("/en/search/?q=ward%2015")
    page.wait_for_selector(".hits a")
    assert page.locator(".hits b").first.inner_text() == "Ward 15"
    assert page.locator(".hits a").first.get_attribute("href") == "/en/wards/2025-03-01/15-phuong-15/"
    page.fill("#q", "xyzzy")
    page.get_by_text("Nothing found for “xyzzy”").wait_for()
    assert page.locator(".hits a").count() == 0
    assert page.locator("#lists a").count() > 4
    page.close()
