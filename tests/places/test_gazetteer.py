"""Finding a place by what people type, through the default pack's real units."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minhbach.city import City
from minhbach.config import DEFAULT_PACK
from minhbach.errors import BadInput
from minhbach.places.abbreviations import SearchWords
from minhbach.places.atlas import Atlas
from minhbach.places.gazetteer import Gazetteer, Hit
from minhbach.places.gazetteer_entries import read_spots
from minhbach.places.gazetteer_names import one_slip

BEFORE, SINCE = date(2025, 3, 1), date(2026, 3, 1)
Find = Callable[..., list[Hit]]


@pytest.fixture(scope="module")
def find(boundaries: Path) -> Find:
    """find(text, day) searches the default pack's places."""
    data, geo = DEFAULT_PACK / "data", DEFAULT_PACK / "geo"
    atlas, city = Atlas.load(boundaries), City.load(data)
    made = {day: Gazetteer.open(atlas, city, day, data, geo) for day in (BEFORE, SINCE)}
    return lambda text, day=SINCE, limit=20: made[day].search(text, limit)


FIRST = [
    ("Q1", "Quận 1"),
    ("q.1", "Quận 1"),
    ("Quận 01", "Quận 1"),
    ("District 1", "Quận 1"),
    ("quan go vap", "Quận Gò Vấp"),
    ("QUẬN GÒ VẤP", "Quận Gò Vấp"),
    ("govap", "Quận Gò Vấp"),
    ("gò vắp", "Quận Gò Vấp"),
    ("gv", "Quận Gò Vấp"),
    ("P. Bến Nghé", "Phường Bến Nghé, Quận 1"),
    ("p.ben nghe", "Phường Bến Nghé, Quận 1"),
    ("ben ngeh", "Phường Bến Nghé, Quận 1"),
    ("Ben Nghe Ward", "Phường Bến Nghé, Quận 1"),
    ("Be\u0302\u0301n Nghe\u0301", "Phường Bến Nghé, Quận 1"),
    ("TP Thủ Đức", "Thành phố Thủ Đức"),
    ("thu duc", "Thành phố Thủ Đức"),
    ("P1 Q5", "Phường 1, Quận 5"),
    ("Phường 01, Quận 5", "Phường 1, Quận 5"),
    ("phuong 12 go vap", "Phường 12, Quận Gò Vấp"),
    ("hiep thanh q12", "Phường Hiệp Thành, Quận 12"),
    ("Hoà Thạnh", "Phường Hòa Thạnh, Quận Tân Phú"),
    ("Hòa Thạnh", "Phường Hòa Thạnh, Quận Tân Phú"),
    ("45 Nguyễn Huệ, P. Bến Nghé, Q1, TP.HCM", "Phường Bến Nghé, Quận 1"),
    ("số 45 đường Nguyễn Huệ, ở Bến Nghé", "Phường Bến Nghé, Quận 1"),
    ("dakao", "Phường Đa Kao, Quận 1"),
    ("tt hoc mon", "Thị trấn Hóc Môn, Huyện Hóc Môn"),
    ("cho ben thanh", "Chợ Bến Thành, Phường Bến Thành, Quận 1"),
]


@pytest.mark.parametrize(("typed", "first"), FIRST, ids=[typed for typed, _ in FIRST])
def test_the_likeliest_place_comes_first(find: Find, typed: str, first: str) -> None:
    assert find(typed, BEFORE)[0].label == first


def test_an_ambiguous_name_gives_every_unit_with_its_district(find: Find) -> None:
    hits = find("Phường 1", BEFORE)
    assert len(hits) > 5
    assert {hit.label.split(",")[0] for hit in hits} == {"Phường 1"}
    assert len({hit.label for hit in hits}) == len({(hit.vintage, hit.code) for hit in hits}) == len(hits)


def test_a_district_is_not_taken_for_a_ward_of_that_number(find: Find) -> None:
    assert [hit.label for hit in find("Q1", BEFORE)] == ["Quận 1"]


def test_a_unit_that_is_no_more_says_what_it_became(find: Find) -> None:
    (ward,) = find("Bến Nghé, Quận 1")
    assert (ward.vintage, ward.code, ward.until) == ("2025-01-01", "26740", date(2025, 6, 30))
    assert [heir.name for heir in ward.became] == ["Phường Sài Gòn"]
    district = find("Quận 1")[0]
    assert {"Phường Sài Gòn", "Phường Bến Thành", "Phường Tân Định"} <= {
        heir.name for heir in district.became
    }
    assert sum(heir.share for heir in district.became) == pytest.approx(1, abs=0.06)


