"""The public pages: find, ask, render. Registered once a language; every route is frozen."""

from collections.abc import Iterable, Mapping, Sequence

from flask import Blueprint, Response, abort, render_template, url_for
from flask_babel import gettext
from markupsafe import Markup

from minhbach.places.units import DISTRICT, WARD, Unit
from minhbach.public.confusion import classifier
from minhbach.public.counting import queries
from minhbach.public.counting.current import current, edition, gallery
from minhbach.public.counting.eras import eras
from minhbach.public.counting.queries import Tally
from minhbach.public.downloads import downloads
from minhbach.public.drawing import series
from minhbach.public.drawing.metrics import REPORTS, metrics
from minhbach.public.drawing.sketch import Dot
from minhbach.public.drawing.spread import time_taken
from minhbach.public.language import language
from minhbach.public.models import PublicPlace, PublicReport
from minhbach.public.risk import benchmark, risk_figures
from minhbach.public.telling import tell
from minhbach.public.wording import counted, unit_name

pages = Blueprint("pages", __name__)
PAGE = 60
"""Reports on one page of the list."""
LATEST = 30
CHARTED = 25
"""Months in the chart: two years and the month that they began with."""


@pages.get("/")
def home() -> str:
    """What came in, what got done, where."""
    shown = edition()
    with current().reading() as session:
        latest = queries.latest_resolved(session, 6)
    units = shown.all_units(shown.in_force.id, WARD)
    charted = series.months(shown, CHARTED)
    return render_template(
        "public/home.html",
        year=shown.figures(f"{shown.day:%Y}" if shown.day else ""),
        month=shown.figures(f"{shown.day:%Y-%m}" if shown.day else ""),
        all=shown.figures(),
        months=charted,
        reform_told=series.reform_told,
        rule_told=series.rule_told,
        chart=series.chart(charted, gettext("Phản ánh tiếp nhận và đã giải quyết theo tháng tiếp nhận")),
        latest=latest,
        vintage=shown.in_force,
        units=units,
        busiest=sorted(units, key=lambda unit: (-shown.tally(unit).reports, unit.code))[:12],
        districts=shown.all_units(shown.with_districts.id, DISTRICT) if shown.with_districts else (),
        **_map(units),
    )


@pages.get("/wards/<vintage>/", defaults={"level": WARD, "metric": REPORTS}, endpoint="wards")
@pages.get("/districts/<vintage>/", defaults={"level": DISTRICT, "metric": REPORTS}, endpoint="districts")
@pages.get("/wards/<vintage>/by/<metric>/", defaults={"level": WARD}, endpoint="wards_by")
@pages.get("/districts/<vintage>/by/<metric>/", defaults={"level": DISTRICT}, endpoint="districts_by")
def units(vintage: str, level: str, metric: str) -> str:
    """All wards or districts of one vintage, the map coloured by one metric."""
    shown = edition()
    found = shown.all_units(vintage, level) if vintage in shown.shown else ()
    known = metrics(shown, level, vintage) if found else {}
    if metric not in known:
        abort(404)
    return render_template(
        "public/units.html",
        level=level,
        vintage=shown.vintage(vintage),
        units=found,
        unplaced=shown.unplaced(vintage),
        metric=metric,
        metrics=known,
        **_map(found, metric),
    )


@pages.get("/vintages/")
def vintages() -> str:
    """Every generation of boundaries: when it held, what it holds, where it comes from."""
    return render_template("public/vintages.html", eras=eras(edition()))


@pages.get("/wards/<vintage>/<key>/")
def ward(vintage: str, key: str) -> str:
    """One ward of one vintage."""
    found = unit_or_404(vintage, WARD, key)
    with current().reading() as session:
        latest = queries.latest_resolved_in(session, LATEST, (vintage, WARD, found.code))
    return render_template(
        "public/ward.html",
        unit=found,
        parent=edition().unit(vintage, found.parent, DISTRICT),
        sketch=sketch_of_unit(found),
        latest=latest,
        **_tallies(found),
    )


@pages.get("/districts/<vintage>/<key>/")
def district(vintage: str, key: str) -> str:
    """One district of one vintage, with its wards."""
    found = unit_or_404(vintage, DISTRICT, key)
    with current().reading() as session:
        latest = queries.latest_resolved_in(session, LATEST, (vintage, DISTRICT, found.code))
    wards = [unit for unit in edition().all_units(vintage, WARD) if unit.parent == found.code]
    name = unit_name(found, language())
    title = gettext("Bản đồ số phản ánh theo phường, xã của %(district)s", district=name)
    return render_template(
        "public/district.html",
        unit=found,
        units=wards,
        latest=latest,
        mosaic=gallery().mosaic(wards, title, language()) if wards else "",
        floors=gallery().floors(wards),
        **_tallies(found),
    )


@pages.get("/categories/")
def categories() -> str:
    """All categories with their figures."""
    shown = edition()
    every = dict.fromkeys([*shown.showroom.city.categories, *shown.categories])
    tallies = {code: shown.categories.get(code, Tally()) for code in every}
    return render_template("public/categories.html", ranked=ranked(tallies), most=_most(tallies.values()))


