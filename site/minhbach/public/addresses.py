"""Every address of the public site, told by the data: what is not here is not frozen."""

from collections.abc import Iterator
from typing import Any

from minhbach.places.units import DISTRICT, WARD
from minhbach.public import queries
from minhbach.public.current import Current
from minhbach.public.edition import key_of
from minhbach.public.views import PAGE

Address = tuple[str, dict[str, Any]]
"""An endpoint and its values."""


def addresses(current: Current) -> Iterator[Address]:
    """All pages in all languages, the maps' scripts, the photos and the page for what is not found."""
    yield "files.not_found", {}
    with current.reading() as session:
        resolved = queries.resolved_ids(session)
        for name in queries.photos(session):
            yield "files.photo", {"name": name}
    for language in current.showroom.city.languages:
        for endpoint, values in _pages(current):
            yield f"{language}.{endpoint}", values
        for public_id in resolved:
            yield f"{language}.report", {"public_id": public_id}
        for number in range(2, -(-len(resolved) // PAGE) + 1):
            yield f"{language}.reports", {"number": number}


def _pages(current: Current) -> Iterator[Address]:
    edition, gallery = current.now()
    for endpoint in ("home", "vintages", "categories", "data", "about", "protect"):
        yield endpoint, {}
    yield "reports", {"number": 1}
    for code in edition.showroom.city.categories:
        yield "category", {"code": code}
    for name in gallery.names:
        yield "map_script", {"name": name}
    for vintage in edition.vintages:
        for level, one, many in ((WARD, "ward", "wards"), (DISTRICT, "district", "districts")):
            units = edition.all_units(vintage.id, level)
            if units:
                yield many, {"vintage": vintage.id}
            for unit in units:
                yield one, {"vintage": vintage.id, "key": key_of(unit)}
