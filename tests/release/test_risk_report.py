"""The risk report that a release carries, and the page that tells it."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from sqlmodel import select

from minhbach.config import DEFAULT_PACK
from minhbach.errors import BadInput, UnsafeState
from minhbach.privacy.disclosure.earlier import Earlier
from minhbach.privacy.disclosure.gate import approve, assess, guard
from minhbach.public.models import PublicRelease, PublicReport
from minhbach.public.risk import benchmark, meanings
from minhbach.public.showroom import Showroom
from minhbach.release.publish import publish_site


@pytest.fixture
def guarded(room: Showroom, tmp_path: Path) -> Showroom:
    """The town with reports about public spaces only, measured by the gate."""
    with room.public.writing() as session:
        for row in session.exec(select(PublicReport)):
            row.category = "giao-thong"
    with room.public.reading() as session:
        release = session.exec(select(PublicRelease)).one()
        session.expunge(release)
    guard(room.public, room.city, tmp_path / "out", release)
    return room


def tree(folder: Path) -> dict[str, str]:
    """Every file and its checksum."""
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*") if path.is_file()}  # fmt: skip


def test_a_release_says_what_it_gives_away(guarded: Showroom, tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish_site(guarded, out, approve=approve)
    told = json.loads((out / "data/latest/risk.json").read_bytes())
    figures = {figure["key"]: figure["value"] for figure in told["figures"]}
    assert (figures["public_space"], figures["crowded"], figures["unique"]) == (30, 0, 0)
    assert all({"vi", "en"} <= figure["meaning"].keys() for figure in told["figures"])
    text = (out / "data/latest/risk.md").read_text(encoding="utf-8")
    assert text.count("| 30 |") == 1
    for page in ("protect/index.html", "en/protect/index.html"):
        assert re.search(r'<td class="n">30</td>', (out / page).read_text(encoding="utf-8"))


def test_every_figure_that_is_measured_is_explained(guarded: Showroom, tmp_path: Path) -> None:
    with guarded.public.reading() as session:
        measured = assess(session, guarded.city, [Earlier("2025-01-01", {})]).figures
    assert set(measured) == set(meanings())
    assert all(words["vi"] and words["en"] for words in meanings().values())


def test_publishing_again_changes_no_byte(guarded: Showroom, tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish_site(guarded, out, approve=approve)
    first = tree(out)
    assert not publish_site(guarded, out, approve=approve).changed
    publish_site(guarded, out, force=True, approve=approve)
    assert tree(out) == first


def test_a_site_that_is_not_approved_leaves_the_last_one(guarded: Showroom, tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish_site(guarded, out, approve=approve)
    first = tree(out)
    with guarded.public.writing() as session:
        row = session.exec(select(PublicReport).where(PublicReport.status == "resolved")).first()
        assert row
        row.text = "Gọi 0900 000 001"
    with pytest.raises(UnsafeState, match="rule residue: phone"):
        publish_site(guarded, out, force=True, approve=approve)
    assert tree(out) == first


def test_the_page_tells_how_redaction_was_tried(guarded: Showroom, tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    (pack / "privacy").mkdir(parents=True)
    row = {"kind": "all", "values": 10, "recall": 0.9876, "spans": 9, "precision": 1.0}
    told = {"câu viết tay": {"texts": 321, "kinds": [row], "clean": 5, "clean_touched": 0}}
    (pack / "privacy" / "benchmark.json").write_text(json.dumps(told))
    (trial,) = benchmark(pack)
    assert (trial.title.within("vi"), trial.recall) == ("câu viết tay", 0.9876)
    (pack / "privacy" / "benchmark.json").write_text("{")
    with pytest.raises(BadInput, match="make it again"):
        benchmark(pack)
    assert benchmark(tmp_path) == []


def test_every_set_that_is_published_has_a_name_in_both_languages() -> None:
    trials = benchmark(Path(DEFAULT_PACK) / "data")
    assert trials
    assert [trial for trial in trials if set(trial.title) != {"vi", "en"}] == []
