"""Find reports by what an operator remembers of them: the public id, words, the ward, the category.

Diacritics and case do not matter: "nap cong vo" finds "Nắp cống vỡ". Neither store can compare like that, so
the newest 20,000 are read and compared here, and the page says where it stopped.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlmodel import Session, col

from minhbach.desk.queue import Line, Rows, lines_of, read_lines
from minhbach.desk.shelves import Shelf, shelves_of, within
from minhbach.places.names import fold
from minhbach.records.models import PUBLIC_ID_ALPHABET, Report, ReportPlace
from minhbach.records.work import Actor

MOST_FOUND = 50
MOST_READ = 20_000
_ID_LENGTH = 10


@dataclass(frozen=True)
class Found:
    """What a search brought."""

    asked: str
    lines: tuple[Line, ...]
    """Newest first."""
    more: bool
    """More were found than are shown, or more are kept than were read."""


@dataclass(frozen=True)
class Names:
    """What places and categories are called, by code; folded."""

    wards: Mapping[str, str]
    categories: Mapping[str, str]
    vintage: str


def find_reports(session: Session, actor: Actor, asked: str, names: Names) -> Found:
    """Reports that `actor` may see and that say every word of `asked`."""
    if public_id := _public_id(asked):
        for shelf in _searched(actor):
            named = lines_of(names.vintage).where(*within(shelf, actor), col(Report.public_id) == public_id)
            if lines := read_lines(session, actor, named):
                return Found(asked, lines, more=False)
    words = fold(asked).split()
    if not words:
        return Found(asked, (), more=False)
    ids, read = _scan(session, actor, words, names)
    wanted = lines_of(names.vintage).where(col(Report.id).in_(ids[:MOST_FOUND]))
    lines = read_lines(session, actor, wanted.order_by(col(Report.received_at).desc(), col(Report.id).desc()))
    more = len(ids) > MOST_FOUND or read >= MOST_READ
    return Found(asked, tuple(line for line in lines if _still_says(line, words, names)), more)


def _still_says(line: Line, words: list[str], names: Names) -> bool:
    """Whether the words stand in what may be read: else a search would tell an agency what is hidden."""
    all_said = _folded(line.text, line.report.category, line.ward_code, names)
    return all(word in all_said for word in words)


def _scan(session: Session, actor: Actor, words: list[str], names: Names) -> tuple[list[int], int]:
    """The newest reports that may say every word, and how many were read for that."""
    ids: dict[int, None] = {}
    read = 0
    for shelf in _searched(actor):
        for report_id, text, category, ward in session.execute(_newest(shelf, actor, names.vintage)):
            read += 1
            all_said = (_plain(text), names.categories.get(category, ""), names.wards.get(ward or "", ""))
            if all(any(word in said for said in all_said) for word in words):
                ids[report_id] = None
            if len(ids) > MOST_FOUND:
                return list(ids), read
    return list(ids), read


def _searched(actor: Actor) -> list[Shelf]:
    return [shelf for shelf in shelves_of(actor) if shelf.code in ("all", "helped")]


def _plain(text: str) -> str:
    """What fold() makes of a text, but for its spaces and signs, in a tenth of the time."""
    return text.lower() if text.isascii() else text.lower().translate(_LETTERS)


def _letters() -> dict[int, str | None]:
    """Each accented Latin letter as the plain one; accents that stand alone are dropped."""
    plain: dict[int, str | None] = dict.fromkeys(range(0x300, 0x370)) | {ord("đ"): "d"}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        first = unicodedata.normalize("NFD", chr(code))[0]
        if first.isascii():
            plain[code] = first
    return plain


_LETTERS = _letters()


def _folded(text: str, category: str, ward_code: str | None, names: Names) -> str:
    return " ".join((fold(text), names.categories.get(category, ""), names.wards.get(ward_code or "", "")))


def _newest(shelf: Shelf, actor: Actor, vintage: str) -> Rows:
    here = and_(col(ReportPlace.report_id) == col(Report.id), col(ReportPlace.vintage) == vintage)
    return (
        select(col(Report.id), col(Report.text), col(Report.category), col(ReportPlace.ward_code))
        .join(ReportPlace, here, isouter=True)
        .where(*within(shelf, actor))
        .order_by(col(Report.received_at).desc(), col(Report.id).desc())
        .limit(MOST_READ)
        .execution_options(yield_per=1000)
    )


def _public_id(asked: str) -> str | None:
    """The public id that was typed, if it can be one."""
    plain = asked.strip().lstrip("#").lower()
    return plain if len(plain) == _ID_LENGTH and set(plain) <= set(PUBLIC_ID_ALPHABET) else None
