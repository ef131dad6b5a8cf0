"""Pasted coordinates and map links, read by their letters alone."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach.places.coordinates import find_coordinates
from minhbach.places.map_link import find_link, is_short_link, read_link

CENTRE = (10.7769, 106.7009)
VIETNAMESE = {"B": "N", "N": "S", "Đ": "E", "T": "W"}


@pytest.mark.parametrize(
    "text",
    [
        "10.7769, 106.7009",
        "10.7769,106.7009",
        "  (10.7769 ; 106.7009) ",
        "10.7769 106.7009",
        "10,7769, 106,7009",
        "10,7769 106,7009",
        "10.7769° 106.7009°",
        "10.7769N 106.7009E",
        "N 10.7769, E 106.7009",
        "106.7009E, 10.7769N",
        "10°46'36.84\"N 106°42'3.24\"E",
        "10°46′36.84″N, 106°42′3.24″E",
        "10° 46’ 36.84” N 106° 42’ 3.24” E",
        "10°46'36.84''N106°42'3.24''E",
        "10°46.614'N 106°42.054'E",
        "10°46'36,84\"B 106°42'3,24\"Đ",
        "lat: 10.7769, lng: 106.7009",
        "Vĩ độ 10.7769 kinh độ 106.7009",
        "Toạ độ: 10.7769, 106.7009",
        "106.7009, 10.7769",
    ],
)
def test_usual_ways_to_write_a_point_are_read(text: str) -> None:
    assert find_coordinates(text, VIETNAMESE)[0] == pytest.approx(CENTRE, abs=1e-4)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Quận 1",
        "12, 5",
        "phường 12 quận 5",
        "10.7769",
        "10.7, 106.7, 5.2",
        "200.5, 300.5",
        "1.2.3, 4.5",
        "123 Lê Lợi",
    ],
)
def test_what_is_no_point_is_left_alone(text: str) -> None:
    assert find_coordinates(text, VIETNAMESE) == []


def test_a_pair_that_can_be_read_both_ways_gives_both() -> None:
    assert find_coordinates("-87.63, 41.88") == [(-87.63, 41.88), (41.88, -87.63)]


@given(lat=st.floats(-90, 90), lon=st.floats(-180, 180))
def test_decimals_come_back_as_written(lat: float, lon: float) -> None:
    assert find_coordinates(f"{lat:.6f}, {lon:.6f}")[0] == pytest.approx((lat, lon), abs=1e-6)


@given(st.text(max_size=400))
def test_any_text_is_read_without_harm(text: str) -> None:
    find_coordinates(text, VIETNAMESE)
    read_link(text, CENTRE)


LINKS = {
    "Google place": "https://www.google.com/maps/place/Ch%E1%BB%A3/@10.80,106.60,17z/data=!3m1!4b1!4m6!3d10.7769!4d106.7009",
    "Google view": "https://www.google.com/maps/@10.7769,106.7009,17z",
    "Google query": "https://maps.google.com/?q=10.7769,106.7009&z=5",
    "Google encoded": "https://www.google.com/maps/search/?api=1&query=10.7769%2C106.7009",
    "Google loc": "https://maps.google.com/maps?q=loc:10.7769+106.7009",
    "Google route": "https://www.google.com/maps/dir/?api=1&destination=10.7769,106.7009",
    "Google search path": "https://www.google.com/maps/search/10.7769,+106.7009",
    "OpenStreetMap marker": "https://www.openstreetmap.org/?mlat=10.7769&mlon=106.7009#map=12/10.5/106.5",
    "OpenStreetMap view": "https://www.openstreetmap.org/#map=17/10.7769/106.7009",
    "Apple": "https://maps.apple.com/?address=x&ll=10.7769,106.7009&q=Pin",
    "Apple place": "https://maps.apple.com/place?coordinate=10.7769,106.7009&name=X",
    "Bing": "https://www.bing.com/maps?cp=10.7769~106.7009&lvl=15",
    "HERE": "https://share.here.com/l/10.7769,106.7009,Cho",
    "Waze": "https://ul.waze.com/ul?ll=10.7769%2C106.7009&navigate=yes",
    "Yandex": "https://yandex.com/maps/?ll=106.6%2C10.6&pt=106.7009,10.7769&z=16",
    "geo": "geo:10.7769,106.7009?z=17",
    "lat and lng": "https://example.org/location?lat=10.7769&lng=106.7009",
    "latitude and longitude": "https://example.org/share?latitude=10.7769&longitude=106.7009",
    "Plus Code": "https://plus.codes/7P28QPG2+Q9",
    "Google Plus Code": "https://www.google.com/maps/place/QPG2%2BQ9+Qu%E1%BA%ADn+1",
    "without scheme": "google.com/maps?q=10.7769,106.7009",
}


@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
def test_map_links_are_read_without_a_request(link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", None)
    found = find_link(f"Ở đây nè: {link} nhé")
    assert found == link
    assert read_link(found, CENTRE) == pytest.approx(CENTRE, abs=1e-3)


@pytest.mark.parametrize(
    "link",
    [
        "https://example.org/",
        "https://www.google.com/maps?q=Ben+Thanh",
        "https://example.org/?q=999.5,999.5",
        "https://[::1",
    ],
)
def test_a_link_without_a_place_gives_none(link: str) -> None:
    assert read_link(link, CENTRE) is None


@pytest.mark.parametrize(
    ("link", "short"),
    [
        ("https://maps.app.goo.gl/AbCdEf", True),
        ("https://goo.gl/maps/AbCdEf", True),
        ("https://www.google.com/maps?q=10.7,106.7", False),
    ],
)
def test_short_links_are_told_apart(link: str, short: bool) -> None:
    assert is_short_link(link) is short
