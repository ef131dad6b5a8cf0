"""A mapping file is read and checked before the first row; the default pack's own take real exports."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import func, select

from minhbach.errors import BadInput
from minhbach.intake.bulk import import_file
from minhbach.intake.mapping import read_mapping
from minhbach.records.models import Report
from minhbach.records.office import Office

GOOD = """
source = "x"
[columns]
source_id = "id"
text = "t"
received_at = "r"
category = "c"
"""
REAL = Path(os.environ.get("MINHBACH_REAL") or Path(__file__).parents[3] / "shared" / "real") / "reports"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("source = [", "not readable as TOML"),
        (GOOD.replace('source = "x"', ""), "source must name"),
        (GOOD.replace('"x"', '"web"'), "source must name"),
        (GOOD.replace('received_at = "r"', ""), "no column for received_at"),
        (GOOD.replace('category = "c"', ""), "name a column for category"),
        (GOOD + "colour = 'red'", "no field 'colour'"),
        ("delimeter = ';'" + GOOD, "nothing is called 'delimeter'"),
        (GOOD.replace('"t"', "[]"), "text must be a column's name"),
        (GOOD.replace('"r"', '["r", "s"]'), "only text joins several"),
        (GOOD + "[time]\ntimezone = 'Mars/Base'", "Mars/Base"),
        (GOOD + "[category]\ndefault = 'ufo'", "'ufo', which the city pack does not have"),
        (GOOD + "[category.values]\nA = 'ufo'", "'ufo'"),
        (GOOD + "[agency]\ndefault = 'nobody'", "'nobody'"),
        (GOOD + "[status.values]\nA = 'done'", "'done'"),
        (GOOD + "[refusal]\ndefault = 'because'", "'because'"),
        (GOOD + "[category]\nvalues = 3", r"\[category.values\]"),
        (GOOD + "[place]\nnone = [1, 2]", "must list pairs"),
        ("place = 3" + GOOD, "must be a table"),
    ],
)
def test_a_mistake_in_a_mapping_is_named(text: str, says: str, office: Office, tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=says) as told:
        read_mapping(path, office.city, office.agencies())
    assert "m.toml" in str(told.value)


def test_a_missing_mapping_is_told(office: Office, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such mapping"):
        read_mapping(tmp_path / "gone.toml", office.city, office.agencies())


def test_every_mapping_of_the_pack_is_sound(office: Office) -> None:
    paths = sorted((office.settings.data / "mappings").glob("*.toml"))
    assert len(paths) >= 2
    for path in paths:
        assert read_mapping(path, office.city, office.agencies()).source


@pytest.fixture
def real(tmp_path: Path) -> Callable[[str], Path]:
    """A copy of a real export, or a skip that says so."""

    def copy(name: str) -> Path:
        if not (REAL / name).is_file():
            pytest.skip(f"no real export {name} here: set MINHBACH_REAL")
        return Path(shutil.copyfile(REAL / name, tmp_path / name))

    return copy


def test_san_francisco_comes_in_whole(office: Office, real: Callable[[str], Path]) -> None:
    mapping = office.settings.data / "mappings" / "sf311.toml"
    file = real("sf311_10000.csv")
    result = import_file(office, file, mapping)
    assert (result.read, result.added, result.rejected) == (
        10_000,
        9_983,
        17,
    )  # 17 were closed before they came
    assert (result.outside_wards, result.without_place) == (5_719, 4_264)
    assert import_file(office, file, mapping).added == 0
    with office.private.reading() as session:
        by_status = dict(session.exec(select(Report.status, func.count()).group_by(Report.status)).all())
    assert by_status == {"assigned": 370, "resolved": 9_613}


def test_chicagos_open311_comes_in_whole(office: Office, real: Callable[[str], Path]) -> None:
    mapping = office.settings.data / "mappings" / "chicago-open311.toml"
    result = import_file(office, real("chicago_open311_sample.json"), mapping)
    assert (result.read, result.added, result.outside_wards) == (50, 50, 50)
    with office.private.reading() as session:
        assert set(session.exec(select(Report.channel))) == {"phone", "web", "open311"}
