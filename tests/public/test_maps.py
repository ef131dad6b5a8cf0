"""Maps as a phone loads them: light, and over the city's own background where it names one."""

import gzip
from dataclasses import replace

import pytest
from tests.public.conftest import FillPublic

from minhbach.places.outlines import MOST_BYTES
from minhbach.public.app import create_public_app

TILES = {"url": "https://tiles.example.vn/{z}/{x}/{y}.png", "attribution": "<b>Our</b> map", "most_zoom": 17}


@pytest.mark.parametrize(
    "name", ["wards-2025-01-01-reports", "wards-2021-01-01-reports", "districts-2025-01-01-reports"]
)
def test_outlines_of_a_first_map_are_light(fill_public: FillPublic, name: str) -> None:
    room = fill_public(reports=300)
    script = create_public_app(room.settings, opened=room).test_client().get(f"/maps/{name}.js").data
    assert 5_000 < len(gzip.compress(script)) <= MOST_BYTES


def test_no_other_host_is_asked_unless_the_city_names_one(fill_public: FillPublic) -> None:
    room = fill_public(reports=20)
    plain = create_public_app(room.settings, opened=room).test_client()
    drawn = plain.get("/maps/wards-2025-01-01-reports.js").text
    assert "tileLayer" not in drawn
    assert '"className": "water"' in drawn
    named = replace(room, city=replace(room.city, facts={**room.city.facts, "tiles": TILES}))
    client = create_public_app(room.settings, opened=named).test_client()
    script = client.get("/maps/wards-2025-01-01-reports.js").text
    assert "https://tiles.example.vn/{z}/{x}/{y}.png" in script
    assert "<b>Our" not in script
    assert '"className": "water"' not in script, "tiles show their own rivers"
    assert "https://tiles.example.vn" in client.get("/").headers["Content-Security-Policy"]


def test_a_picture_shows_the_river_that_flows_through_it(fill_public: FillPublic) -> None:
    room = fill_public(reports=20)
    client = create_public_app(room.settings, opened=room).test_client()
    beside = client.get("/wards/2021-01-01/26740-phuong-ben-nghe/").text
    inland = client.get("/wards/2021-01-01/26743-phuong-ben-thanh/").text
    assert ('class="water"' in beside, 'class="water"' in inland) == (True, False)
