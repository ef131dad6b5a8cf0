"""Find reports by what an operator remembers of them: the public id, words, the ward, the category.

Diacritics and case do not matter: "nap cong vo" finds "Nắp cống vỡ". Neither store can compare like that, so
the newest 20,000 are read and compared here: about a second, and the page says where it stopped.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select
from sqlmodel import Session, col

from minhbach.desk.queue import Line, Rows, lines_of, read_lines
from minhbach.desk.shelves import shelf_of, within
from minhbach.places.names import fold
from minhbach.records.models import PUBLIC_ID_ALPHABET, Report, ReportPlace
from minhbach.records.work import Actor

MOST_FOUND = 100
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
        named = lines_of(names.vintage).where(*_seen(actor), col(Report.public_id) == public_id)
        if lines := read_lines(session, actor, named):
            return Found(asked, lines, more=False)
    words = fold(asked).split()
    if not words:
        return Found(asked, (), more=False)
    said = list(_said(session, actor, names))
    ids = [report_id for report_id, all_said in said if all(word in all_said for word in words)]
    wanted = lines_of(names.vintage).where(col(Report.id).in_(ids[:MOST_FOUND]))
    lines = read_lines(session, actor, wanted.order_by(col(Report.received_at).desc(), col(Report.id).desc()))
    more = len(ids) > MOST_FOUND or len(said) >= MOST_READ
    return Found(asked, tuple(line for line in lines if _still_says(line, words, names)), more)


def _still_says(line: Line, words: list[str], names: Names) -> bool:
    """Whether the words stand in what may be read: else a search would tell an agency what is hidden."""
    all_said = _folded(line.text, line.report.category, line.ward_code, names)
    return all(word in all_said for word in words)


def _said(session: Session, actor: Actor, names: Names) -> Iterator[tuple[int, str]]:
    """The newest reports' numbers, each with all its words, folded."""
    for report_id, text, category, ward in session.execute(_newest(actor, names.vintage)):
        yield report_id, _folded(text, category, ward, names)


def _folded(text: str, category: str, ward_code: str | None, names: Names) -> str:
    return " ".join((fold(text), names.categories.get(category, ""), names.wards.get(ward_code or "", "")))


def _newest(actor: Actor, vintage: str) -> Rows:
    here = and_(col(ReportPlace.report_id) == col(Report.id), col(ReportPlace.vintage) == vintage)
    return (
        select(col(Report.id), col(Report.text), col(Report.category), col(ReportPlace.ward_code))
        .join(ReportPlace, here, isouter=True)
        .where(*_seen(actor))
        .order_by(col(Report.received_at).desc(), col(Report.id).desc())
        .limit(MOST_READ)
        .execution_options(yield_per=1000)
    )


def _seen(actor: Actor) -> list[Any]:
    return within(shelf_of(actor, "all"), actor)


def _public_id(asked: str) -> str | None:
    """The public id that was typed, if it can be one."""
    plain = asked.strip().lstrip("#").lower()
    return plain if len(plain) == _ID_LENGTH and set(plain) <= set(PUBLIC_ID_ALPHABET) else None
