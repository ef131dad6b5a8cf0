"""What can be taken elsewhere: embeds, sheets of paper, pictures beside links."""

import io
import re
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Browser
from tests.public.conftest import FillPublic

from minhbach.public.app import create_public_app

WARD, DISTRICT = "2025-01-01/26740-phuong-ben-nghe", "2025-01-01/760-quan-1"
Listen = Callable[..., str]


@pytest.mark.parametrize("address", [f"/embed/wards/{WARD}/", f"/en/embed/districts/{DISTRICT}/"])
def test_an_embed_may_be_framed_by_anybody_and_other_pages_not(fill_public: FillPublic, address: str) -> None:
    room = fill_public(reports=40)
    client = create_public_app(room.settings, opened=room).test_client()
    page = client.get(address)
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]
    assert 'class="sketch"' in page.text
    assert "<nav" not in page.text
    assert "frame-ancestors 'self'" in client.get("/").headers["Content-Security-Policy"]
    own = client.get(address.replace("/embed", "")).text
    code = re.search(r"&lt;iframe src=\"([^\"]+)\"", own)
    assert code is not None
    assert client.get(code[1]).status_code == 200


@pytest.mark.parametrize("place", [f"wards/{WARD}", f"districts/{DISTRICT}"])
def test_a_sheet_is_one_page_of_a4(
    fill_public: FillPublic, chromium: Browser, listen: Listen, place: str
) -> None:
    room = fill_public(reports=300, category="trat-tu-xay-dung")
    page = chromium.new_context().new_page()
    page.goto(f"{listen(create_public_app(room.settings, opened=room))}/{place}/sheet/")
    paper = page.pdf(format="A4", prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 1


def test_the_picture_beside_a_link_is_the_same_every_time(fill_public: FillPublic) -> None:
    room = fill_public(reports=3)
    client = create_public_app(room.settings, opened=room).test_client()
    picture = client.get("/share-vi.png").data
    assert Image.open(io.BytesIO(picture)).size == (1200, 630)
    assert picture == client.get("/share-vi.png").data
    assert client.get("/share-xx.png").status_code == 404
    assert '<meta property="og:title"' in client.get("/").text
