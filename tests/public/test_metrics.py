"""Maps by metric: only where the data have it, and nothing where too little stands behind a figure."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.public.conftest import FillPublic

from minhbach.errors import BadInput
from minhbach.public.app import create_public_app
from minhbach.public.drawing.maps import shades
from minhbach.public.drawing.metrics import load_population

WARDS = "/wards/2025-01-01/"


def test_each_metric_has_a_page_with_a_map_and_an_equal_table(fill_public: FillPublic) -> None:
    room = fill_public(reports=200, on_time=True)
    client = create_public_app(room.settings, opened=room).test_client()
    for address, title in ((WARDS, "Số phản ánh"), (f"{WARDS}by/days/", "Số ngày giải quyết trung vị"),
                           (f"{WARDS}by/on-time/", "Tỷ lệ đúng hạn (phần trăm)")):  # fmt: skip
        page = client.get(address)
        assert page.status_code == 200
        assert title in page.text
        assert page.text.count('<th scope="row">') >= 273
    assert client.get("/en/districts/2025-01-01/by/on-time/").status_code == 200
    drawn = client.get("/maps/wards-2025-01-01-on-time.js").text
    assert json.dumps("chưa đủ số liệu") in drawn
    for missing in ("rate", "reports-x", "none"):
        assert client.get(f"{WARDS}by/{missing}/").status_code == 404


def test_a_rate_where_the_pack_knows_the_people(fill_public: FillPublic, tmp_path: Path) -> None:
    room = fill_public(reports=400)
    geo = tmp_path / "pack" / "geo"
    geo.mkdir(parents=True)
    rows = "".join(f"2025-01-01,ward,{unit.code},1000\n" for unit in room.atlas.wards("2025-01-01"))
    (geo / "population.csv").write_text(f"vintage,level,code,people\n{rows}")
    (geo.parent / "data").symlink_to(room.settings.data)
    there = replace(room, settings=replace(room.settings, pack=geo.parent))
    client = create_public_app(there.settings, opened=there).test_client()
    assert "Phản ánh trên 1.000 dân" in client.get(f"{WARDS}by/rate/").text
    assert client.get("/districts/2025-01-01/by/rate/").status_code == 404


@pytest.mark.parametrize("row", ["2025-01-01,ward,26740,none", "2025-01-01,ward,26740,0", "2025-01-01,ward"])
def test_a_wrong_population_is_told_by_its_line(tmp_path: Path, row: str) -> None:
    (tmp_path / "population.csv").write_text(f"vintage,level,code,people\n{row}\n")
    with pytest.raises(BadInput, match="line 2"):
        load_population(tmp_path)


def test_shades_hold_equally_many_and_leave_out_what_has_no_value() -> None:
    shade, floors = shades({"a": None, "b": 0, "c": 5, "d": 9, "e": 20, "f": 30})
    assert shade["a"] == 0
    assert shade["b"] == 1
    assert shade["f"] == len(floors)
