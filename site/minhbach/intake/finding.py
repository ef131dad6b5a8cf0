"""Find a place by its name in the form: with htmx as it is typed, without JavaScript by a button of the form.

What people look for travels in the body of a request, never in an address: it may be their home.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import Blueprint, current_app, g, render_template, request

from minhbach.intake.form import Filled, fill
from minhbach.places.gazetteer import Gazetteer, Hit
from minhbach.places.map_link import find_link, is_short_link
from minhbach.places.units import DISTRICT, WARD
from minhbach.records.office import Office, office

MOST_HITS = 12
Page = Callable[[Filled, str, "Finding"], str]
"""Shows the form as filled, the ward (its code) that its picture shows, and what was found."""


@dataclass(frozen=True)
class Choice:
    """What choosing a hit does: show a ward, or pin a point."""

    name: str
    area: str
    """The code of a ward in force today, or ""."""
    point: str
    """ "lat, lon", or "" where a unit is too large to be a pin."""

    @property
    def value(self) -> str:
        """As a button of the form sends it."""
        return f"{self.area}|{self.point}"


@dataclass(frozen=True)
class Found:
    """A hit in the reader's language, with what can be chosen."""

    hit: Hit
    label: str
    choices: tuple[Choice, ...]
    """None for a place outside the city."""


@dataclass(frozen=True)
class Finding:
    """An answered search."""

    asked: str
    found: tuple[Found, ...]
    short_link: bool
    """Whether a link was pasted that must be opened before it can be read."""


def add_finding(blueprint: Blueprint, page: Page) -> None:
    """Register POST /report/find: hits for htmx, the whole form (by `page`) without it."""

    @blueprint.post("/report/find")
    def find() -> str:
        """What is meant by the text in the field `q`, or the hit that was chosen."""
        finding = find_places(office(), request.form.get("q", ""), g.language)
        if request.headers.get("HX-Request") == "true":
            return render_template("report/_finding_results.html", finding=finding)
        filled, area = _chosen(fill(request.form), request.form.get("chosen", ""))
        return page(filled, area or request.form.get("area", ""), finding)


def find_places(office: Office, asked: str, language: str) -> Finding:
    """Search the places of the office's city as of today."""
    link = find_link(asked)
    hits = gazetteer(office).search(asked, MOST_HITS)
    found = tuple(_found(office, hit, language) for hit in hits)
    return Finding(asked[:300], found, bool(link and not hits and is_short_link(link)))


def gazetteer(office: Office) -> Gazetteer:
    """The running app's gazetteer, made when first asked and again when new boundaries come into force."""
    vintage = office.atlas.in_force(office.today()).id
    kept: dict[str, Gazetteer] = current_app.extensions.setdefault("minhbach.gazetteer", {})
    if vintage not in kept:
        made = Gazetteer.open(
            office.atlas, office.city, office.today(), office.settings.data, office.settings.geo
        )
        kept.clear()
        kept[vintage] = made
    return kept[vintage]


def _found(office: Office, hit: Hit, language: str) -> Found:
    native = language == office.city.languages[0]
    return Found(hit, hit.label if native else hit.label_en, tuple(_choices(office, hit, native)))


def _choices(office: Office, hit: Hit, native: bool) -> list[Choice]:
    """A point is pinned; a unit shows the wards in force on its land, for it is too large to be a pin."""
    now = office.atlas.in_force(office.today()).id
    if hit.kind == DISTRICT:
        if hit.until is None:
            wards = [ward for ward in office.atlas.wards(now) if ward.parent == hit.code]
            return [Choice(ward.name if native else ward.name_en, ward.code, "") for ward in wards]
        heirs = [heir for heir in hit.became if office.atlas.unit(now, heir.code, WARD)]
        if heirs and not office.atlas.districts(now):
            return [Choice(heir.name if native else heir.name_en, heir.code, "") for heir in heirs]
    place = next(place for place in office.atlas.locate(hit.lat, hit.lon) if place.vintage == now)
    ward = office.atlas.unit(now, place.ward_code) if place.ward_code else None
    if ward is None:
        return []
    point = "" if hit.kind in (WARD, DISTRICT) else f"{hit.lat:.6f}, {hit.lon:.6f}"
    return [Choice(ward.name if native else ward.name_en, ward.code, point)]


def _chosen(filled: Filled, value: str) -> tuple[Filled, str]:
    """The form with the chosen point in it, and the chosen ward."""
    area, _, point = value[:80].partition("|")
    return (replace(filled, point=point) if point else filled), area
