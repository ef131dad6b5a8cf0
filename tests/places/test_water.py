"""Rivers along borders: what a pack's water.toml says becomes a small file in the home."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely

from minhbach.config import Settings
from minhbach.errors import BadInput
from minhbach.places.atlas import Atlas
from minhbach.places.build import build
from minhbach.places.water import FILE, water

# Two places side by side: the river is the bent border between them.
WEST = {"at": "West", "ring": [[0, 0], [0.5, 0], [0.51, 0.5], [0.5, 1], [0, 1], [0, 0]]}
EAST = {"at": "East", "ring": [[0.5, 0], [1, 0], [1, 1], [0.5, 1], [0.51, 0.5], [0.5, 0]]}
FAR = {"at": "Far", "ring": [[5, 5], [6, 5], [6, 6], [5, 5]]}
HEAD = 'file = "places.json"\nring = "ring"\nplace = ["at"]\ncoarse_m = 20\n'


@pytest.fixture
def geo(tmp_path: Path) -> Path:
    (tmp_path / "places.json").write_text(json.dumps([EAST, WEST, FAR]))
    return tmp_path


def say(geo: Path, *rivers: str) -> None:
    (geo / "water.toml").write_text(HEAD + "\n".join(f"[[river]]\n{river}" for river in rivers))


def drawn(geo: Path) -> bytes | None:
    return water(geo, lambda name: geo / name)


def test_a_river_is_the_border_between_its_places(geo: Path) -> None:
    say(geo, 'name = "Blue"\nbetween = [["West", "East"]]')
    document = drawn(geo)
    assert document
    (river,) = json.loads(document)["features"]
    assert river["properties"] == {"name": "Blue"}
    (line,) = river["geometry"]["coordinates"]
    assert sorted(line) == [[0.5, 0.0], [0.5, 1.0], [0.51, 0.5]]


def test_the_order_of_places_and_records_changes_nothing(geo: Path) -> None:
    say(geo, 'name = "Blue"\nbetween = [["West", "East"]]')
    first = drawn(geo)
    say(geo, 'name = "Blue"\nbetween = [["East", "West"]]')
    (geo / "places.json").write_text(json.dumps([FAR, WEST, EAST]))
    assert drawn(geo) == first


@pytest.mark.parametrize(
    ("river", "told"),
    [
        ('name = "Blue"\nbetween = [["West", "Far"]]', "West and Far share no border"),
        ('name = "Blue"\nbetween = [["West", "Esat"]]', "West and Esat share no border"),
        ('between = [["West", "East"]]', "no `name`"),
        ('name = "Blue"', "no `between`"),
    ],
    ids=["apart", "misspelt", "nameless", "nowhere"],
)
def test_a_recipe_that_draws_nothing_is_refused(geo: Path, river: str, told: str) -> None:
    say(geo, river)
    with pytest.raises(BadInput, match=told):
        drawn(geo)


def test_a_pack_without_water_draws_none(geo: Path) -> None:
    assert drawn(geo) is None


def test_the_default_city_has_its_rivers_within_its_bounds(boundaries: Path) -> None:
    document = (boundaries / FILE).read_bytes()
    assert len(document) < 40_000
    lines = shapely.get_parts(shapely.from_geojson(document))
    wards = [ward.geometry for ward in Atlas.load(boundaries).wards("2025-07-01")]
    city = shapely.buffer(shapely.union_all(wards), 0.01)
    assert len(lines) == 4
    assert shapely.covers(city, lines).all()
    assert np.all(shapely.length(lines) > 0.05)


def test_building_again_gives_the_same_bytes_and_a_pack_without_water_takes_them_away(
    tmp_path: Path, boundaries: Path
) -> None:
    settings = Settings.from_environment({"MINHBACH_HOME": str(tmp_path)})
    build(settings)
    assert (settings.boundaries / FILE).read_bytes() == (boundaries / FILE).read_bytes()
    build(replace(settings, pack=dry_pack(tmp_path / "pack"), cache=tmp_path / "cache"))
    assert not (settings.boundaries / FILE).exists()


def dry_pack(pack: Path) -> Path:
    """A city of one square ward that names no river."""
    geo = pack / "geo"
    geo.mkdir(parents=True)
    (geo / "vintages.toml").write_text(ONE_SQUARE)
    (geo / "square.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [SQUARE]}))
    return pack


SQUARE = {
    "type": "Feature",
    "properties": {"code": "1", "name": "One"},
    "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]},
}
ONE_SQUARE = """
[[units]]
id = "one"
[units.ward]
file = "square.geojson"
code = "code"
name = "name"

[[layer]]
id = "one"
read = "geojson"
file = "square.geojson"
code = "code"

[[vintage]]
valid_from = 2020-01-01
title = "Một"
title_en = "One"
layer = "one"
units = "one"
source = "made up"
licence = "CC0-1.0"
redistributable = true
attribution = ""
"""
