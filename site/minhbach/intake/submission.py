"""Take a checked report in, exactly once, and give the sender its tracking code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from types import MappingProxyType

from flask_babel import get_locale
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from minhbach.intake.form import Filled
from minhbach.intake.hiding import NOTHING, Hiding, edits_of
from minhbach.intake.photos import undoing
from minhbach.intake.spot import Spot
from minhbach.records import codes
from minhbach.records.codes import code_of_key
from minhbach.records.models import Addition, Report
from minhbach.records.office import Office
from minhbach.records.originals import keep_original
from minhbach.records.work import NewReport, receive
from minhbach.tracking import receipt_tag, tracking_hash


@dataclass(frozen=True)
class Sent:
    """What came of sending a form."""

    code: str
    again: bool
    """True where this very form had been sent before: there is still one report."""


def code_of(office: Office, key: str) -> str:
    """The tracking code that belongs to a form's key; only this installation can tell it."""
    return code_of_key(office.keyring, key)


def was_sent(office: Office, key: str) -> bool:
    """Whether a form with this key is in already."""
    with office.private.reading() as session:
        return _is_in(session, keyed(office, "submission", key).hex())


@dataclass(frozen=True)
class Origin:
    """Which door a report came through."""

    channel: str = "web"
    """Also the source, which its ids are told apart by."""
    source_id: str | None = None
    code_key: str | None = None
    """What the tracking code is made from where the form's key is known to others."""
    received_at: datetime | None = None
    """When it reached the city, where that was before now."""
    more: str = ""
    """What its sender wrote besides: an addition, which staff alone read."""


def submit(
    office: Office,
    filled: Filled,
    spot: Spot | None,
    photos: Sequence[bytes],
    answers: Mapping[str, str] = MappingProxyType({}),
    origin: Origin = Origin(),
    hiding: Hiding = NOTHING,
) -> Sent:
    """Write the report with its photos and what its sender hides, all or nothing.

    Without a spot an operator asks for the place. A replay writes nothing and gets the same code.
    """
    mark = keyed(office, "submission", filled.key).hex()
    code = code_of(office, origin.code_key or filled.key)
    new = NewReport(
        text=filled.text,
        category=filled.category,
        received_at=origin.received_at or office.now(),
        lat=spot.lat if spot else None,
        lon=spot.lon if spot else None,
        places=spot.places if spot else (),
        reach=filled.reach,
        answers=answers,
        may_publish=not filled.keep_private,
        channel=origin.channel,
        source=origin.channel,
        source_id=origin.source_id,
        tracking_hash=tracking_hash(code, office.keyring.secret("tracking")),
        receipt_tag=receipt_tag(code),
        submission_key=mark,
        language=str(get_locale() or office.city.languages[0]),
    )
    try:
        return Sent(code, again=not _write(office, new, mark, photos, hiding, origin.more))
    except IntegrityError:  # on a server two sendings at once both find nothing; the key lets one in
        if not was_sent(office, filled.key):
            raise
        return Sent(code, again=True)


def _write(
    office: Office, new: NewReport, mark: str, photos: Sequence[bytes], hiding: Hiding, more: str
) -> bool:
    """Whether the report was written; photo files of a failed writing are taken away again."""
    folder = office.settings.originals
    with undoing() as kept, office.private.writing() as session:
        if _is_in(session, mark):
            return False
        report = receive(session, office.deadlines.stamped(new), office.keyring)
        if more:
            session.add(Addition(report_id=report.id or 0, at=new.received_at, text=more))
        session.add_all(edits_of(new.text, hiding.words, new.received_at, report.id or 0))
        for data, boxes in zip_longest(photos, hiding.boxes[: len(photos)]):
            photo = keep_original(session, office.keyring, folder, report, data, new.received_at)
            photo.boxes = boxes
            kept.append(folder / photo.stored_name)
    return True


def _is_in(session: Session, mark: str) -> bool:
    return session.exec(select(Report.id).where(Report.submission_key == mark)).first() is not None


def keyed(office: Office, purpose: str, key: str) -> bytes:
    """What follows from a key for one purpose; only this installation can tell it (32 bytes)."""
    return codes.keyed(office.keyring, purpose, key)
