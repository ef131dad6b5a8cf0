"""Which dated state of public.db is shown: the newest release, and when a new one is due."""

from datetime import date

from sqlmodel import Session, col, select

from minhbach.ledger.chain import link
from minhbach.public.counting.digest import digest
from minhbach.public.models import PublicRelease


def newest_release(session: Session) -> PublicRelease | None:
    """The release that pages and files are made from; None before the first."""
    query = select(PublicRelease).order_by(col(PublicRelease.day).desc(), col(PublicRelease.number).desc())
    return session.exec(query).first()


def date_release(session: Session, today: date) -> tuple[PublicRelease, bool]:
    """The newest release if it says what the tables say now, else a new one of today; True for a new one."""
    session.flush()
    newest, now = newest_release(session), digest(session)
    if newest is not None and newest.digest == now.whole:
        return newest, False
    # A clock that went back must not put a release before one that is already out.
    day = max(today, newest.day) if newest else today
    number = newest.number + 1 if newest and newest.day == day else 1
    name = f"{day}" if number == 1 else f"{day}.{number}"
    joint = link(newest.chain if newest else None, name, day, now.records, now.root, now.counts)
    release = PublicRelease(
        id=name, day=day, number=number, digest=now.whole, records=now.records, root=now.root,
        counts=now.counts, chain=joint.chain,
    )  # fmt: skip
    session.add(release)
    session.flush()
    return release, True


def all_releases(session: Session) -> list[PublicRelease]:
    """Every release, oldest first, as they are chained."""
    query = select(PublicRelease).order_by(col(PublicRelease.day), col(PublicRelease.number))
    return list(session.exec(query))
