"""The gate: a release that singles somebody out, or carries personal data, does not go out."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import orjson
import pytest
from PIL import Image
from sqlmodel import select

from minhbach.databases import Database
from minhbach.errors import UnsafeState
from minhbach.privacy.disclosure.crowd import Standing
from minhbach.privacy.disclosure.earlier import Earlier, earlier_releases
from minhbach.privacy.disclosure.gate import approve, assess, guard
from minhbach.privacy.door import open_door
from minhbach.public.models import PublicEvent, PublicPlace, PublicRelease, PublicReport, PublicRisk
from minhbach.records.office import Office
from minhbach.records.work import Actor, Step, act

NOON_DAY = date(2025, 3, 5)
Plant = Callable[..., str]


@pytest.fixture
def ward(office: Office) -> tuple[str, str, str]:
    """Vintage, ward and district of a ward in force on the day of the reports."""
    vintage = office.atlas.in_force(NOON_DAY).id
    unit = office.atlas.wards(vintage)[0]
    return vintage, unit.code, unit.parent or ""


@pytest.fixture
def plant(public: Database, ward: tuple[str, str, str]) -> Plant:
    """plant(**changes) writes a row about a home straight into public.db, past the door."""
    made = []

    def write(
        places: tuple[tuple[str, str], ...] = (), steps: tuple[str, ...] = (), **changes: object
    ) -> str:
        name = f"planted{len(made)}"
        made.append(name)
        values: dict[str, object] = {
            "public_id": name, "status": "assigned", "category": "tieng-on", "text": "Ồn ào ban đêm.",
            "received": NOON_DAY, "date_precision": "day", "location_method": "none", "channel": "web",
            "vintage": ward[0], "ward_code": ward[1], "district_code": ward[2],
        }  # fmt: skip
        with public.writing() as session:
            session.add(PublicReport(**values | changes))  # type: ignore[arg-type]
            session.flush()
            session.add_all(PublicPlace(public_id=name, vintage=v, ward_code=w) for v, w in places)
            session.add_all(PublicEvent(public_id=name, number=number, kind=kind, day=date(2025, 1, 1))
                            for number, kind in enumerate(steps, 1))  # fmt: skip
        return name

    return write


def rules(office: Office, public: Database, *earlier: Earlier) -> dict[str, tuple[str, ...]]:
    """The public ids that each broken rule names."""
    found: dict[str, tuple[str, ...]] = {}
    with public.reading() as session:
        for finding in assess(session, office.city, earlier).findings:
            found[finding.rule] = found.get(finding.rule, ()) + finding.public_ids
    return found


def test_what_came_through_the_door_is_safe(office, public, make_report) -> None:
    for category in ("giao-thong", *["tieng-on"] * 4, *["y-te"] * 5, "khac"):
        report = make_report()
        step = Step("accept", Actor("lan", "operator"), office.now(),
                    given={"category": category, "agency": "so-xay-dung"})  # fmt: skip
        with office.private.writing() as session:
            act(session, report.id or 0, step)
    open_door(office, public)
    assert rules(office, public) == {}


def test_a_planted_unique_cell_is_refused_by_rule_and_id(office, public, plant, tmp_path) -> None:
    name = plant()
    release = PublicRelease(id="2025-03-05", day=NOON_DAY, number=1, digest="0")
    with pytest.raises(UnsafeState, match=rf"nothing was published: rule small-group: .*{name}"):
        guard(public, office.city, tmp_path, release)
    with public.reading() as session:
        assert session.exec(select(PublicRisk)).all() == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        pytest.param({}, {}, id="three of a kind"),
        pytest.param({"category": "y-te", "date_precision": "month", "received": NOON_DAY.replace(day=1)},
                     {"small-group"}, id="three sensitive ones are too few"),
        pytest.param({"category": "y-te"}, {"small-group", "too-exact"}, id="the day of a sensitive matter"),
        pytest.param({"date_precision": "quarter"}, {"too-exact"}, id="a day beside a quarter"),
        pytest.param({"date_precision": "year", "received": date(2025, 1, 1), "resolved": date(2025, 3, 9)},
                     {"too-exact"}, id="the day it was resolved"),
        pytest.param({"date_precision": "year", "received": date(2025, 1, 1), "location_method": "cell-10"},
                     {"too-exact"}, id="a cell beside a whole ward's year"),
        pytest.param({"vintage": None, "ward_code": None, "district_code": None, "lat": 10.77, "lon": 106.7},
                     {"too-exact"}, id="a point without a ward"),
        pytest.param({"ward_code": None, "agency": "of-one-ward"}, {"too-exact"}, id="an agency of a ward"),
        pytest.param({"date_precision": "year", "received": date(2025, 1, 1), "vintage": None,
                      "ward_code": None, "district_code": None}, {}, id="a year and no place"),
        pytest.param({"category": "giao-thong"}, {}, id="a public space"),
        pytest.param({"reports": 2}, {"too-exact"}, id="two neighbours of one home"),
        pytest.param({"reports": 4}, {"too-exact"}, id="one who joined a crowd"),
        pytest.param({"reports": 6}, {}, id="two crowds"),
        pytest.param({"category": "giao-thong", "reports": 2}, {}, id="two who saw one hole"),
        pytest.param({"date_precision": "year", "received": date(2025, 1, 1), "due": date(2025, 3, 15)},
                     {"too-exact"}, id="the day it was due"),
        pytest.param({"date_precision": "year", "received": date(2025, 1, 1), "on_time": False},
                     {"too-exact"}, id="called late before it is answered"),
        pytest.param({"date_precision": "year", "received": date(2025, 1, 1),
                      "steps": ("received", "assigned")},
                     {"too-exact"}, id="a step that follows within minutes"),
        pytest.param({"date_precision": "year", "received": date(2025, 1, 1), "steps": ("received",)},
                     {}, id="only that it was received"),
    ],
)  # fmt: skip
def test_three_planted_rows(office, public, plant, changes: dict[str, object], rule: set[str]) -> None:
    for _ in range(3):
        plant(**changes)
    assert set(rules(office, public)) == set(rule)


def test_wards_of_two_vintages_do_not_narrow_a_report_down(office, public, plant) -> None:
    for _ in range(3):
        plant((("2099-01-01", "a"),), location_method="ward")
    assert rules(office, public) == {}
    for _ in range(2):
        plant((("2099-01-01", "b"),), location_method="ward")
    assert rules(office, public) == {"vintage-overlap": ("planted3", "planted4")}


def test_two_releases_in_two_vintages_do_not_either(office, public, plant) -> None:
    names = [plant() for _ in range(3)]
    other = Standing("day", NOON_DAY, "1999-01-01", "9", None)
    before = Earlier("2025-03-01", {names[0]: ("tieng-on", other)})
    assert rules(office, public, before) == {"vintage-recount": (names[0],)}
    everyone = Earlier("2025-03-01", dict.fromkeys(names, ("tieng-on", other)))
    assert rules(office, public, everyone) == {}


def test_the_report_says_what_comparing_two_releases_tells(office, public, plant, ward) -> None:
    names = [plant() for _ in range(4)]
    finest, year = Standing("day", NOON_DAY, *ward), Standing("year", date(2025, 1, 1), None, None, None)
    before = Earlier("2025-03-01", dict.fromkeys(names[:3], ("tieng-on", finest)))
    with public.reading() as session:
        figures = assess(session, office.city, (before,)).figures
    assert (figures["compared_with"], figures["cells_changed_by_few"]) == ("2025-03-01", 1)
    coarser = Earlier("2025-03-01", dict.fromkeys(names[:3], ("tieng-on", year)))
    with public.reading() as session:
        assert assess(session, office.city, (coarser,)).figures["told_finer"] == 3


def test_figures_are_kept_once(office, public, plant, tmp_path) -> None:
    for _ in range(3):
        plant()
    release = PublicRelease(id="2025-03-05", day=NOON_DAY, number=1, digest="0")
    guard(public, office.city, tmp_path, release)
    plant()
    guard(public, office.city, tmp_path, release)
    with public.reading() as session:
        kept = {row.key: row.value for row in session.exec(select(PublicRisk))}
    assert (kept["crowded"], kept["smallest"], kept["k_home"]) == ("3", "3", "3")


def test_an_earlier_release_that_cannot_be_read_stops_the_next(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "2025-03-01"
    folder.mkdir(parents=True)
    (folder / "reports.csv").write_text("public_id,category\nabc,tieng-on\n")
    with pytest.raises(UnsafeState, match="cannot be read"):
        earlier_releases(tmp_path, "2025-03-05")


def test_the_newest_earlier_releases_are_compared(tmp_path: Path) -> None:
    head = "public_id,category,received,date_precision,vintage,ward_code,district_code\n"
    for name in ("2025-03-01", "2025-03-01.2", "2025-03-01.10", "2025-03-02", "latest"):
        (tmp_path / "data" / name).mkdir(parents=True)
        line = "abc,tieng-on,2025-03-01,month,2025-01-01,9,\n"
        (tmp_path / "data" / name / "reports.csv").write_text(head + line)
    found = earlier_releases(tmp_path, "2025-03-02")
    assert [one.release for one in found] == ["2025-03-01", "2025-03-01.2", "2025-03-01.10"]
    assert found[0].standings["abc"][1] == Standing("month", date(2025, 3, 1), "2025-01-01", "9", None)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A finished site with nothing wrong in it, and an older release that went out before."""
    data = tmp_path / "site" / "data"
    for name in ("2025-03-01", "2025-03-02"):
        (data / name).mkdir(parents=True)
        (data / name / "reports.csv").write_text(
            "public_id,text\r\nabc,Gọi 1022 trước 17:00 ngày 05.03.2025\r\n"
        )
    index = {"latest": "2025-03-02", "releases": [{"id": "2025-03-01"}, {"id": "2025-03-02"}]}
    (data / "index.json").write_bytes(orjson.dumps(index))
    (tmp_path / "site" / "index.html").write_text(
        "<p>Đường dây nóng 1022, 113, 19001234; 10.7769, 106.7009</p>"
    )
    return tmp_path / "site"


