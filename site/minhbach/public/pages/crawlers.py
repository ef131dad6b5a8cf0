"""What search engines are told: every page in every language, and which doors are not for them."""

from collections.abc import Iterable

from flask import Blueprint, Response, abort, render_template, url_for

from minhbach.public.counting.current import current
from minhbach.public.pages.addresses import SITEMAP, page_addresses, sitemaps
from minhbach.public.showroom import showroom
from minhbach.public.site import site_url

crawlers = Blueprint("crawlers", __name__)
maps = Blueprint("sitemaps", __name__)
"""Only where the city says what address the site will have: a sitemap holds whole addresses."""


@crawlers.get("/robots.txt")
def robots() -> Response:
    """Everything public may be read; the desk and tracking pages may not."""
    lines = ["User-agent: *", "Disallow: /desk/", "Disallow: /track/", "Disallow: /open311/"]
    site = site_url(showroom().city)
    lines += [f"Sitemap: {site}/sitemap.xml"] if site else []
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@maps.get("/sitemap.xml")
def index() -> Response:
    """The list of sitemaps."""
    numbers = range(1, sitemaps(current()) + 1)
    return _xml("sitemapindex", "sitemap", [url_for(".part", number=number) for number in numbers])


@maps.get("/sitemap-<int:number>.xml")
def part(number: int) -> Response:
    """One part of all pages."""
    if not 1 <= number <= sitemaps(current()):
        abort(404)
    found = [url_for(endpoint, **values) for endpoint, values in page_addresses(current())]
    return _xml("urlset", "url", found[(number - 1) * SITEMAP : number * SITEMAP])


def _xml(whole: str, one: str, paths: Iterable[str]) -> Response:
    site = site_url(showroom().city)
    page = render_template("public/sitemap.xml", whole=whole, one=one, links=[site + path for path in paths])
    return Response(page, mimetype="application/xml")
