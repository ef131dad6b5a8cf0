"""Freeze the public app into files: every address that the data name, in one state of the database."""

import warnings
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask_frozen import Freezer, FrozenFlaskWarning, MissingURLGeneratorWarning

from minhbach.errors import UnsafeState
from minhbach.public.addresses import Address, addresses
from minhbach.public.current import Current

Progress = Callable[[int, int], None]


def freeze(app: Flask, folder: Path, progress: Progress | None = None) -> int:
    """Write every page and asset under `folder`; gives how many. A page that fails stops it all."""
    current: Current = app.extensions["minhbach.current"]
    wanted: list[Address] = list(addresses(current))
    app.config.update(
        FREEZER_DESTINATION=str(folder),
        FREEZER_REMOVE_EXTRA_FILES=False,  # the data of the release are there already
        FREEZER_REDIRECT_POLICY="error",
        PROPAGATE_EXCEPTIONS=True,
        SERVER_NAME=None,
    )
    # Generators are explicit: following url_for would freeze whatever a template happens to link.
    freezer = Freezer(app, with_static_files=True, with_no_argument_rules=False, log_url_for=False)
    freezer.register_generator(lambda: iter(wanted))
    done = 0
    with warnings.catch_warnings():
        warnings.simplefilter("error", FrozenFlaskWarning)
        # A city without photos freezes none; that no other route is forgotten is a test's business.
        warnings.simplefilter("ignore", MissingURLGeneratorWarning)
        try:
            for done, _page in enumerate(freezer.freeze_yield(), start=1):
                if progress:
                    progress(min(done, len(wanted)), len(wanted))
        except (FrozenFlaskWarning, ValueError) as wrong:
            raise UnsafeState(f"the pages cannot be frozen: {wrong}") from wrong
    return done
