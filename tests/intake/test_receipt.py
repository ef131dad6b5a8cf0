"""The receipt: its QR code leads to the tracking page, with the code where no server and no log sees it."""

import re
from collections.abc import Callable

import segno
from flask import Flask
from playwright.sync_api import Page

from minhbach.intake.receipt import square
from minhbach.tracking import new_tracking_code

from .conftest import Citizen


def test_the_square_holds_the_page_and_the_code_behind_the_sign(citizen: Citizen) -> None:
    citizen.send()
    code = citizen.code()
    page = citizen.answers[-1].text
    shown = re.search(r'<div role="img"[^>]*>(<svg.*?</svg>)', page)
    assert shown
    assert shown[1] == square(f"http://localhost/track/#{code}")
    assert page.count(code) == 1, "said once, as text; in the square it is modules"
    assert "Trang tra cứu: http://localhost/track/" in page


def test_the_square_is_the_address_and_nothing_else() -> None:
    address = f"https://hotline.example/track/#{new_tracking_code()}"
    plain = segno.make(address, error="m", micro=False)
    assert plain.svg_inline(border=4, light="#fff", omitsize=True, svgclass=None, lineclass=None) == square(
        address
    )
    assert "style" not in square(address)


def test_scanned_it_fills_the_field_and_leaves_the_address(
    phone: Callable[..., Page], service_app: Flask, citizen: Citizen
) -> None:
    citizen.send()
    code = citizen.code()
    page = phone(f"/track/#{code}")
    assert page.input_value("#code") == code
    assert "#" not in page.url
    page.keyboard.press("Enter")
    page.wait_for_selector("#status")
    assert "Chờ tổng đài viên xem" in page.inner_text("#status")
    assert code not in page.content()


def test_what_is_no_code_is_left_alone(phone: Callable[..., Page]) -> None:
    page = phone("/track/#%3Cscript%3E")
    assert page.input_value("#code") == ""
