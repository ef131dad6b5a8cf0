"""A release as other people's validators see it, and its quick starts as a newcomer runs them."""

import contextlib
import csv
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import extruct
import frictionless
import geojson_validator
import pytest
import rdflib
from csvw import CSVW
from loguru import logger
from pyshacl import validate
from rdflib.compare import isomorphic

from minhbach.public.showroom import Showroom
from minhbach.release.described.contents import kind_of, kinds
from minhbach.release.publish import publish_site

# Other people's tools, with deprecations of their own among them.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
SHAPES = Path(__file__).parent / "shapes" / "dcat-ap.ttl"
HERE = "https://example.org/data/"


@pytest.fixture(scope="module")
def release(two_releases: tuple[Path, Path]) -> Path:
    return two_releases[1]


def tool(name: str, *given: str, at: Path) -> subprocess.CompletedProcess[str]:
    """A command of this environment, run in a folder."""
    command = [str(Path(sys.executable).with_name(name)), *given]
    return subprocess.run(command, cwd=at, capture_output=True, text=True)  # noqa: S603


def test_every_file_is_told_and_every_pattern_is_used(release: Path) -> None:
    names = [path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file()]
    told = {kind_of(name).pattern for name in names
            if name not in ("release.json", "SHA256SUMS", "SHA256SUMS.minisig")}  # fmt: skip
    later = {"reports.pmtiles", "risk.md", "risk.json"}  # by the gate, where it measured
    assert {kind.pattern for kind in kinds()} - told <= later
    about = json.loads((release / "release.json").read_bytes())
    assert all(file["title"].keys() == {"vi", "en"} and file["media"] for file in about["files"])


