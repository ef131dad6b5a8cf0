"""Print one page of the public app after another: a Freezer that asks the app itself, not a client of it."""

import mimetypes
import os
import unicodedata
import warnings
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from flask import Flask, url_for
from flask_frozen import Freezer, FrozenFlaskWarning, MimetypeMismatchWarning
from werkzeug.test import EnvironBuilder

from minhbach.errors import UnsafeState
from minhbach.public.counting import queries
from minhbach.public.counting.current import Current
from minhbach.public.counting.memory import remember
from minhbach.public.pages.addresses import Address
from minhbach.release.haste import Haste
from minhbach.release.kept import Kept

AHEAD = 250
"""Pages whose rows are read at once."""


class Press(Freezer):
    """Frozen-Flask's addresses, file names and checks; the page is made in the context that is open anyway.

    The same hooks run as for a visitor. A test client a page, the log of links and the reading back of
    what was there take several times as long as our pages do.
    """

    def __init__(self, app: Flask, folder: Path, kept: Kept | None = None) -> None:
        app.config.update(
            FREEZER_DESTINATION=str(folder), PROPAGATE_EXCEPTIONS=True, SERVER_NAME=None,
        )  # fmt: skip
        super().__init__(app, with_static_files=False, with_no_argument_rules=False, log_url_for=False)
        self._folder = str(folder)
        self._kept = kept
        self._made: set[str] = set()
        self._environment = EnvironBuilder().get_environ()
        self._current: Current = app.extensions["minhbach.current"]
        Haste(app)

    def assets(self) -> Iterator[Address]:
        """Every file of static/, in order."""
        with self.app.test_request_context():
            yield from sorted(self.static_files_urls(), key=lambda found: str(found[1]))

    def print(self, wanted: Iterable[Address]) -> Iterator[int]:
        """Write the page of every address; tells after each batch how many it held.

        UnsafeState where a page cannot be made, is not what its name says, or would take another's place.
        """
        rest = iter(wanted)
        with self._current.reading() as session, warnings.catch_warnings(), self.app.test_request_context():
            warnings.simplefilter("error", FrozenFlaskWarning)
            remember(session)
            while batch := list(islice(rest, AHEAD)):
                due = [address for address in batch if not self._take_over(address)]
                named = (values["public_id"] for _, values in due if "public_id" in values)
                queries.fetch_ahead(session, list(dict.fromkeys(named)))
                for endpoint, values in due:
                    self._print_one(unquote(url_for(endpoint, **values)))
                yield len(batch)

    def _take_over(self, address: Address) -> bool:
        """Link the page from the site before, where it is as it was."""
        if self._kept is None or not self._kept.holds(address):
            return False
        endpoint, values = address
        name = self.urlpath_to_filepath(unquote(url_for(endpoint, **values)))
        self._make_folder(name)
        try:
            os.link(self._kept.site / name, f"{self._folder}/{name}")
        except FileExistsError:
            raise UnsafeState(f"the pages cannot be frozen: two of them are /{name}") from None
        except OSError:
            return False  # not there, or a file system without links: it is made again
        return True

    def _print_one(self, url: str) -> None:
        try:
            self._build_one(url)
        except (FrozenFlaskWarning, ValueError) as wrong:
            raise UnsafeState(f"the pages cannot be frozen: {wrong}") from wrong
        except FileExistsError:
            raise UnsafeState(f"the pages cannot be frozen: two of them are {url}") from None

    def _build_one(self, url: str, last_modified: Any = None) -> str:
        """Make the page and write its file, which must not be there."""
        with self.app.request_context(self._environment | {"PATH_INFO": _wsgi(url)}):
            response = self.app.full_dispatch_request()
            if response.status_code != 200:
                raise ValueError(f"Unexpected status {response.status!r} on URL {url}")
            name = unicodedata.normalize("NFC", self.urlpath_to_filepath(url))
            kind = mimetypes.guess_type(name)[0] or self.app.config["FREEZER_DEFAULT_MIMETYPE"]
            if kind != response.mimetype:
                told = f"{url} is {response.mimetype}, its name says {kind}"
                warnings.warn(told, MimetypeMismatchWarning, stacklevel=2)
            response.direct_passthrough = False
            self._write(name, response.get_data())
            response.close()
        return name

    def _write(self, name: str, content: bytes) -> None:
        self._make_folder(name)
        with open(f"{self._folder}/{name}", "xb") as handle:
            handle.write(content)

    def _make_folder(self, name: str) -> None:
        parent, _, _ = name.rpartition("/")
        if parent not in self._made:
            os.makedirs(f"{self._folder}/{parent}", exist_ok=True)
            self._made.add(parent)


def _wsgi(url: str) -> str:
    """A path as WSGI hands it on: its UTF-8 bytes, each as one letter."""
    return url.encode().decode("latin-1")
