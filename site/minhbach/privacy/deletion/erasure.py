"""Give up for good what private.db knows beyond the public record: at a sender's wish, or by retention."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, delete, select

from minhbach.places.units import WARD
from minhbach.privacy.deletion.beside import OF_THE_SENDER, redacted, soften_beside
from minhbach.privacy.place.location import SENSITIVE, PublicPoint, generalise
from minhbach.privacy.wording.edits import parts_of, settle
from minhbach.records.contacts import drop_contact
from minhbach.records.models import Contact, Photo, RedactionEdit, Report, ReportPlace
from minhbach.records.office import Office
from minhbach.records.originals import drop_originals
from minhbach.records.work import Actor, rewrite

ERASED = "erased"
"""The keyring's mark of a sender's wish: what a restored backup brings back is erased again by it."""


def erase(session: Session, office: Office, report: Report, actor: Actor) -> None:
    """Destroy the report's key and delete contact, original photos, exact wording and exact place.

    The key goes first: from there on every copy is unreadable, and a second try finds what is left.
    """
    report_id, at = report.id or 0, office.now()
    office.keyring.mark(ERASED, [report.public_id], at)
    office.keyring.destroy([report.public_id], at)
    drop_contact(session, report_id)
    drop_originals(session, office.settings.originals, report_id)
    rewrite(session, report, actor, at, "erase", anonymised(session, office, report))


def can_erase(session: Session, report: Report) -> bool:
    """Whether anything is left that a sender could ask to delete."""
    held: list[Any] = [table.report_id for table in (Contact, Photo, *OF_THE_SENDER)]  # type: ignore[attr-defined]
    kept = (session.exec(select(one).where(one == report.id).limit(1)).first() for one in held)
    return report.anonymised_at is None or any(kept)


def anonymised(session: Session, office: Office, report: Report) -> dict[str, Any]:
    """New values for a report that say no more than the public record; its places are cut down at once."""
    values: dict[str, Any] = {"anonymised_at": office.now()}
    words, still = settle(parts_of(report), _edits(session, report))
    values |= words
    values["refusal_note"] = redacted(report.refusal_note)
    values["question"] = redacted(report.question)
    soften_beside(session, office, report)
    forget_edits(session, report)
    session.add_all(still)
    if report.anonymised_at is not None or report.lat is None:
        return values
    point = _public_point(session, office, report)
    _forget_places(session, office, report, point)
    return values | {
        "lat": point.lat if point else None,
        "lon": point.lon if point else None,
        "coarse_m": point.uncertainty_m if point else None,
    }


def forget_edits(session: Session, report: Report) -> None:
    """Delete what operators hid or showed in a wording that is gone: it points into it."""
    session.connection().execute(delete(RedactionEdit).where(col(RedactionEdit.report_id) == report.id))


def _edits(session: Session, report: Report) -> Sequence[RedactionEdit]:
    return session.exec(select(RedactionEdit).where(RedactionEdit.report_id == report.id)).all()


def _public_point(session: Session, office: Office, report: Report) -> PublicPoint | None:
    """Where the public is told that it lies; of a category that the pack no longer has, the ward."""
    place = session.get(ReportPlace, (report.id, _own_vintage(office, report)))
    ward = office.atlas.unit(place.vintage, place.ward_code, WARD) if place and place.ward_code else None
    if ward is None or report.lat is None or report.lon is None:
        return None
    category = office.city.categories.get(report.category)
    return generalise(report.lat, report.lon, ward, category.concerns if category else SENSITIVE)


def _forget_places(session: Session, office: Office, report: Report, point: PublicPoint | None) -> None:
    """Name the units of other vintages by the coarse point: the real ones would narrow it down again."""
    own = _own_vintage(office, report)
    others = (col(ReportPlace.report_id) == report.id, col(ReportPlace.vintage) != own)
    session.connection().execute(delete(ReportPlace).where(*others))
    found = office.atlas.locate(point.lat, point.lon) if point else []
    session.add_all(
        ReportPlace(report_id=report.id or 0, vintage=p.vintage, ward_code=p.ward_code,
                    district_code=p.district_code, method=p.method)
        for p in found if p.vintage != own
    )  # fmt: skip


def _own_vintage(office: Office, report: Report) -> str:
    return office.atlas.in_force(office.local_day(report.received_at)).id
