"""Which edition the running app shows: the newest, or the one that a freeze holds on to."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app
from sqlmodel import Session

from minhbach.public.counting.edition import Edition
from minhbach.public.counting.releases import newest_release
from minhbach.public.drawing.gallery import Gallery
from minhbach.public.showroom import Showroom


class Current:
    """Counts an edition again only when there is a newer release.

    Given a session, it stays with that session's state, so that all pages of a freeze agree.
    """

    def __init__(self, showroom: Showroom, held: Session | None = None) -> None:
        self.showroom = showroom
        self._held = held
        self._shown: tuple[str, Edition, Gallery] | None = None

    def hold(self, session: Session) -> None:
        """Read from another session, which sees the same state: in a process of its own."""
        self._held = session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session to read one page's rows from."""
        if self._held is not None:
            yield self._held
        else:
            with self.showroom.public.reading() as session:
                yield session

    def now(self) -> tuple[Edition, Gallery]:
        """The edition to show, with its drawings."""
        shown = self._shown
        if shown is not None and self._held is not None:
            return shown[1:]
        with self.reading() as session:
            release = newest_release(session)
            stamp = f"{release.id} {release.digest}" if release else ""
            if shown is None or shown[0] != stamp:
                edition = Edition.read(self.showroom, session)
                shown = self._shown = stamp, edition, Gallery(edition)
        return shown[1:]


def current() -> Current:
    """The running public app's."""
    found: Current = current_app.extensions["minhbach.current"]
    return found


def edition() -> Edition:
    """The edition that this request shows."""
    return current().now()[0]


def gallery() -> Gallery:
    """The drawings of the edition that this request shows."""
    return current().now()[1]