@pages.get("/categories/<code>/")
def category(code: str) -> str:
    """One category: its figures and its latest resolved reports."""
    known = edition().showroom.city.categories.get(code) or abort(404)
    with current().reading() as session:
        latest = queries.latest_resolved(session, LATEST, category=code)
    tally = edition().categories.get(code, Tally())
    return render_template(
        "public/category.html", category=known, tally=tally, latest=latest, taken=time_taken([tally])
    )


@pages.get("/reports/", defaults={"number": 1})
@pages.get("/reports/page-<int:number>/")
def reports(number: int) -> str:
    """All resolved reports, newest first, a page at a time."""
    resolved = sum(tally.resolved for tally in edition().categories.values())
    last = max(1, -(-resolved // PAGE))
    if not 1 <= number <= last:
        abort(404)
    with current().reading() as session:
        found = queries.latest_resolved(session, PAGE, skip=(number - 1) * PAGE)
    return render_template("public/reports.html", reports=found, number=number, last=last, resolved=resolved)


@pages.get("/reports/<public_id>/")
def report(public_id: str) -> str:
    """One resolved report."""
    with current().reading() as session:
        found = session.get(PublicReport, public_id)
        if found is None or found.status != queries.RESOLVED:
            abort(404)
        places = queries.places_of(session, public_id)
        told = tell(session, found, edition(), language())
    ward_then = edition().unit(found.vintage or "", found.ward_code)
    return render_template(
        "public/report.html",
        report=found,
        told=told,
        ward=ward_then,
        district=edition().unit(found.vintage or "", found.district_code, DISTRICT),
        places=[_units_at(place) for place in places],
        sketch=_sketch_of(found, ward_then),
    )


@pages.get("/data/")
def data() -> str:
    """Open data: the files, what is in them, and how to cite them."""
    return render_template("public/data.html", files=downloads())


@pages.get("/about/")
def about() -> str:
    """What is shown, what is not, and why."""
    return render_template("public/about.html")


@pages.get("/protect/")
def protect() -> str:
    """How people are hidden, and what the gate measured in this release."""
    release = edition().release
    with current().reading() as session:
        figures = risk_figures(session, release.id) if release else []
        adviser = classifier(session)
    tests = benchmark(edition().showroom.settings.data)
    return render_template("public/protect.html", figures=figures, tests=tests, adviser=adviser)


@pages.get("/maps/<name>.js")
def map_script(name: str) -> Response:
    """The script of one map, in a file of its own so that no page needs inline script."""
    drawn = gallery().map(name, language()) or abort(404)
    return Response(drawn.script, mimetype="text/javascript")


def _map(units: Sequence[Unit], metric: str = REPORTS) -> dict[str, object]:
    name = f"{units[0].level}s-{units[0].vintage}-{metric}"
    drawn = gallery().map(name, language())
    return {
        "map_html": drawn.html if drawn else "",
        "map_src": url_for(".map_script", name=name),
        "floors": gallery().floors(units, metric),
    }


def sketch_of_unit(unit: Unit) -> Markup:
    """Where a unit lies, with every published point in it."""
    with current().reading() as session:
        points = queries.points_in(session, (unit.vintage, unit.level, unit.code))
    dots = [Dot(lat, lon, done, n) for lat, lon, done, n in points]
    label = f"{unit_name(unit, language())}: {counted(edition().tally(unit))}"
    return gallery().sketch(unit, dots, label, language())


def unit_or_404(vintage: str, level: str, key: str) -> Unit:
    """The unit that stands in an address by this key."""
    return edition().by_key(vintage, level).get(key) or abort(404)


def _tallies(unit: Unit) -> dict[str, object]:
    by_category = edition().units.by_category(unit.vintage, unit.level, unit.code)
    shown, lineage = edition(), edition().lineage
    return {
        "vintage": shown.vintage(unit.vintage),
        "then": shown.units.then[unit.vintage, unit.level, unit.code],
        "ended": lineage.ended(unit),
        "today": lineage.today(unit),
        "became": lineage.became(unit),
        "made_from": lineage.made_from(unit),
        "ground_of": lineage.ground_of(unit),
        "tally": edition().tally(unit),
        "by_category": ranked(by_category),
        "most": _most(by_category.values()),
    }


def ranked(tallies: Mapping[str, Tally]) -> list[tuple[str, Tally]]:
    """Tallies by how many reports they count, most first."""
    return sorted(tallies.items(), key=lambda item: (-item[1].reports, item[0]))


def _most(tallies: Iterable[Tally]) -> int:
    return max((tally.reports for tally in tallies), default=0)


def _units_at(place: PublicPlace) -> tuple[Unit | None, Unit | None]:
    shown = edition()
    return (
        shown.unit(place.vintage, place.ward_code),
        shown.unit(place.vintage, place.district_code, DISTRICT),
    )


def _sketch_of(found: PublicReport, ward: Unit | None) -> object:
    if ward is None or found.lat is None or found.lon is None:
        return None
    shown = [] if found.location_method == "ward" else [
        Dot(found.lat, found.lon, True, uncertainty_m=found.location_uncertainty_m)
    ]  # fmt: skip
    title = gettext("Vị trí trong %(ward)s", ward=unit_name(ward, language()))
    return gallery().sketch(ward, shown, title, language())
