"""Rows of an .xlsx spreadsheet, one after another; what unpacks to far more than it seems is refused.

Memory holds one row, and all of the file's different texts: the format keeps these in one table.
"""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from minhbach.errors import BadInput

MOST_UNPACKED = 4 << 30
MOST_TEXTS = 512 << 20
"""Unpacked bytes of a part that is no sheet, such as the table of texts: these are held in memory."""
MOST_PARTS = 2000
MOST_RATIO = 200
"""Real sheets shrink to a tenth or a twentieth; a bomb to a thousandth."""
_SMALL = 10 << 20
_SHEETS = "xl/worksheets/"
_BROKEN = (zipfile.BadZipFile, InvalidFileException, ParseError, LookupError, ValueError, TypeError, EOFError)


def cells_of(path: Path, sheet: str | None) -> Iterator[tuple[Any, ...]]:
    """The rows of a named sheet, or of the first, as cells; BadInput where it is broken or a bomb."""
    _refuse_bombs(path)
    number = 0
    try:
        # Our own handle: it is closed whatever a broken part does to the reader.
        with path.open("rb") as handle:
            book = load_workbook(handle, read_only=True, data_only=True, keep_links=False)
            page = book[_named(path, sheet, book.sheetnames)]
            page.reset_dimensions()  # what a file says of its size may be wrong
            for cells in page.iter_rows(values_only=True):
                number += 1
                yield cells
    except _BROKEN as wrong:
        if isinstance(wrong, BadInput):
            raise
        raise BadInput(f"{path}: not readable as .xlsx after row {number}: save it anew") from None


def _named(path: Path, sheet: str | None, there: list[str]) -> str:
    if not there:
        raise BadInput(f"{path}: has no sheet")
    if sheet is not None and sheet not in there:
        raise BadInput(f"{path}: has no sheet {sheet!r}; it has {', '.join(there)[:200]}")
    return sheet or there[0]


def _refuse_bombs(path: Path) -> None:
    # The sizes that the parts are read up to: one that lies about its own is cut short, and found broken.
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError):
        raise BadInput(f"{path}: not an .xlsx file: save it anew") from None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise BadInput(f"{path}: unpacks to more than is taken: split it, or save it as CSV")
    for part in parts:
        swells = part.file_size > _SMALL and part.file_size > MOST_RATIO * max(part.compress_size, 1)
        if swells or (part.file_size > MOST_TEXTS and not part.filename.lower().startswith(_SHEETS)):
            raise BadInput(f"{path}: {part.filename[:80]!r} unpacks to more than is taken: save it as CSV")
