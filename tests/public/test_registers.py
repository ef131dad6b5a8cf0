"""Pages of agencies, months, refusals, rules and merit: what stands there is what the data say."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from tests.public.filling import RELEASED, fill

from minhbach.config import Settings
from minhbach.public.app import create_public_app
from minhbach.public.counting.releases import date_release
from minhbach.public.models import PublicMerit, PublicRating, PublicRefusal
from minhbach.public.showroom import Showroom

Told = Callable[[str], str]


@pytest.fixture
def told(settings: Settings) -> Told:
    """told(address) is a page's text; 400 reports by two departments, two refusal grounds, three merits."""
    room = fill(Showroom.open(settings), reports=400, on_time=True, agency="so-xay-dung")
    with room.public.writing() as session:
        ground = next(iter(room.city.refusals))
        session.add(PublicRefusal(month="2025-01", ground=ground, reports=7, contested=2))
        session.add(PublicRating(agency="so-xay-dung", year="2025", ratings=20, good=15))
        session.add(PublicMerit(number=1, kind="commendation", who="so-xay-dung", day="2025-05-01",
                                ground="Quyết định 1/QĐ", text="Xử lý nhanh <b>úng ngập</b>"))  # fmt: skip
        session.add(PublicMerit(number=2, kind="citizen", who="Chim sẻ", day="2025", reports=3))
        session.flush()
        date_release(session, RELEASED)
    client: FlaskClient = create_public_app(settings, opened=room).test_client()

    def text(address: str) -> str:
        answer = client.get(address)
        assert answer.status_code == 200, address
        return " ".join(answer.text.split())

    return text


def test_an_agency_says_what_stands_behind_each_figure(told: Told) -> None:
    page = told("/agencies/so-xay-dung/")
    assert "n = " in page
    assert "75% (" in page, "satisfaction with its interval"
    assert "Theo dõi bằng Atom" in page
    assert told("/agencies/so-xay-dung/feed.xml").startswith("<?xml")
    assert "so-xay-dung" in told("/agencies/")
    assert "On time" in told("/en/agencies/")


def test_a_month_adds_up(told: Told) -> None:
    page = told("/months/2025-03/")
    assert "Tháng 03/2025" in page
    assert 'href="/months/2025-02/"' in page
    assert 'href="/months/2025-04/"' in page
    assert told("/months/").count("/months/2025-") >= 5


def test_the_refusal_register_counts_by_ground(told: Told) -> None:
    page = told("/refusals/")
    assert '<td class="n">7</td><td class="n">2</td>' in page


def test_the_rules_are_dated(told: Told) -> None:
    page = told("/rules/")
    assert "04/9/2025" in page
    assert "15 ngày khi nhiều đơn vị" in page
    assert "không lấy từ chính văn bản" in page


def test_merit_is_text_and_only_what_was_made_public(told: Told) -> None:
    page = told("/merit/")
    assert "Xử lý nhanh &lt;b&gt;úng ngập&lt;/b&gt;" in page
    assert "Chim sẻ" in page


@pytest.mark.parametrize(
    "address", ["/agencies/none/", "/agencies/none/feed.xml", "/months/1999-01/", "/months/x/"]
)
def test_what_is_not_there_is_404(settings: Settings, address: str) -> None:
    room = fill(Showroom.open(settings), reports=3)
    assert create_public_app(settings, opened=room).test_client().get(address).status_code == 404
