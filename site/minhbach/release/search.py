"""Write the static search index: places of every vintage, categories, agencies and resolved reports.

Made from what public pages say and nothing else. A report that is gone from public.db is gone from the next
release's index, which is written anew.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

import orjson
from flask import Flask, url_for
from sqlmodel import Session

from minhbach.places.units import DISTRICT, WARD, Unit
from minhbach.public.counting import queries
from minhbach.public.counting.edition import Edition
from minhbach.public.models import PublicReport
from minhbach.public.wording import address, unit_name, vintage_title
from minhbach.release.terms import Terms

INDEX = Path("search") / "index"
TOGETHER = 10
"""Documents in one file: a page of results reads a few of them."""
SNIPPET = 110


@dataclass(frozen=True)
class Document:
    """What a result shows, and the texts that it is found by."""

    shown: dict[str, Any]
    texts: list[str]


def write_search(site: Path, app: Flask, session: Session, edition: Edition) -> int:
    """Write search/index/ of a site; gives how many documents it holds. Same rows, same bytes."""
    folder = site / INDEX
    (folder / "documents").mkdir(parents=True)
    terms = Terms()
    with app.test_request_context():
        things = [*_categories(edition), *_units(edition), *_agencies(edition)]
    _write_documents(folder, chain(things, _reports(session, edition)), terms)
    about = {
        "documents": terms.documents,
        "things": len(things),
        "together": TOGETHER,
        "languages": edition.showroom.city.languages,
        "categories": {c.code: _named(edition, c.name.within) for c in _known(edition)},
        "firsts": terms.write(folder / "terms"),
    }
    (folder / "about.json").write_bytes(orjson.dumps(about))
    return terms.documents


def _write_documents(folder: Path, documents: Iterator[Document], terms: Terms) -> None:
    """Files 0.json, 1.json … of so many documents each."""
    while batch := list(islice(documents, TOGETHER)):
        path = folder / "documents" / f"{terms.documents // TOGETHER}.json"
        path.write_bytes(orjson.dumps([document.shown for document in batch]))
        for document in batch:
            terms.add(document.texts)


def _known(edition: Edition) -> Iterable[Any]:
    return edition.showroom.city.categories.values()


def _named(edition: Edition, name: Any) -> list[str]:
    """Something in every language, in the order of the city's languages."""
    return [name(language) for language in edition.showroom.city.languages]


def _categories(edition: Edition) -> Iterator[Document]:
    for category in _known(edition):
        titles = _named(edition, category.name.within)
        hints = _named(edition, category.hint.within)
        paths = _named(
            edition, lambda language, code=category.code: url_for(f"{language}.category", code=code)
        )
        yield Document(
            {"kind": "category", "title": titles, "under": hints, "path": paths}, [*titles, *hints]
        )


def _agencies(edition: Edition) -> Iterator[Document]:
    """Those with public reports: each has a page."""
    languages = edition.showroom.city.languages
    for code in edition.agency_codes:
        known = edition.agency_of(code)
        titles = _named(edition, known.name.within) if known else [code for _ in languages]
        paths = [url_for(f"{language}.agency", code=code) for language in languages]
        yield Document(
            {"kind": "agency", "title": titles, "under": ["" for _ in languages], "path": paths}, titles
        )


def _units(edition: Edition) -> Iterator[Document]:
    """Those in force first, then older ones; districts before their wards."""
    for vintage in edition.vintages:
        under = _named(edition, lambda language, one=vintage: vintage_title(one, language))
        for level in (DISTRICT, WARD):
            for unit in edition.all_units(vintage.id, level):
                yield _unit(edition, unit, under)


def _unit(edition: Edition, unit: Unit, vintage: list[str]) -> Document:
    titles = _named(edition, lambda language: unit_name(unit, language))
    parent = edition.unit(unit.vintage, unit.parent, DISTRICT)
    above = _named(edition, lambda language: unit_name(parent, language)) if parent else []
    under = [f"{one} · {era}" for one, era in zip(above, vintage, strict=True)] if above else vintage
    paths = _named(edition, lambda language: address(unit, edition, language))
    return Document({"kind": unit.level, "title": titles, "under": under, "path": paths}, [*titles, *above])


def _reports(session: Session, edition: Edition) -> Iterator[Document]:
    """Reports with a page of their own, the newest first."""
    ids = iter(queries.resolved_ids(session))
    while batch := list(islice(ids, 500)):
        for report in queries.by_ids(session, batch):
            yield _report(edition, report)
        session.expunge_all()


def _report(edition: Edition, report: PublicReport) -> Document:
    ward = edition.unit(report.vintage or "", report.ward_code)
    wards = _named(edition, lambda language: unit_name(ward, language)) if ward else []
    category = edition.showroom.city.categories.get(report.category)
    categories = _named(edition, category.name.within) if category else []
    agency = edition.agency(report)
    agencies = _named(edition, agency.name.within) if agency else []
    cut = len(report.text) > SNIPPET
    shown = {
        "kind": "report",
        "id": report.public_id,
        "category": report.category,
        "ward": wards,
        "day": report.resolved,
        "precision": report.date_precision,
        "text": f"{report.text[:SNIPPET].rstrip()}…" if cut else report.text,
    }
    texts = [report.public_id, report.text, report.answer or "", *wards, *categories, *agencies]
    return Document(shown, texts)
