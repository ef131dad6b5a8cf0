"""A background map from another host: only where the city names it, and then only its pictures."""

from dataclasses import replace
from typing import Any

import pytest

from minhbach.config import Settings
from minhbach.pages import CONTENT_SECURITY
from minhbach.records.office import Office
from minhbach.web import create_service_app


def policy(settings: Settings, office: Office, tiles: dict[str, Any]) -> str:
    city = replace(office.city, facts=office.city.facts | {"tiles": tiles})
    app = create_service_app(settings, replace(office, city=city))
    return str(app.test_client().get("/track/").headers["Content-Security-Policy"])


def test_no_other_host_unless_the_city_names_one(settings: Settings, office: Office) -> None:
    assert policy(settings, office, {}) == CONTENT_SECURITY
    assert "https:" not in CONTENT_SECURITY


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://tiles.example/{z}/{x}/{y}.png", "https://tiles.example"),
        ("https://{s}.tiles.example:8443/{z}/{x}/{y}.png", "https://*.tiles.example:8443"),
    ],
)
def test_the_citys_tiles_may_be_shown(settings: Settings, office: Office, url: str, host: str) -> None:
    given = policy(settings, office, {"url": url, "attribution": "©"})
    assert given == CONTENT_SECURITY.replace("img-src 'self'", f"img-src 'self' {host}")


@pytest.mark.parametrize(
    "url", ["/tiles/{z}/{x}/{y}.png", "http://tiles.example/{z}", "https://a;script-src *; x/"]
)
def test_no_address_loosens_anything_else(settings: Settings, office: Office, url: str) -> None:
    assert policy(settings, office, {"url": url, "attribution": "©"}) == CONTENT_SECURITY