def photo_with_words() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "taken by Canary"
    held = io.BytesIO()
    Image.new("RGB", (8, 8)).save(held, "JPEG", exif=exif)
    return held.getvalue()


def test_a_clean_site_is_approved(site: Path) -> None:
    approve(site)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        pytest.param("reports/x/index.html", "<p>Gọi 0900 000 001</p>".encode(), "phone", id="a page"),
        pytest.param("data/2025-03-02/reports.geojson", b'{"text":"0900000001"}', "phone", id="open data"),
        pytest.param("maps/0900000001.js", b"", "file's name", id="a file's name"),
        pytest.param("photos/a.jpg", photo_with_words(), "photo metadata", id="a photo's EXIF"),
        pytest.param("maps/a.js", b"var t='canary@example.org'", "email", id="a script"),
    ],
)  # fmt: skip
def test_planted_personal_data_is_refused_and_not_repeated(
    site: Path, name: str, content: bytes, said: str
) -> None:
    path = site / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    with pytest.raises(UnsafeState, match="nothing was published: rule residue") as refused:
        approve(site)
    assert said in str(refused.value)
    assert "canary@" not in str(refused.value)


def test_a_release_that_went_out_before_is_not_looked_through_again(site: Path) -> None:
    (site / "data" / "2025-03-01" / "reports.csv").write_text("0900 000 001")
    approve(site)
