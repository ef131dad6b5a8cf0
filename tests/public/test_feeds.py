"""Feeds, sitemaps and robots.txt as the programs that read them would."""

from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from tests.public.conftest import FillPublic

from minhbach.public.app import create_public_app
from minhbach.public.counting.current import Current
from minhbach.public.pages.addresses import addresses
from minhbach.public.showroom import Showroom

ATOM = "{http://www.w3.org/2005/Atom}"
MAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SITE = "https://1022.example.vn"


def client_of(room: Showroom) -> FlaskClient:
    return create_public_app(room.settings, opened=room).test_client()


def with_site(room: Showroom) -> Showroom:
    """The same city, which knows where its site will stand."""
    return replace(room, city=replace(room.city, facts={**room.city.facts, "site": {"url": f"{SITE}/"}}))


def entries(client: FlaskClient, path: str) -> list[dict[str, str]]:
    """What a feed reader finds, by element; the address of the page is under "href"."""
    answer = client.get(path)
    assert answer.status_code == 200
    feed = ElementTree.fromstring(answer.data)  # noqa: S314  (our own)
    for name in ("id", "title", "updated", "author", "link"):
        assert feed.find(ATOM + name) is not None, name
    found = []
    for entry in feed.iter(f"{ATOM}entry"):
        link = entry.find(f"{ATOM}link")
        assert link is not None
        told = {child.tag.removeprefix(ATOM): child.text or "" for child in entry}
        found.append(told | {"href": link.attrib["href"]})
    return found


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize(
    "path", ["/categories/giao-thong/", "/wards/2025-01-01/26740-phuong-ben-nghe/",
             "/districts/2025-01-01/760-quan-1/"],
)  # fmt: skip
def test_a_page_names_its_feed_and_the_feed_leads_to_pages(
    fill_public: FillPublic, prefix: str, path: str
) -> None:
    client = client_of(fill_public(reports=900))
    assert f'type="application/atom+xml" href="{prefix}{path}feed.xml"' in client.get(prefix + path).text
    found = entries(client, f"{prefix}{path}feed.xml")
    assert found
    assert all(client.get(entry["href"]).status_code == 200 for entry in found)
    assert all(entry["updated"].endswith("T00:00:00Z") for entry in found)
    assert len({entry["id"] for entry in found}) == len(found)


def test_the_feed_of_an_abolished_unit_says_what_it_became(fill_public: FillPublic) -> None:
    client = client_of(fill_public(reports=100, day=date(2025, 9, 30)))
    told = entries(client, "/districts/2025-01-01/760-quan-1/feed.xml")[0]
    assert told["title"] == "Quận 1 không còn như cũ từ ngày 01/07/2025"
    assert "Phường Sài Gòn" in told["content"]
    assert told["updated"] == "2025-07-01T00:00:00Z"


def test_a_feed_is_xml_whatever_strangers_write(fill_public: FillPublic) -> None:
    evil = "]]></content><script>alert(1)</script>\x00\x0b\ufffe & bell\x07"
    room = fill_public(reports=40, text=evil.replace("\x00", ""), answer=evil.replace("\x00", ""),
                       category="giao-thong")  # fmt: skip
    found = entries(client_of(room), "/categories/giao-thong/feed.xml")
    assert all(entry["content"].startswith("]]></content><script>") for entry in found)


@pytest.mark.parametrize(
    "path", ["/wards/2025-01-01/nope/feed.xml", "/wards/1999-01-01/1-x/feed.xml", "/categories/no/feed.xml"]
)
def test_no_feed_of_what_is_not_there(fill_public: FillPublic, path: str) -> None:
    assert client_of(fill_public(reports=1)).get(path).status_code == 404


def test_robots_stay_out_of_desk_and_tracking(fill_public: FillPublic) -> None:
    client = client_of(fill_public(reports=1))
    told = client.get("/robots.txt").text.splitlines()
    assert {"User-agent: *", "Disallow: /desk/", "Disallow: /track/"} <= set(told)
    assert not [line for line in told if line.startswith("Sitemap")]
    assert client.get("/sitemap.xml").status_code == 404


def test_a_sitemap_names_every_page_by_its_whole_address(
    fill_public: FillPublic, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("addresses", "crawlers"):
        monkeypatch.setattr(f"minhbach.public.pages.{module}.SITEMAP", 1000)
    room = with_site(fill_public(reports=60))
    client = client_of(room)
    assert f"Sitemap: {SITE}/sitemap.xml" in client.get("/robots.txt").text
    parts = listed(client, "/sitemap.xml")
    links = [link for part in parts for link in listed(client, part.removeprefix(SITE))]
    assert len(parts) > 1
    assert len(links) == len(set(links))
    assert all(link.startswith(f"{SITE}/") for link in links)
    pages = {endpoint.partition(".")[2] for endpoint, _ in addresses(Current(room))}
    assert f"{SITE}/en/wards/2019-01-01/" in links
    assert f"{SITE}/vintages/" in links
    assert not [link for link in links if link.endswith((".xml", ".js"))]
    assert {"ward_feed", "map_script", "index", "part"} <= pages
    for link in links[::200]:
        assert client.get(link.removeprefix(SITE)).status_code == 200
    assert f'<link rel="canonical" href="{SITE}/vintages/">' in client.get("/vintages/").text


def listed(client: FlaskClient, path: str) -> list[str]:
    found = ElementTree.fromstring(client.get(path).data).iter(f"{MAPS}loc")  # noqa: S314  (our own)
    return [where.text or "" for where in found]
