"""Over a whole frozen site every link leads somewhere, to its very fragment, and to no other host."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from minhbach.public.showroom import Showroom
from minhbach.release.publish import publish_site

SERVICE = ("/report/", "/track/", "/desk/", "/open311/")
"""Served by the other app."""
ELSEWHERE = {"https://creativecommons.org/licenses/by/4.0/"}
HOST = "http://site.test"


class Page(HTMLParser):
    """A page's links and ids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids |= {given["id"]} if given.get("id") else set()  # type: ignore[arg-type]
        self.links |= {link for name in ("href", "src", "hx-get") if (link := given.get(name))}


def test_every_link_of_a_site_leads_somewhere(room: Showroom, tmp_path: Path) -> None:
    out = tmp_path / "build"
    publish_site(room, out)
    pages = {
        "/" + path.relative_to(out).as_posix().removesuffix("index.html"): Page(path.read_text())
        for path in out.rglob("*.html")
    }
    assert len(pages) > 150
    broken, outside = set(), set()
    for address, page in pages.items():
        for link in page.links:
            there = urlsplit(urljoin(HOST + address, link))
            if f"{there.scheme}://{there.netloc}" != HOST:
                outside.add(link)
            elif not there.path.startswith(SERVICE):
                name = unquote(there.path).lstrip("/")
                file = out / name / "index.html" if there.path.endswith("/") else out / name
                lost = there.fragment and there.path in pages and there.fragment not in pages[there.path].ids
                if not file.is_file() or lost:
                    broken.add((address, link))
    assert broken == set()
    assert outside <= ELSEWHERE
