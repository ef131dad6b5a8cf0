"""A home for made-up reports: never one that holds a citizen's."""

from pathlib import Path

from sqlmodel import Session, col, delete, func, select

from minhbach.errors import BadInput
from minhbach.files import replacing
from minhbach.records.models import AgencyRecord, Photo, Report, Staff
from minhbach.records.office import Office

CANARIES, ACCOUNTS = "demo-canaries.txt", "demo-staff.txt"


def empty_home(office: Office) -> None:
    """Take out the made-up reports of an earlier demo; BadInput where the home has real ones."""
    settings = office.settings
    with office.private.writing() as session:
        real = session.exec(select(func.count()).where(col(Report.made_up).is_(False))).one()
        if real:
            raise BadInput(
                f"{settings.home} holds {real} reports that are not made up: a demo would replace them; "
                "set MINHBACH_HOME to another folder"
            )
        photos = list(session.exec(select(Photo.stored_name)))
        if session.exec(select(Report.id).limit(1)).first() is not None:
            _remove_all(session)
    for name in photos:
        (settings.originals / name).unlink(missing_ok=True)


def _remove_all(session: Session) -> None:
    """Reports take places, contacts, photos and trail with them. The keys stay: nothing real was sealed."""
    session.exec(delete(Report))
    session.exec(delete(AgencyRecord))
    session.exec(delete(Staff))


def write_private(path: Path, lines: list[str]) -> None:
    """Write a file that only the home's owner can read."""
    with replacing(path) as beside:
        beside.touch(mode=0o600)
        beside.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
