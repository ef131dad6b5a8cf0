"""Finding a place in the citizen's form, with htmx and without JavaScript."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

HTMX = {"HX-Request": "true"}


def find(service: FlaskClient, q: str) -> str:
    return service.post("/report/find", data={"q": q}, headers=HTMX).get_data(as_text=True)


def test_the_form_offers_to_find_a_place(service: FlaskClient) -> None:
    page = service.get("/report/").get_data(as_text=True)
    assert 'name="q"' in page
    assert 'formaction="/report/find"' in page


def test_htmx_gets_the_hits_alone(service: FlaskClient) -> None:
    part = find(service, "p. ben nghe")
    assert "<html" not in part
    assert "Phường Bến Nghé, Quận 1" in part
    assert 'data-area="26740"' in part


def test_a_landmark_is_a_pin_but_a_ward_is_not(service: FlaskClient) -> None:
    assert 'data-point="10.772500, 106.698100"' in find(service, "cho ben thanh")
    assert 'data-point=""' in find(service, "phường bến nghé")


def test_a_district_offers_its_wards(service: FlaskClient) -> None:
    part = find(service, "q1")
    assert part.count("<button") == 10
    assert "Phường Bến Nghé" in part


def test_a_district_that_is_no_more_says_what_it_became(service: FlaskClient) -> None:
    part = find(service, "quận 9")
    assert "đến hết 31/12/2020" in part


def test_without_javascript_the_step_comes_back_as_filled(service: FlaskClient) -> None:
    data = {"q": "ben nghe", "point": "10.7725, 106.6981", "key": "k" * 32}
    page = service.post("/report/find", data=data).get_data(as_text=True)
    assert "<html" in page
    assert "Phường Bến Nghé, Quận 1" in page
    assert 'value="10.7725, 106.6981"' in page
    assert f'value="{"k" * 32}"' in page


def test_without_javascript_choosing_a_landmark_pins_it(service: FlaskClient) -> None:
    hits = service.post("/report/find", data={"q": "cho ben thanh"}).get_data(as_text=True)
    found = re.search(r'name="chosen" value="([^"]+)"', hits)
    assert found
    page = service.post("/report/find", data={"q": "cho ben thanh", "chosen": found[1]}).get_data(
        as_text=True
    )
    assert 'value="10.772500, 106.698100"' in page


def test_without_javascript_choosing_a_ward_shows_its_picture(service: FlaskClient) -> None:
    page = service.post("/report/find", data={"q": "ben nghe", "chosen": "26740|"}).get_data(as_text=True)
    assert re.search(r'<option value="26740"\s+selected', page)


@pytest.mark.parametrize("chosen", ["|", "nowhere|", "|not a point", "<script>|<script>", "x" * 5000])
def test_a_forged_choice_does_no_harm(service: FlaskClient, chosen: str) -> None:
    answer = service.post("/report/find", data={"q": "", "chosen": chosen})
    assert answer.status_code == 200
    assert "<script>|" not in answer.get_data(as_text=True)


def test_a_pasted_point_outside_the_city_says_so(service: FlaskClient) -> None:
    part = find(service, "21.0285, 105.8542")
    assert "ngoài Thành phố" in part
    assert "<button" not in part


def test_a_short_link_must_be_opened_first(service: FlaskClient) -> None:
    assert "Đường dẫn rút gọn" in find(service, "https://maps.app.goo.gl/AbCdEf")


def test_nothing_found_says_what_else_to_try(service: FlaskClient) -> None:
    assert "Không tìm thấy" in find(service, "zzzzqqq")
    assert find(service, "  ").strip() == ""


def test_what_is_looked_for_is_shown_as_text(service: FlaskClient) -> None:
    page = service.post("/report/find", data={"q": '"><script>alert(1)</script>'}).get_data(as_text=True)
    assert "<script>alert(1)" not in page


def test_what_is_looked_for_never_stands_in_an_address(service: FlaskClient, service_app: Flask) -> None:
    assert service.get("/report/find?q=canary").status_code == 405
    assert service.post("/report/find", data={"q": "canary"}).headers.get("Location") is None


def test_english_readers_get_english_names(service: FlaskClient) -> None:
    answer = service.post("/report/find?lang=en", data={"q": "ben nghe"}, headers=HTMX)
    assert "Ben Nghe Ward, District 1" in answer.get_data(as_text=True)
