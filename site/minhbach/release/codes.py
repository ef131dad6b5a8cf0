"""Write the code lists: what every code in the data stands for, so that the data can be read without us."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from minhbach.city import Agency
from minhbach.places.units import DISTRICT, WARD
from minhbach.public.counting.edition import Edition
from minhbach.public.models import PublicRefusal, PublicReport
from minhbach.release.tables import write_table

Row = dict[str, Any]
COLUMNS = {
    "categories": ("code", "name", "name_en", "days"),
    "agencies": ("code", "name", "name_en", "kind"),
    "refusals": ("code", "name", "name_en"),
    "units": ("vintage", "level", "code", "name", "name_en", "kind", "district_code", "exact"),
    "vintages": ("vintage", "last_day", "name", "name_en", "source", "licence", "attribution",
                 "redistributable"),
}


def write_codes(folder: Path, session: Session, edition: Edition) -> None:
    """categories, agencies, refusals, units and vintages, each with all codes that the data hold."""
    lists: dict[str, Iterable[Row]] = {
        "categories": _categories(edition),
        "agencies": _agencies(session, edition),
        "refusals": _refusals(session, edition),
        "units": _units(edition),
        "vintages": _vintages(edition),
    }
    for name, rows in lists.items():
        write_table(folder / f"{name}.csv", COLUMNS[name], rows)


def _categories(edition: Edition) -> Iterator[Row]:
    known = edition.showroom.city.categories
    for category in known.values():
        name = _named(edition, category.name)
        yield {"code": category.code, **name, "days": category.days}
    for code in sorted(set(edition.categories) - set(known)):  # of before the pack was changed
        yield {"code": code, "name": code, "name_en": code, "days": None}


def _agencies(session: Session, edition: Edition) -> Iterator[Row]:
    """The pack's own, then those of units and of the past that occur in the reports."""
    known = edition.showroom.city.agencies
    for agency in known.values():
        yield _agency(edition, agency)
    query = select(PublicReport.agency, PublicReport.vintage).distinct()
    pairs = [(agency, vintage or "") for agency, vintage in session.exec(query) if agency is not None]
    # The same code may be another unit's in another vintage: the name that it has now comes first.
    newest = dict(sorted(pairs))
    for code, vintage in newest.items():
        if code not in known:
            found = edition.agency_of(code, vintage)
            yield _agency(edition, found) if found else {"code": code, "name": code, "name_en": code}


def _agency(edition: Edition, agency: Agency) -> Row:
    return {"code": agency.code, **_named(edition, agency.name), "kind": agency.kind}


def _refusals(session: Session, edition: Edition) -> Iterator[Row]:
    known = edition.showroom.city.refusals
    for refusal in known.values():
        yield {"code": refusal.code, **_named(edition, refusal.text)}
    for code in sorted(set(session.exec(select(PublicRefusal.ground))) - set(known)):
        yield {"code": code, "name": code, "name_en": code}


def _units(edition: Edition) -> Iterator[Row]:
    for vintage in reversed(edition.vintages):
        for level in (DISTRICT, WARD):
            for unit in edition.all_units(vintage.id, level):
                told = {name: getattr(unit, name) for name in COLUMNS["units"] if name != "district_code"}
                yield told | {"district_code": unit.parent}


def _vintages(edition: Edition) -> Iterator[Row]:
    for vintage in reversed(edition.vintages):
        title = vintage.title or vintage.id
        told = {name: getattr(vintage, name) for name in COLUMNS["vintages"][4:]}
        names = {"name": title, "name_en": vintage.title_en or title}
        yield {"vintage": vintage.id, "last_day": vintage.valid_to} | names | told


def _named(edition: Edition, words: Any) -> Row:
    return {"name": words.within(edition.showroom.city.languages[0]), "name_en": words.within("en")}