def test_districts_merged_earlier_are_found_too(find: Find) -> None:
    hit = find("quận 9", BEFORE)[0]
    assert (hit.label, hit.vintage, hit.until) == ("Quận 9", "2019-01-01", date(2020, 12, 31))
    assert [heir.name for heir in hit.became] == ["Thành phố Thủ Đức"]


def test_what_exists_now_comes_before_what_was(find: Find) -> None:
    hits = find("Tân Định")
    assert [hit.label for hit in hits if hit.kind == "ward"] == ["Phường Tân Định", "Phường Tân Định, Quận 1"]
    assert hits[0].until is None


def test_a_later_vintage_is_not_known_before_its_day(find: Find) -> None:
    assert {hit.vintage for hit in find("Vũng Tàu", BEFORE)} == set()
    assert find("Vũng Tàu")[0].label == "Phường Vũng Tàu"


@pytest.mark.parametrize(
    "pasted",
    [
        "10.7769, 106.7009",
        "106.7009 10.7769",
        "10°46'36.8\"N 106°42'03.2\"E",
        "10°46'36,8\"B 106°42'3,2\"Đ",
        "QPG2+Q9",
        "https://www.openstreetmap.org/#map=17/10.7769/106.7009",
    ],
)
def test_a_pasted_point_names_its_ward(find: Find, pasted: str) -> None:
    (hit,) = find(pasted)
    assert (hit.kind, hit.code) == ("point", "26740")
    assert (hit.lat, hit.lon) == pytest.approx((10.7769, 106.7009), abs=2e-4)


def test_a_pasted_point_outside_the_city_has_no_ward(find: Find) -> None:
    (hit,) = find("21.0285, 105.8542")
    assert (hit.code, hit.kind) == (None, "point")


@pytest.mark.parametrize(
    "typed", ["", "   ", "zzzzqqq", "?!", "đi đâu", "TP.HCM", "https://maps.app.goo.gl/abc"]
)
def test_what_names_no_place_finds_none(find: Find, typed: str) -> None:
    assert find(typed) == []


def test_every_unit_is_found_by_its_own_label(find: Find, boundaries: Path) -> None:
    atlas = Atlas.load(boundaries)
    for ward in atlas.wards("2025-01-01"):
        district = atlas.unit("2025-01-01", ward.parent or "", "district")
        hits = find(f"{ward.name}, {district.name if district else ''}", BEFORE)
        assert (hits[0].vintage, hits[0].code) == ("2025-01-01", ward.code), ward.name
    for ward in atlas.wards("2025-07-01"):
        named = [other.code for other in atlas.wards("2025-07-01") if other.name == ward.name]
        assert {hit.code for hit in find(ward.name)[: len(named)]} == set(named), ward.name


@settings(max_examples=50, deadline=None)
@given(text=st.text(max_size=80))
def test_any_text_is_searched_without_harm(find: Find, text: str) -> None:
    assert len(find(text, limit=3)) <= 3


def test_a_search_is_quick(find: Find) -> None:
    typed = [text for text, _ in FIRST]
    begun = perf_counter()
    for text in typed:
        find(text)
    assert (perf_counter() - begun) / len(typed) < 0.02


def test_landmarks_lie_in_the_city(find: Find) -> None:
    for spot in read_spots(DEFAULT_PACK / "geo"):
        hit = find(spot.name)[0]
        assert (hit.kind, hit.lat, hit.lon) == ("landmark", spot.lat, spot.lon)
        assert hit.code is not None, spot.name


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name,lat\n", "no column lon"),
        ("name,lat,lon\nX,north,1\n", "line 2"),
        ("name,lat,lon\n,1,1\n", "line 2"),
    ],
    ids=["column", "number", "name"],
)
def test_a_mistake_in_streets_is_told_by_line(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "streets.csv").write_text(text)
    with pytest.raises(BadInput, match=told):
        read_spots(tmp_path)


def test_a_mistake_in_search_words_is_told(tmp_path: Path) -> None:
    (tmp_path / "search.toml").write_text("short = 3")
    with pytest.raises(BadInput, match=r"search.toml"):
        SearchWords.load(tmp_path)
    assert SearchWords.load(Path(os.devnull).parent / "nowhere") == SearchWords()


@pytest.mark.parametrize(
    ("a", "b", "near"),
    [
        ("govap", "govap", True),
        ("govap", "govapp", True),
        ("govap", "ovap", True),
        ("govap", "gobap", True),
        ("govap", "gvoap", True),
        ("govap", "gvopa", False),
        ("govap", "gov", False),
        ("ab", "ba", True),
    ],
)
def test_one_slip_of_the_finger(a: str, b: str, near: bool) -> None:
    assert one_slip(a, b) is one_slip(b, a) is near
