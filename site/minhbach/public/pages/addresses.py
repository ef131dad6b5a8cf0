"""Every address of the public site, told by the data: what is not here is not frozen."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from minhbach.places.units import DISTRICT, WARD
from minhbach.public.counting import queries
from minhbach.public.counting.current import Current
from minhbach.public.counting.edition import key_of
from minhbach.public.drawing.metrics import REPORTS, metrics
from minhbach.public.interface.api import api_addresses
from minhbach.public.pages.views import PAGE
from minhbach.public.site import site_url

Address = tuple[str, dict[str, Any]]
"""An endpoint and its values."""


SITEMAP = 40_000
"""Pages in one sitemap; search engines take 50,000."""
NOT_PAGES = ("map_script", "outline", "ward_feed", "district_feed", "category_feed", "agency_feed",
             "ward_embed", "district_embed", "ward_sheet", "district_sheet")


def addresses(current: Current) -> Iterator[Address]:
    """All pages in all languages with their feeds and maps' scripts, the photos and what robots read."""
    yield "files.not_found", {}
    for language in current.showroom.city.languages:
        yield "files.share_picture", {"language": language}
    yield "crawlers.robots", {}
    with current.reading() as session:
        for name in queries.photos(session):
            yield "files.photo", {"name": name}
    yield from _in_every_language(current)
    yield from api_addresses(current)
    if site_url(current.showroom.city):
        yield "sitemaps.index", {}
        for number in range(1, sitemaps(current) + 1):
            yield "sitemaps.part", {"number": number}


def page_addresses(current: Current) -> Iterator[Address]:
    """What a person would read: all pages in all languages."""
    for endpoint, values in _in_every_language(current):
        if endpoint.partition(".")[2] not in NOT_PAGES:
            yield endpoint, values


def sitemaps(current: Current) -> int:
    """How many sitemaps hold all pages."""
    return -(-sum(1 for _ in page_addresses(current)) // SITEMAP)


def _in_every_language(current: Current) -> Iterator[Address]:
    """Every page in one language after the other, so that a freeze asks for its rows once."""
    for endpoint, values in chain(_pages(current), _reports(current)):
        for language in current.showroom.city.languages:
            yield f"{language}.{endpoint}", values


def _reports(current: Current) -> Iterator[Address]:
    """A page each resolved report, and the list of them after its first page."""
    with current.reading() as session:
        resolved = queries.resolved_ids(session)
    for public_id in resolved:
        yield "report", {"public_id": public_id}
    for number in range(2, -(-len(resolved) // PAGE) + 1):
        yield "reports", {"number": number}


def _pages(current: Current) -> Iterator[Address]:
    edition, gallery = current.now()
    for endpoint in ("home", "vintages", "categories", "data", "changes", "about", "protect", "verify",
                     "explore", "search", "agencies", "months", "refusals", "rules", "merit"):
        yield endpoint, {}
    yield "reports", {"number": 1}
    for code in edition.showroom.city.categories:
        yield "category", {"code": code}
        yield "category_feed", {"code": code}
    for code in edition.agency_codes:
        yield "agency", {"code": code}
        yield "agency_feed", {"code": code}
    for month in edition.months:
        yield "month", {"month": month}
    yield "outline", {}
    for name in gallery.names:
        yield "map_script", {"name": name}
    for vintage in edition.vintages:
        for level, one, many in ((WARD, "ward", "wards"), (DISTRICT, "district", "districts")):
            units = edition.all_units(vintage.id, level)
            if units:
                yield many, {"vintage": vintage.id}
                for metric in metrics(edition, level, vintage.id):
                    if metric != REPORTS:
                        yield f"{many}_by", {"vintage": vintage.id, "metric": metric}
            for unit in units:
                yield one, {"vintage": vintage.id, "key": key_of(unit)}
                for kind in ("feed", "embed", "sheet"):
                    yield f"{one}_{kind}", {"vintage": vintage.id, "key": key_of(unit)}
