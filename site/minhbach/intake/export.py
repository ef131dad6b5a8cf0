"""Everything kept about one report, for its sender: one JSON file and the photos, in a zip."""

import io
import zipfile
from typing import Any

import orjson
from sqlmodel import Session, col, select

from minhbach.places.units import DISTRICT, WARD
from minhbach.records.answers import answers_of
from minhbach.records.contacts import reveal_contact
from minhbach.records.keyring import Erased
from minhbach.records.models import Addition, Credit, Event, Message, Photo, Report, ReportPlace
from minhbach.records.office import Office
from minhbach.records.originals import open_original
from minhbach.records.workflow import CITIZEN

FILE = "report.json"
SECRETS = ("id", "tracking_hash", "submission_key", "receipt_tag", "trail", "version", "duplicate_of")
"""Columns that say nothing of the sender: our own numbers, and hashes that could only be attacked."""
_STARTS = {b"\xff\xd8": "jpg", b"\x89PNG": "png", b"RIFF": "webp"}


def export(office: Office, session: Session, report: Report) -> bytes:
    """The zip. It is made in memory: nothing of it, in clear, ever touches the disk."""
    photos = _photos(office, session, report)
    told = {
        "report": report.model_dump(exclude=set(SECRETS)),
        "places": _places(office, session, report),
        "answers": answers_of(session, report.id or 0),
        "contact": _contact(office, session, report),
        "photos": [name for name, _ in photos],
        "additions": _rows(session, report, Addition, {"at", "text"}),
        "credit": next(iter(_rows(session, report, Credit, {"pseudonym", "public", "at"})), None),
        "messages": _messages(session, report),
        "events": _events(session, report),
        "left_out": "Names and notes of the staff who worked on it, and what others sent who saw the same.",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(FILE, orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_NAIVE_UTC))
        for name, data in photos:
            archive.writestr(name, data)
    return packed.getvalue()


def _places(office: Office, session: Session, report: Report) -> list[dict[str, Any]]:
    rows = session.exec(
        select(ReportPlace).where(ReportPlace.report_id == report.id).order_by(col(ReportPlace.vintage))
    )
    return [
        row.model_dump(exclude={"report_id"})
        | {"ward": _name(office, row.vintage, row.ward_code, WARD),
           "district": _name(office, row.vintage, row.district_code, DISTRICT)}
        for row in rows
    ]  # fmt: skip


def _name(office: Office, vintage: str, code: str | None, level: str) -> str | None:
    known = code and vintage in {known.id for known in office.atlas.vintages}
    unit = office.atlas.unit(vintage, code, level) if code and known else None
    return unit.name if unit else None


def _contact(office: Office, session: Session, report: Report) -> dict[str, Any] | None:
    try:
        reach = reveal_contact(session, office.keyring, report)
    except Erased:
        return None
    return {"name": reach.name, "phone": reach.phone, "email": reach.email} if reach else None


def _photos(office: Office, session: Session, report: Report) -> list[tuple[str, bytes]]:
    """The sender's photos as they were sent, by a name in the zip; those that are gone have none."""
    query = select(Photo).where(
        Photo.report_id == report.id, Photo.kind == "report", col(Photo.gone_at).is_(None)
    )
    found = []
    for number, photo in enumerate(session.exec(query.order_by(col(Photo.id))), start=1):
        try:
            data = open_original(office.keyring, office.settings.originals, report, photo)
        except (Erased, FileNotFoundError):
            continue
        ending = next((ending for start, ending in _STARTS.items() if data.startswith(start)), "heic")
        found.append((f"photos/{number}.{ending}", data))
    return found


def _rows(
    session: Session, report: Report, table: type[Addition] | type[Credit], kept: set[str]
) -> list[dict[str, Any]]:
    query = select(table).where(table.report_id == report.id).order_by(col(table.at))
    return [row.model_dump(include=kept) for row in session.exec(query)]


def _messages(session: Session, report: Report) -> list[dict[str, Any]]:
    """What was written to the sender, and when; the words are the city's own, by kind."""
    mine = select(Message).where(Message.report_id == report.id, Message.recipient == CITIZEN)
    kept = {"kind", "via", "language", "created_at", "sent_at"}
    return [message.model_dump(include=kept) for message in session.exec(mine.order_by(col(Message.id)))]


def _events(session: Session, report: Report) -> list[dict[str, Any]]:
    """The trail by role: which colleague it was is the trail's own, and behind the door."""
    query = select(Event).where(Event.report_id == report.id).order_by(col(Event.id))
    kept = {"at", "role", "action", "from_status", "to_status"}
    return [event.model_dump(include=kept) for event in session.exec(query)]
