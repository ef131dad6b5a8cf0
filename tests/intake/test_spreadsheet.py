"""Spreadsheets come in like any other table; a bomb is refused before it fills the memory."""

import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlmodel import select

from minhbach.errors import BadInput
from minhbach.intake import spreadsheet
from minhbach.intake.bulk import ImportResult, import_file
from minhbach.records.models import Report
from minhbach.records.office import Office

MAPPING = """
source = "old-sheet"
[columns]
source_id = "Số"
text = "Nội dung"
received_at = "Ngày"
lat = "lat"
lon = "lon"
phone = "ĐT"
[category]
default = "giao-thong"
"""
HEADER = ("Số", "Nội dung", "Ngày", "lat", "lon", "ĐT")
FIRST = (1, "Ổ gà lớn trước chợ, xe dễ té", datetime(2025, 2, 3, 8), 10.7725, 106.6981, "0900 000 001")


def book(folder: Path, *rows: tuple[Any, ...], sheet: str = "Dữ liệu", before: str | None = None) -> Path:
    """A spreadsheet with these rows."""
    made = Workbook()
    page = made.active
    page.title = before or sheet
    if before:
        page = made.create_sheet(sheet)
    for row in rows:
        page.append(row)
    path = folder / "old.xlsx"
    made.save(path)
    made.close()
    return path


def take(office: Office, path: Path, mapping: str = MAPPING) -> ImportResult:
    rules = path.with_name("mapping.toml")
    rules.write_text(mapping, encoding="utf-8")
    return import_file(office, path, rules)


def reports(office: Office) -> list[Report]:
    with office.private.reading() as session:
        return list(session.exec(select(Report).order_by(Report.id)))


def test_rows_become_reports_and_twice_adds_nothing(office: Office, tmp_path: Path) -> None:
    second = (2, "Đèn đường tắt ba đêm liền", "2025-02-04 09:30", None, None, None)
    path = book(tmp_path, HEADER, FIRST, (None,) * 6, second)
    assert take(office, path).added == 2
    assert (take(office, path).added, take(office, path).known) == (0, 2)
    one, two = reports(office)
    assert (one.source_id, one.text, one.lat) == ("1", FIRST[1], 10.7725)
    assert one.received_at == datetime(2025, 2, 3, 1, tzinfo=UTC)
    assert two.received_at == datetime(2025, 2, 4, 2, 30, tzinfo=UTC)
    assert two.lat is None


def test_another_sheet_is_named_in_the_mapping(office: Office, tmp_path: Path) -> None:
    path = book(tmp_path, HEADER, FIRST, before="Bìa")
    with pytest.raises(BadInput, match="empty"):
        take(office, path)
    assert take(office, path, 'sheet = "Dữ liệu"' + MAPPING).added == 1
    with pytest.raises(BadInput, match="no sheet 'Nowhere'; it has Bìa, Dữ liệu"):
        take(office, path, 'sheet = "Nowhere"' + MAPPING)


def test_rows_that_do_not_fit_are_told_by_their_number(office: Office, tmp_path: Path) -> None:
    wide, late = (*FIRST, "too much"), (3, *FIRST[1:2], "yesterday", *FIRST[3:])
    result = take(office, book(tmp_path, HEADER, wide, FIRST, late))
    assert (result.added, result.rejected) == (1, 2)
    assert result.rejected_path is not None
    told = result.rejected_path.read_text(encoding="utf-8").splitlines()[1:]
    assert [line.split(",")[0] for line in told] == ["2", "4"]


def bomb(folder: Path, name: str, size: int) -> Path:
    """A real spreadsheet with one part that unpacks to `size` bytes of nothing."""
    path = book(folder, HEADER, FIRST)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as part:
        for _ in range(size >> 20):
            part.write(bytes(1 << 20))
    return path


def test_a_part_that_swells_is_refused(office: Office, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"big.xml' unpacks to more"):
        take(office, bomb(tmp_path, "xl/big.xml", 32 << 20))


@pytest.mark.parametrize(
    ("limit", "value"), [("MOST_PARTS", 3), ("MOST_UNPACKED", 1000), ("MOST_TEXTS", 5000)]
)
def test_each_limit_holds(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    monkeypatch.setattr(spreadsheet, limit, value)
    with pytest.raises(BadInput, match="unpacks to more"):
        take(office, book(tmp_path, HEADER, FIRST))


def rebuilt(path: Path, name: str, text: bytes) -> Path:
    """The same spreadsheet with another part in the place of one."""
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in (parts | {name: text}).items():
            archive.writestr(part, data)
    return path


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
) + b']><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row><c t="inlineStr"><is><t>&j;</t></is></c></row></sheetData></worksheet>'  # fmt: skip  # noqa: E501


@pytest.mark.parametrize("text", [b"", b"<worksheet", LAUGHS], ids=["nothing", "half", "entities"])
def test_a_broken_sheet_is_said(office: Office, tmp_path: Path, text: bytes) -> None:
    path = rebuilt(book(tmp_path, HEADER, FIRST), "xl/worksheets/sheet1.xml", text)
    with pytest.raises(BadInput, match="not readable as .xlsx|the sheet is empty"):
        take(office, path)
    assert reports(office) == []


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04" + bytes(200), b"id;what\n1;x\n"], ids=["empty", "zip", "csv"]
)
def test_what_is_none_is_said(office: Office, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "old.xlsx"
    path.write_bytes(data)
    with pytest.raises(BadInput, match="not an .xlsx file"):
        take(office, path)
