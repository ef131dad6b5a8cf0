"""How often one origin may send or look up, counted in the database so that all processes agree."""

import hmac
from datetime import timedelta

from sqlmodel import col, delete, func, select
from werkzeug.exceptions import TooManyRequests

from minhbach.records.models import Attempt
from minhbach.records.office import Office

WINDOW = timedelta(minutes=10)


def count_attempt(office: Office, what: str, origin: str, most: int) -> None:
    """Count one more `what` from `origin`; raises TooManyRequests after `most` within ten minutes.

    Addresses are kept only as keyed hashes that change every day, and go when the window is over:
    who wrote from where cannot be read back from them.
    """
    now = office.now()
    secret = office.keyring.secret("origins")
    name = hmac.digest(secret, f"{now:%Y-%m-%d} {origin}".encode(), "sha256").hex()[:32]
    key = f"{what}:{name}"
    with office.private.writing() as session:
        session.connection().execute(
            delete(Attempt).where(col(Attempt.what).startswith(f"{what}:"), col(Attempt.at) < now - WINDOW)
        )
        count = session.exec(select(func.count()).where(Attempt.what == key)).one()
        if count < most:
            session.add(Attempt(what=key, at=now))
    if count >= most:
        raise TooManyRequests
