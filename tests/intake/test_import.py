"""Bulk intake through the door that people use: a file, a mapping, and what became of each row."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlmodel import col, select

from minhbach.errors import BadInput
from minhbach.intake import bulk
from minhbach.intake.bulk import ImportResult, import_file
from minhbach.records.contacts import reveal_contact
from minhbach.records.models import Event, Report, ReportPlace
from minhbach.records.office import Office

MAPPING = """
source = "old-portal"
[columns]
source_id = "id"
text = ["what", "more"]
category = "kind"
received_at = "received"
closed_at = "closed"
status = "state"
answer = "reply"
lat = "lat"
lon = "lon"
phone = "phone"
[time]
timezone = "Asia/Ho_Chi_Minh"
[place]
none = [[0.0, 0.0]]
[category]
values = { pothole = "giao-thong", noise = "tieng-on" }
[status]
values = { done = "resolved", open = "assigned", new = "received", no = "refused" }
[refusal]
default = "no-content"
[agency]
default = "so-noi-vu"
"""
ROW: dict[str, Any] = {
    "id": "A-1", "what": "Ổ gà lớn trước chợ", "more": "xe máy dễ té", "kind": "pothole",
    "received": "2025-02-03 08:00:00", "closed": "2025-02-05 17:30:00", "state": "done", "reply": "Đã vá.",
    "lat": "10.7725", "lon": "106.6981", "phone": "0900 000 001",
}  # fmt: skip
Rows = Callable[..., Path]
Import = Callable[..., ImportResult]


@pytest.fixture
def rows(tmp_path: Path) -> Rows:
    """rows({...}, {...}) writes a CSV of believable rows with these changes."""

    def write(*changes: dict[str, Any], name: str = "old.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as handle:
            writer = csv.DictWriter(handle, list(ROW))
            writer.writeheader()
            writer.writerows(ROW | {"id": f"A-{n}"} | change for n, change in enumerate(changes, start=1))
        return path

    return write


@pytest.fixture
def take(office: Office, tmp_path: Path) -> Import:
    """take(file, mapping text) imports it."""

    def run(file: Path, mapping: str = MAPPING) -> ImportResult:
        path = tmp_path / "mapping.toml"
        path.write_text(mapping, encoding="utf-8")
        return import_file(office, file, path)

    return run


def reports(office: Office) -> list[Report]:
    with office.private.reading() as session:
        return list(session.exec(select(Report).order_by(col(Report.id))))


def reasons(result: ImportResult) -> list[tuple[str, str, str]]:
    assert result.rejected_path is not None
    with result.rejected_path.open(encoding="utf-8", newline="") as handle:
        return [(row["line"], row["source_id"], row["reason"]) for row in csv.DictReader(handle)]


def test_a_row_becomes_a_report_with_its_place_and_history(office: Office, rows: Rows, take: Import) -> None:
    result = take(rows({}))
    assert (result.read, result.added, result.rejected) == (1, 1, 0)
    [report] = reports(office)
    assert report.text == "Ổ gà lớn trước chợ. xe máy dễ té"
    assert (report.status, report.category, report.answer) == ("resolved", "giao-thong", "Đã vá.")
    assert report.received_at == datetime(2025, 2, 3, 1, 0, tzinfo=UTC)
    assert report.resolved_at == datetime(2025, 2, 5, 10, 30, tzinfo=UTC)
    assert report.agency == office.city.categories["giao-thong"].agency
    assert report.version == 3
    with office.private.reading() as session:
        events = session.exec(select(Event).order_by(col(Event.id))).all()
        place = session.exec(select(ReportPlace).where(ReportPlace.vintage == "2025-01-01")).one()
        reach = reveal_contact(session, office.keyring, report)
    assert [event.action for event in events] == ["receive", "accept", "resolve"]
    assert events[1].actor == "import:old-portal"
    assert place.ward_code is not None
    assert reach is not None
    assert reach.phone == "0900 000 001"


def test_a_second_run_adds_nothing(office: Office, rows: Rows, take: Import) -> None:
    file = rows({}, {}, {})
    assert take(file).added == 3
    before = reports(office)
    again = take(file)
    assert (again.added, again.known) == (0, 3)
    assert [r.model_dump() for r in reports(office)] == [r.model_dump() for r in before]


def test_a_stopped_run_is_resumed(
    office: Office, rows: Rows, take: Import, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bulk, "BATCH", 2)
    file = rows({}, {}, {"lat": "north"}, {}, {})
    (tmp_path / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        import_file(office, file, tmp_path / "mapping.toml", stop)
    assert len(reports(office)) == 2
    result = take(file)
    assert (result.added, result.known, result.rejected) == (2, 2, 1)
    assert [report.source_id for report in reports(office)] == ["A-1", "A-2", "A-4", "A-5"]


def test_an_id_given_twice_is_taken_once(rows: Rows, take: Import) -> None:
    result = take(rows({"id": "same"}, {"id": "same"}))
    assert (result.added, result.known) == (1, 1)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"lat": "north"}, "not a number"),
        ({"lat": ""}, "not a number"),
        ({"lat": "nan"}, "not a point"),
        ({"lon": "inf"}, "not a point"),
        ({"lat": "106.6981", "lon": "10.7725"}, "swapped"),
        ({"lat": "10.7769", "lon": "106.7009"}, "own centre"),
        ({"what": "Hư", "more": ""}, "text has 2"),
        ({"what": "x" * 2001}, "to 2000 are taken"),
        ({"kind": "ufo"}, "category"),
        ({"state": "lost"}, "status"),
        ({"received": ""}, "received_at is empty"),
        ({"received": "03/02/2025"}, "received_at is not a time"),
        ({"received": "2099-01-01"}, "future"),
        ({"closed": ""}, "closed_at is empty"),
        ({"closed": "2025-02-01"}, "before received_at"),
        ({"reply": " "}, "answer is empty"),
        ({"id": " "}, "source_id"),
        ({"id": "x" * 129}, "source_id"),
    ],
    ids=str,
)
def test_a_bad_row_is_listed_and_the_others_come_in(
    change: dict[str, str], reason: str, rows: Rows, take: Import
) -> None:
    result = take(rows({}, change, {}))
    assert (result.added, result.rejected) == (2, 1)
    [(line, _name, why)] = reasons(result)
    assert line == "3"
    assert reason in why


def test_reasons_never_repeat_a_rows_text(rows: Rows, take: Import) -> None:
    result = take(rows({"what": "Canary Nguyen 0900 000 001", "received": "Canary", "kind": "Canary"}))
    assert result.rejected_path is not None
    assert "Canary" not in result.rejected_path.read_text("utf-8")


def test_a_formula_is_no_formula_in_the_list_of_rejected(rows: Rows, take: Import) -> None:
    [(_line, name, _why)] = reasons(take(rows({"id": '=HYPERLINK("x")', "lat": "north"})))
    assert name.startswith("'=")


def test_a_list_of_rejected_rows_goes_when_none_are_left(rows: Rows, take: Import) -> None:
    first = take(rows({"lat": "north"})).rejected_path
    assert first is not None
    assert take(rows({})).rejected_path is None
    assert not first.exists()


def test_a_point_outside_every_ward_is_kept_counted_and_not_moved(
    office: Office, rows: Rows, take: Import
) -> None:
    result = take(rows({"lat": "37.77", "lon": "-122.41", "kind": "noise"}, {"lat": "0.0", "lon": "0.0"}))
    assert (result.added, result.outside_wards, result.without_place) == (2, 1, 1)
    far, nowhere = reports(office)
    assert (far.lat, far.lon, far.agency) == (37.77, -122.41, "so-noi-vu")
    assert (nowhere.lat, nowhere.lon) == (None, None)
    with office.private.reading() as session:
        assert {place.method for place in session.exec(select(ReportPlace))} == {"outside"}
    assert "1 lie outside every ward" in " ".join(result.lines())


@pytest.mark.parametrize(
    ("state", "status", "actions"),
    [("new", "received", 1), ("open", "assigned", 2), ("no", "refused", 2), ("done", "resolved", 3)],
)
def test_a_status_is_reached_by_the_workflows_steps(
    state: str, status: str, actions: int, office: Office, rows: Rows, take: Import
) -> None:
    take(rows({"state": state}))
    [report] = reports(office)
    assert report.status == status
    assert report.version == actions
    assert report.refusal == ("no-content" if status == "refused" else None)


def test_hostile_text_is_cleaned_like_the_forms(office: Office, rows: Rows, take: Import) -> None:
    take(
        rows(
            {
                "what": "Duong\u202e hu <script>alert(1)</script>\u200b qua\x07",
                "more": "O\u0302\u0309 ga\u0300",
            }
        )
    )
    assert reports(office)[0].text == "Duong hu <script>alert(1)</script> qua. Ổ gà"


def test_quoted_newlines_keep_the_count_of_lines(rows: Rows, take: Import) -> None:
    result = take(rows({"what": "Dòng một\nDòng hai\nDòng ba"}, {"lat": "north"}))
    assert reasons(result)[0][0] == "5"


@pytest.mark.parametrize("name", ["old.json", "old.jsonl", "old.parquet"])
def test_every_kind_of_file_says_the_same(
    name: str, office: Office, rows: Rows, take: Import, tmp_path: Path
) -> None:
    records = [ROW | {"id": f"A-{n}", "lat": 10.7725, "lon": 106.6981} for n in range(1, 4)]
    path = tmp_path / name
    if name.endswith(".json"):
        path.write_text(json.dumps(records, ensure_ascii=False, indent=1), encoding="utf-8")
    elif name.endswith(".jsonl"):
        path.write_text("\n".join(json.dumps(one) for one in records), encoding="utf-8")
    else:
        pq.write_table(pa.Table.from_pylist(records), path)
    take(path)
    told = [(r.source_id, r.text, r.received_at, r.status, r.lat) for r in reports(office)]
    assert len(told) == 3
    assert take(rows({}, {}, {})).known == 3
    assert told[0] == (
        "A-1",
        "Ổ gà lớn trước chợ. xe máy dễ té",
        datetime(2025, 2, 3, 1, tzinfo=UTC),
        "resolved",
        10.7725,
    )


def test_a_json_array_is_read_across_chunks(
    office: Office, take: Import, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("minhbach.intake.readers.CHUNK", 64)
    path = tmp_path / "old.json"
    path.write_text(json.dumps([ROW | {"id": n} for n in range(50)]), encoding="utf-8")
    assert take(path).added == 50
    assert len({report.source_id for report in reports(office)}) == 50


def test_other_encodings_and_byte_order_marks(office: Office, rows: Rows, take: Import) -> None:
    take(rows({"id": "bom"}, name="bom.csv", encoding="utf-8-sig"))
    take(rows({"id": "utf16"}, name="wide.csv", encoding="utf-16"), 'encoding = "utf-16"\n' + MAPPING)
    assert [report.text[:6] for report in reports(office)] == ["Ổ gà l", "Ổ gà l"]


def test_times_with_their_own_format_and_zone(office: Office, rows: Rows, take: Import) -> None:
    mapping = MAPPING.replace("[time]", '[time]\nformat = "%d/%m/%Y %H:%M"')
    take(rows({"received": "03/02/2025 08:00", "closed": "05/02/2025 17:30"}), mapping)
    take(rows({"id": "iso", "received": "2025-02-03T02:00:00+01:00"}))
    assert {report.received_at for report in reports(office)} == {datetime(2025, 2, 3, 1, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.csv", b"", "empty"),
        ("other.csv", b"a,b\n1,2\n", "no column 'id'"),
        ("broken.csv", b'id,what\n"x', "no column"),
        ("latin.csv", "id,what\nổ,\n".encode("utf-16"), "not utf-8"),
        ("object.json", b'{"id": 1}', "not a JSON array"),
        ("cut.json", b'[{"id": 1}, {"id"', "after record 1"),
        ("deep.json", b"[" * 100_000, "not readable as JSON"),
        ("text.jsonl", b"hello\n", "line 1 is not JSON"),
        ("fake.parquet", b"PAR1 no", "not readable as Parquet"),
        ("data.exe", b"MZ", "unknown kind"),
    ],
)
def test_a_wrong_file_is_told_in_one_line(
    name: str, content: bytes, says: str, take: Import, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput, match=says) as told:
        take(tmp_path / name)
    assert name in str(told.value)
    assert "\n" not in str(told.value)


def test_a_missing_file_is_told(take: Import, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file"):
        take(tmp_path / "gone.csv")


def test_a_row_with_too_few_cells_is_rejected(rows: Rows, take: Import) -> None:
    file = rows({})
    file.write_text(file.read_text("utf-8") + "only,two\n", encoding="utf-8")
    result = take(file)
    assert (result.added, result.rejected) == (1, 1)
    assert "not a record" in reasons(result)[0][2]


PROCESS = """
import sys
from pathlib import Path
from minhbach.config import Settings
from minhbach.intake.bulk import import_file
from minhbach.records.office import Office
office = Office.open(Settings.from_environment())
import_file(office, Path(sys.argv[1]), Path(sys.argv[2]), lambda done, of: print(done, flush=True))
"""


def test_a_run_that_was_killed_goes_on_where_it_stopped(
    office: Office, rows: Rows, take: Import, environment: dict[str, str], tmp_path: Path
) -> None:
    file = rows(*({} for _ in range(5000)))
    (tmp_path / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    command = [sys.executable, "-c", PROCESS, str(file), str(tmp_path / "mapping.toml")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | environment) as process:  # noqa: S603
        assert process.stdout
        process.stdout.readline()
        process.kill()
    there = len(reports(office))
    assert 1000 <= there < 5000
    assert there % 1000 == 0, "whole batches or none"
    result = take(file)
    assert (result.added, result.known) == (5000 - there, there)
    assert len({report.source_id for report in reports(office)}) == 5000
