"""How fast the site freezes beside Frozen-Flask as it is, over the home's own public.db, in one run.

    MINHBACH_HOME=… python scripts/bench/freeze.py [PROCESSES]

Frozen-Flask as it is: its Freezer with its own defaults over the same app and the same addresses.
"""

import json
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from flask_frozen import Freezer, MissingURLGeneratorWarning

from minhbach.config import Settings
from minhbach.places.units import DISTRICT, WARD
from minhbach.public.app import create_public_app
from minhbach.public.counting import queries
from minhbach.public.pages.addresses import addresses
from minhbach.public.showroom import Showroom
from minhbach.release.crew import hands
from minhbach.release.freeze import freeze
from minhbach.release.kept import Kept
from minhbach.release.state import one_state

RAM = Path("/dev/shm")  # noqa: S108  (a ramdisk where there is one, so that no disk is measured)


def main(processes: int) -> None:
    """Print seconds, pages a second and ratios as JSON, and whether both made the same bytes."""
    room = Showroom.open(Settings.from_environment())
    with tempfile.TemporaryDirectory(dir=RAM if RAM.is_dir() else None) as scratch:
        as_is, alone, together = (Path(scratch) / name for name in ("as-is", "alone", "together"))
        seconds = {"frozen_flask_as_is": timed(lambda: freeze_as_is(room, as_is))}
        seconds["one_process"] = timed(lambda: freeze_ours(room, alone, 1))
        seconds[f"{processes}_processes"] = timed(lambda: freeze_ours(room, together, processes))
        again, changed = Path(scratch) / "again", one_percent(room, together)
        seconds["one_percent_of_reports_changed"] = timed(
            lambda: freeze_ours(room, again, processes, changed)
        )
        made = tree(as_is)
        same = made == tree(alone) == tree(together) == tree(again)
        kept = sum(path.stat().st_nlink > 1 for path in again.rglob("*") if path.is_file())
    first = seconds["frozen_flask_as_is"]
    result = {
        "files": len(made),
        "same_bytes": same,
        "kept_of_them": kept,
        "seconds": {name: round(taken, 2) for name, taken in seconds.items()},
        "files_a_second": {name: round(len(made) / taken) for name, taken in seconds.items()},
        "times_as_fast": {name: round(first / taken, 1) for name, taken in seconds.items()},
    }
    print(json.dumps(result, indent=1))
    if not same:
        sys.exit("the two did not make the same files")


def freeze_as_is(room: Showroom, folder: Path) -> None:
    """The app as it serves, frozen by Frozen-Flask with its defaults."""
    app = create_public_app(room.settings, opened=room)
    app.config["FREEZER_DESTINATION"] = str(folder)
    freezer = Freezer(app)
    freezer.register_generator(lambda: addresses(app.extensions["minhbach.current"]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MissingURLGeneratorWarning)  # a home without photos
        freezer.freeze()


def one_percent(room: Showroom, site: Path) -> Kept:
    """As if every hundredth resolved report had changed since, and with it the units that it lies in."""
    kept = Kept(site)
    with room.public.reading() as session:
        for public_id in queries.resolved_ids(session)[::100]:
            kept.reports.add(public_id)
            for place in queries.places_of(session, public_id):
                kept.units.add((place.vintage, WARD, place.ward_code or ""))
                kept.units.add((place.vintage, DISTRICT, place.district_code or ""))
    return kept


def freeze_ours(room: Showroom, folder: Path, processes: int, kept: Kept | None = None) -> None:
    """The same by release.freeze."""
    folder.mkdir()
    with one_state(room.public) as state:
        app = create_public_app(room.settings, opened=room, held=state.session)
        freeze(app, folder, state, most_hands=processes, kept=kept)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file by name."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def timed(work: Callable[[], object]) -> float:
    """Seconds that it took."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else hands())
