"""Photos on their way out: the first of a report that can be cleaned, and the first of what was done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import col, select

from minhbach.databases import Database
from minhbach.files import write_bytes
from minhbach.privacy.photos import PhotoCleaner, PhotoRefused, clean_photo, read_boxes
from minhbach.public.models import PublicReport
from minhbach.records.keyring import Erased
from minhbach.records.models import Photo, Report
from minhbach.records.office import Office
from minhbach.records.originals import open_original

OF_SENDERS, AFTER = ("report", "support"), "after"
"""Kinds of photos: the sender's own comes before those of others who saw the same."""


@dataclass(frozen=True)
class Pictures:
    """Names of the cleaned photos that the public sees of one report."""

    photo: str | None = None
    after: str | None = None


@dataclass(frozen=True)
class Passed:
    """What came of one report's photos."""

    pictures: Pictures = Pictures()
    refused: int = 0
    """Photos that could not be cleaned, and so stay private."""


def pass_photos(
    office: Office, cleaner: PhotoCleaner, report: Report, photos: Sequence[Photo], shown: Pictures
) -> Passed:
    """Clean and keep what an operator let through of `photos`; what cannot be cleaned stays private.

    Where retention deleted an original, what is `shown` stays: it was clean when it passed.
    """
    own = sorted((p for p in photos if p.kind in OF_SENDERS), key=lambda p: OF_SENDERS.index(p.kind))
    photo, wrong = _first(office, cleaner, report, own, shown.photo)
    after, also_wrong = _first(office, cleaner, report, [p for p in photos if p.kind == AFTER], shown.after)
    return Passed(Pictures(photo, after), wrong + also_wrong)


def _first(
    office: Office, cleaner: PhotoCleaner, report: Report, photos: Iterable[Photo], shown: str | None
) -> tuple[str | None, int]:
    """The name of the first that can be shown, and how many before it could not be cleaned."""
    refused = 0
    for photo in photos:
        if photo.gone_at is None:
            if name := _cleaned(office, cleaner, report, photo):
                return name, refused
            refused += 1
        elif shown and (office.settings.public_photos / shown).exists():
            return shown, refused
    return None, refused


def _cleaned(office: Office, cleaner: PhotoCleaner, report: Report, photo: Photo) -> str | None:
    try:
        original = open_original(office.keyring, office.settings.originals, report, photo)
        clean = clean_photo if report.made_up else cleaner  # a made-up picture shows nobody's face
        cleaned = clean(original, boxes=read_boxes(photo.boxes))
    except (PhotoRefused, Erased, FileNotFoundError):
        return None
    path = office.settings.public_photos / cleaned.name
    if not path.exists():
        write_bytes(path, cleaned.data)
    return cleaned.name


def shown_pictures(public: Database, public_ids: Sequence[str]) -> dict[str, Pictures]:
    """The photos that are public of some reports, by public id."""
    seen = select(PublicReport.public_id, PublicReport.photo, PublicReport.photo_after)
    with public.reading() as showing:
        rows = showing.exec(seen.where(col(PublicReport.public_id).in_(public_ids)))
        return {public_id: Pictures(photo, after) for public_id, photo, after in rows}


def sweep_photos(folder: Path, *databases: Database) -> None:
    """Delete cleaned photos that no public report of any of these databases shows any more."""
    shown: set[str | None] = set()
    for database in databases:
        with database.reading() as showing:
            for column in (PublicReport.photo, PublicReport.photo_after):
                shown.update(showing.execute(select(column)).scalars())
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in shown:
            path.unlink()
