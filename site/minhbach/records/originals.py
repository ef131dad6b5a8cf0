"""Photos as they came in: sealed under the report's own key, in a folder that nothing serves."""

import secrets
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from minhbach.files import replacing
from minhbach.records.keyring import Keyring
from minhbach.records.models import Photo, Report


def keep_original(
    session: Session, keyring: Keyring, folder: Path, report: Report, data: bytes, at: datetime
) -> Photo:
    """Seal a photo's bytes into `folder` under a random name, and add its row to the session."""
    if report.id is None:
        raise ValueError("the report must be flushed before its photos are kept")
    name = secrets.token_hex(16)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with replacing(folder / name) as beside:
        beside.touch(mode=0o600)
        beside.write_bytes(keyring.seal(report.public_id, data, name))
    photo = Photo(report_id=report.id, stored_name=name, received_at=at)
    session.add(photo)
    return photo


def drop_originals(session: Session, folder: Path, report_id: int) -> int:
    """Delete a report's original photos and all that is known of them; returns how many there were."""
    photos = session.exec(select(Photo).where(Photo.report_id == report_id)).all()
    for photo in photos:
        _delete(folder, photo)
        session.delete(photo)
    return len(photos)


def retire_originals(session: Session, folder: Path, report_id: int, at: datetime) -> int:
    """Delete a report's original photos; that a cleaned one may be public stays known. Returns how many."""
    query = select(Photo).where(Photo.report_id == report_id, col(Photo.gone_at).is_(None))
    photos = session.exec(query).all()
    for photo in photos:
        _delete(folder, photo)
        if photo.may_publish:
            photo.gone_at = at
            session.add(photo)
        else:
            session.delete(photo)
    return len(photos)


def _delete(folder: Path, photo: Photo) -> None:
    # Before the row is: while a file is there, something names it, and a second try finds it.
    (folder / photo.stored_name).unlink(missing_ok=True)


def open_original(keyring: Keyring, folder: Path, report: Report, photo: Photo) -> bytes:
    """The bytes that the citizen sent; raises Erased where the report's key was destroyed."""
    return keyring.unseal(report.public_id, (folder / photo.stored_name).read_bytes(), photo.stored_name)
