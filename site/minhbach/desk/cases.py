"""One report as its staff may see it: found only by who is in charge, with its place, photos and trail."""

from dataclasses import dataclass
from typing import Any, TypeVar

import shapely
from sqlmodel import Session, col, func, select

from minhbach.desk.answers import told_answers
from minhbach.places.units import DISTRICT, WARD, Place, Unit
from minhbach.privacy.text import PLACEHOLDERS, Redaction, Span
from minhbach.privacy.wording.edits import parts_of, redact_parts
from minhbach.records.amends import edits_of
from minhbach.records.joint import helpers_of
from minhbach.records.models import (
    Addition,
    CoAgency,
    Contact,
    Event,
    Note,
    Photo,
    RedactionEdit,
    Report,
    ReportPlace,
    Support,
)
from minhbach.records.notes import notes_of
from minhbach.records.office import Office
from minhbach.records.work import Actor
from minhbach.records.workflow import AGENCY, OPERATOR

AROUND = 0.015
"""Degrees of map to each side of the pin: about a mile."""
SMOOTH = 0.00005
Row = TypeVar("Row", Photo, Event, Addition)


@dataclass(frozen=True)
class Piece:
    """A stretch of text, and the span that hides it, if one does."""

    text: str
    span: Span | None = None

    @property
    def instead(self) -> str | None:
        """What the public reads in its place."""
        return PLACEHOLDERS[self.span.kind] if self.span else None


@dataclass(frozen=True)
class Case:
    """A report with what belongs to it."""

    report: Report
    places: tuple[Place, ...]
    """One a vintage, newest first."""
    photos: tuple[Photo, ...]
    events: tuple[Event, ...]
    edits: tuple[RedactionEdit, ...]
    has_contact: bool
    answers: tuple[tuple[str, str], ...] = ()
    """Question and answer."""
    additions: tuple[Addition, ...] = ()
    """What the sender said later."""
    notes: tuple[Note, ...] = ()
    helpers: tuple[CoAgency, ...] = ()
    duplicates: tuple[Report, ...] = ()
    """Reports that were merged into this one."""
    lead: Report | None = None
    """The report that this one was merged into."""
    supports: int = 0
    """How many others said "me too"."""

    def wording(self) -> dict[str, Redaction]:
        """Text and answer as the public reads them."""
        return redact_parts(parts_of(self.report), self.edits)


def find_report(session: Session, report_id: int, actor: Actor) -> Report | None:
    """The report, if `actor` may see it: any for an operator; for an agency, what it leads or helps with."""
    report = session.get(Report, report_id)
    if report is None or actor.role not in (OPERATOR, AGENCY):
        return None
    if actor.role == OPERATOR or (actor.agency is not None and report.agency == actor.agency):
        return report
    return report if actor.agency and session.get(CoAgency, (report_id, actor.agency)) else None


def open_case(session: Session, office: Office, report_id: int, actor: Actor) -> Case | None:
    """The report and what belongs to it, or None where `actor` may not see it."""
    report = find_report(session, report_id, actor)
    if report is None:
        return None
    rows = session.exec(select(ReportPlace).where(ReportPlace.report_id == report_id)).all()
    merged = select(Report).where(Report.duplicate_of == report_id).order_by(col(Report.id))
    return Case(
        report=report,
        places=tuple(_named(office, row) for row in sorted(rows, key=lambda r: r.vintage, reverse=True)),
        photos=_rows_of(session, Photo, report_id),
        events=_rows_of(session, Event, report_id),
        edits=tuple(edits_of(session, [report_id]).get(report_id, ())),
        has_contact=session.get(Contact, report_id) is not None,
        answers=told_answers(session, office, report),
        additions=_rows_of(session, Addition, report_id),
        notes=tuple(notes_of(session, report_id)),
        helpers=tuple(helpers_of(session, report_id)),
        duplicates=tuple(session.exec(merged)),
        lead=session.get(Report, report.duplicate_of) if report.duplicate_of else None,
        supports=session.exec(select(func.count()).where(col(Support.report_id) == report_id)).one(),
    )


def _rows_of(session: Session, table: type[Row], report_id: int) -> tuple[Row, ...]:
    """What belongs to a report, in the order it came."""
    mine: Any = table
    return tuple(session.exec(select(table).where(mine.report_id == report_id).order_by(mine.id)))


def pieces(text: str, redaction: Redaction) -> list[Piece]:
    """Cut a text where the public will read a placeholder."""
    cut, done = [], 0
    for span in redaction.spans:
        cut += [Piece(text[done : span.start]), Piece(span.text, span)]
        done = span.end
    return [piece for piece in [*cut, Piece(text[done:])] if piece.text]


def surroundings(office: Office, report: Report) -> dict[str, Any]:
    """The wards around a pin as GeoJSON, for the small map: its own ward is marked."""
    if report.lat is None or report.lon is None:
        return {"type": "FeatureCollection", "features": []}
    vintage = office.atlas.in_force(office.local_day(report.received_at)).id
    window = shapely.box(report.lon - AROUND, report.lat - AROUND, report.lon + AROUND, report.lat + AROUND)
    pin = shapely.Point(report.lon, report.lat)
    near = [unit for unit in office.atlas.wards(vintage) if unit.geometry.intersects(window)]
    return {"type": "FeatureCollection", "features": [_feature(unit, pin) for unit in near]}


def _feature(unit: Unit, pin: shapely.Point) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"name": unit.name, "here": bool(unit.geometry.covers(pin))},
        "geometry": shapely.geometry.mapping(unit.geometry.simplify(SMOOTH)),
    }


def _named(office: Office, row: ReportPlace) -> Place:
    if row.vintage not in {vintage.id for vintage in office.atlas.vintages}:
        return Place(row.vintage, row.ward_code, None, row.district_code, None, row.method)
    ward = office.atlas.unit(row.vintage, row.ward_code, WARD) if row.ward_code else None
    district = office.atlas.unit(row.vintage, row.district_code, DISTRICT) if row.district_code else None
    return Place(
        row.vintage, row.ward_code, ward.name if ward else None,
        row.district_code, district.name if district else None, row.method,
    )  # fmt: skip
