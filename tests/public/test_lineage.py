"""What became of a unit, as its page says it: shares, links both ways, and the break in a series."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from tests.public.conftest import FillPublic
from tests.public.filling import fill
from tests.stores import Store

from minhbach.config import Settings
from minhbach.places.units import DISTRICT, WARD
from minhbach.public.app import create_public_app
from minhbach.public.counting.current import Current
from minhbach.public.counting.releases import date_release
from minhbach.public.drawing import charts
from minhbach.public.drawing.charts import Bar, Break
from minhbach.public.models import PublicTotal
from minhbach.public.showroom import Showroom

QUAN_1 = "/districts/2025-01-01/760-quan-1/"
HEIRS = {
    "/wards/2025-07-01/26740-phuong-sai-gon/", "/wards/2025-07-01/26743-phuong-ben-thanh/",
    "/wards/2025-07-01/26758-phuong-cau-ong-lanh/", "/wards/2025-07-01/26737-phuong-tan-dinh/",
}  # fmt: skip
AFTER = date(2025, 9, 30)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, boundaries: Path, store: Store) -> Iterator[Showroom]:
    """600 reports from before the reform, shown after it; no test changes them."""
    home = tmp_path_factory.mktemp("home")
    (home / "boundaries").symlink_to(boundaries)
    settings = Settings.from_environment({"MINHBACH_HOME": str(home)} | store.fill(home))
    showroom = fill(Showroom.open(settings), reports=600, day=AFTER)
    yield showroom
    showroom.public.engine.dispose()


@pytest.fixture(scope="module")
def reader(room: Showroom) -> FlaskClient:
    return create_public_app(room.settings, opened=room).test_client()


def section(page: str, name: str) -> str:
    """The part of a page under the heading with that id."""
    return page.partition(f'id="{name}"')[2].partition("</section>")[0]


def test_an_abolished_district_says_what_it_became(reader: FlaskClient) -> None:
    page = reader.get(QUAN_1).text
    assert "không còn như ở trang này từ ngày 01/07/2025" in page
    told = section(page, "lineage")
    assert {link for link in HEIRS if link in told} == HEIRS
    assert "39,4%" in told
    notice = page.partition('class="panel warn"')[2].partition("</div>")[0]
    assert {link for link in HEIRS if link in notice} == HEIRS


@pytest.mark.parametrize("heir", sorted(HEIRS))
def test_its_successors_lead_back(reader: FlaskClient, heir: str) -> None:
    told = section(reader.get(heir).text, "lineage")
    assert QUAN_1 in told
    assert "/wards/2025-01-01/" in told


@pytest.mark.parametrize(
    ("path", "says"),
    [("/wards/2025-01-01/26737-phuong-da-kao/", "62,8%"),
     ("/districts/2019-01-01/769-quan-2/", "/districts/2021-01-01/769-thanh-pho-thu-duc/"),
     ("/wards/2019-01-01/26740-phuong-ben-nghe/", "/wards/2021-01-01/26740-phuong-ben-nghe/")],
    ids=["a split ward gives shares", "a merged district", "a vintage without any report"],
)  # fmt: skip
def test_every_vintage_has_pages(reader: FlaskClient, path: str, says: str) -> None:
    answer = reader.get(path)
    assert answer.status_code == 200
    assert says in section(answer.text, "lineage")


def test_what_a_reform_left_alone_is_not_called_gone(room: Showroom, reader: FlaskClient) -> None:
    edition, _ = Current(room).now()
    lineage = edition.lineage
    still = next(u for u in edition.all_units("2019-01-01", WARD) if lineage.ended(u) is None)
    page = reader.get(f"/wards/2019-01-01/{still.code}-{still.slug}/").text
    assert "vẫn như cũ" in page
    assert "không còn như ở trang này" not in page
    assert [unit.vintage for unit in lineage.today(still)] == ["2025-07-01"]


def test_report_shares_are_those_of_the_published_points(room: Showroom) -> None:
    edition, _ = Current(room).now()
    checked = 0
    for level in (WARD, DISTRICT):
        for unit in edition.all_units("2025-01-01", level):
            ties = edition.lineage.became(unit)
            shares = [tie.report_share for tie in ties if tie.report_share is not None]
            assert not shares or sum(shares) == pytest.approx(1)
            assert sum(tie.reports for tie in ties) <= edition.tally(unit).reports
            checked += len(shares)
    assert checked > 250


def test_reports_told_by_their_ward_alone_do_not_say_where_it_went(fill_public: FillPublic) -> None:
    edition, _ = Current(fill_public(reports=80, location_method="ward")).now()
    assert sum(edition.carried.values()) == 0


def test_counted_then_and_counted_again(room: Showroom, reader: FlaskClient) -> None:
    edition, _ = Current(room).now()
    ward = max(edition.all_units("2025-01-01", WARD), key=lambda u: edition.tally(u).reports)
    then = edition.units.then[ward.vintage, WARD, ward.code]
    assert 0 < then <= edition.tally(ward).reports
    page = reader.get(f"/wards/2025-01-01/{ward.code}-{ward.slug}/").text
    assert "Đếm theo kỳ địa giới từ 01/01/2025" in page
    assert f"{then} phản ánh được tiếp nhận khi kỳ này có hiệu lực" in page
    later = [edition.units.then["2025-07-01", WARD, u.code] for u in edition.all_units("2025-07-01", WARD)]
    assert sum(later) == 0
    assert sum(edition.tally(u).reports for u in edition.all_units("2025-07-01", WARD)) == 600


def test_the_page_of_vintages_explains_each(room: Showroom, reader: FlaskClient) -> None:
    page = reader.get("/vintages/").text
    for vintage in room.atlas.vintages:
        assert f'href="/wards/{vintage.id}/"' in page
        assert vintage.attribution in page
        assert vintage.licence in page
    assert "92 chính xác, 76 gần đúng" in page
    assert "22 quận, huyện không còn" in page


def test_a_series_that_crosses_a_reform_is_broken(reader: FlaskClient) -> None:
    page = reader.get("/").text
    assert page.count('<path class="break"') == 1
    assert "Địa giới mới từ 01/01/2025" in page.partition('<svg class="bars"')[2].partition("</svg>")[0]
    table = page.partition('class="chart"')[2].partition("</table>")[0]
    assert table.index("12/24</th>") < table.index('<tr class="break">') < table.index("01/25</th>")


@pytest.mark.parametrize(
    ("at", "x", "before"), [(0.5, 97, False), (3.5, 415, True), (6, 680, True)], ids=["left", "half", "end"]
)  # fmt: skip
def test_a_break_stands_where_it_happened(at: float, x: float, before: bool) -> None:
    drawn = charts.bars([Bar(str(n), 5, 2, "") for n in range(6)], "", [Break(at, "<new>")])
    assert f'<path class="break" d="M{x}.0 0V' in drawn
    assert ("said before" in drawn) == before
    assert "&lt;new&gt;" in drawn


def test_a_new_rule_breaks_the_series_too(fill_public: FillPublic) -> None:
    room = fill_public(reports=40)
    with room.public.writing() as session:
        session.add(PublicTotal(month="2025-09", received=1, published=0, refused=1, waiting=0, withheld=0))
        date_release(session, date(2025, 9, 30))
    page = create_public_app(room.settings, opened=room).test_client().get("/").text
    assert page.count("Quy chế mới từ 04/09/2025") == 2, "in the chart and in its table"