def test_the_package_holds_and_a_changed_byte_is_found(release: Path, tmp_path: Path) -> None:
    report = frictionless.validate(str(release / "datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "message"])
    package = json.loads((release / "datapackage.json").read_bytes())
    listed = {resource["path"] for resource in package["resources"]}
    described = {"datapackage.json", "csv-metadata.json", "dataset.jsonld", "dcat.jsonld", "dcat.ttl"}
    assert listed == set(_names(release)) - described - {"release.json", "SHA256SUMS", "SHA256SUMS.minisig"}
    copy = Path(shutil.copytree(release, tmp_path / "copy"))
    table = copy / "totals.csv"
    table.write_bytes(table.read_bytes().replace(b"2024", b"2023", 1))
    changed = frictionless.validate(str(copy / "datapackage.json"))
    assert {task.name for task in changed.tasks if not task.valid} == {"totals.csv"}


def _names(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]


@pytest.mark.filterwarnings("always:Invalid column value")
def test_the_tables_are_as_csv_on_the_web_says(release: Path, tmp_path: Path) -> None:
    assert CSVW(str(release / "csv-metadata.json"), validate=True).is_valid
    copy = Path(shutil.copytree(release, tmp_path / "copy"))
    table = copy / "totals.csv"
    table.write_bytes(re.sub(rb"(2025-01,)\d+", rb"\1many", table.read_bytes()))
    assert not CSVW(str(copy / "csv-metadata.json"), validate=True).is_valid


@pytest.mark.parametrize("name", ["reports.geojson", "wards.geojson", "districts.geojson"])
def test_geojson_is_valid(release: Path, name: str) -> None:
    logger.remove()
    assert geojson_validator.validate_structure(str(release / name)) == {}
    found = geojson_validator.validate_geometries(_placed(release / name))
    assert found["invalid"] == {}
    assert found["problematic"] == {}


def _placed(path: Path) -> dict[str, object]:
    """Without the features that have no geometry, which RFC 7946 allows and that validator cannot measure."""
    told = json.loads(path.read_bytes())
    told["features"] = [feature for feature in told["features"] if feature["geometry"]]
    return dict(told)


def test_geoparquet_is_valid(release: Path) -> None:
    done = tool("geoparquet-validator", "check", "reports.parquet", at=release)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_catalogue_is_dcat_ap(release: Path) -> None:
    graphs = [rdflib.Graph().parse(release / name, publicID=HERE) for name in ("dcat.ttl", "dcat.jsonld")]
    assert isomorphic(*graphs)
    conforms, _, text = validate(graphs[0], shacl_graph=str(SHAPES))
    assert conforms, text
    dcat = rdflib.Namespace("http://www.w3.org/ns/dcat#")
    urls = {str(url).removeprefix(HERE) for url in graphs[0].objects(None, dcat.downloadURL)}
    assert urls >= {"reports.csv", "reports.parquet", "by-year/2025.csv"}
    assert all((release / url).is_file() for url in urls)
    assert len(list(graphs[0].objects(None, dcat.previousVersion))) == 1


def test_a_catalogue_without_a_title_is_found_out(release: Path) -> None:
    graph = rdflib.Graph().parse(release / "dcat.ttl", publicID=HERE)
    graph.remove((None, rdflib.DCTERMS.title, None))
    assert not validate(graph, shacl_graph=str(SHAPES))[0]


def test_the_citation_can_be_read(release: Path) -> None:
    done = tool("cffconvert", "--validate", "-i", "CITATION.cff", at=release)
    assert done.returncode == 0, done.stderr


def test_the_dataset_says_what_search_engines_ask(release: Path) -> None:
    told = json.loads((release / "dataset.jsonld").read_bytes())
    assert {"name", "description", "license", "creator", "distribution", "spatialCoverage"} <= told.keys()
    assert 50 <= len(told["description"]) <= 5000
    assert all(part["contentUrl"].startswith(f"/data/{release.name}/") for part in told["distribution"])


def quick_starts(release: Path) -> list[str]:
    return re.findall(r"```python\n(.*?)```", (release / "README.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("number", range(4), ids=["geopandas", "pandas", "duckdb", "sqlite"])
def test_quick_starts_run(
    release: Path, number: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    starts = quick_starts(release)
    assert len(starts) == 4
    monkeypatch.chdir(release)
    exec(starts[number], {})  # noqa: S102  (what the README tells people to run)
    assert capsys.readouterr().out.strip()


def test_changes_are_told_with_their_cause(two_releases: tuple[Path, Path]) -> None:
    first, second = two_releases
    with (second / "changes.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    causes = Counter((row["change"], row["cause"]) for row in rows)
    assert causes.pop(("changed", "resolved"), 0) + causes.pop(("changed", "reopened"), 0) == 1
    assert causes == {("withdrawn", "withdrawn"): 1, ("changed", "privacy"): 1, ("changed", "corrected"): 1}
    assert {row["columns"] for row in rows if row["cause"] == "corrected"} == {"channel"}
    counts = json.loads((second / "changes.json").read_bytes())
    assert counts["previous"] == first.name
    assert counts["withdrawn"] == {"reports": 1, "causes": {"withdrawn": 1}}
    assert json.loads((first / "changes.json").read_bytes())["added"]["reports"] == 40


def test_nothing_tells_the_machine_or_the_clock(release: Path) -> None:
    for path in release.rglob("*"):
        if path.is_file():
            with contextlib.suppress(UnicodeDecodeError):
                assert str(release.parent.parent) not in path.read_text(encoding="utf-8"), path


def test_the_pages_list_every_file_and_what_changed(
    room: Showroom, later: Callable[[], Showroom], tmp_path: Path
) -> None:
    out = tmp_path / "build"
    first = publish_site(room, out).release
    second = publish_site(later(), out).release
    page = (out / "data/index.html").read_text(encoding="utf-8")
    (told,) = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
    assert told["@type"] == "Dataset"
    assert all((out / part["contentUrl"].lstrip("/")).is_file() for part in told["distribution"])
    for file in json.loads((out / "data/latest/release.json").read_bytes())["files"]:
        assert f'href="/data/{second}/{file["name"]}"' in page
        assert file["sha256"] in page
    changes = (out / "data/changes/index.html").read_text(encoding="utf-8")
    assert changes.index(second) < changes.index(first)
    for link in re.findall(r'href="(/data/[^"]*\.(?:csv|md))"', page + changes):
        assert (out / link.lstrip("/")).is_file(), link
    assert json.loads((out / f"data/{second}/changes.json").read_bytes())["added"]["reports"] == 5
