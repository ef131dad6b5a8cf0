"""The main job: a demonstration home, serving, bulk intake, publishing."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from minhbach.cli.progress import progress
from minhbach.config import CHECKOUT, Settings
from minhbach.demo import make_demo
from minhbach.installation import upgrade
from minhbach.intake.bulk import import_file
from minhbach.places.build import build
from minhbach.privacy.antechamber import antechamber
from minhbach.privacy.disclosure.gate import approve, guard
from minhbach.privacy.door import open_door
from minhbach.privacy.photos.passing import sweep_photos
from minhbach.privacy.wording.shown import shown_values
from minhbach.public.showroom import Showroom
from minhbach.records.office import Office
from minhbach.release.publish import publish_site


@click.command()
@click.option("--reports", default=600, show_default=True, type=click.IntRange(1, 1_000_000))
@click.option("--seed", default=1022, show_default=True, type=int)
def demo(reports: int, seed: int) -> None:
    """Fill a fresh home with made-up reports, marked as such on every page."""
    settings = Settings.from_environment()
    upgrade(settings)
    build(settings)
    for line in make_demo(settings, reports, seed, progress("reports")).lines():
        click.echo(line)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8022, show_default=True, type=click.IntRange(0, 65535))
def serve(host: str, port: int) -> None:
    """Serve the public pages, the citizen's form and the desk on one port."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    settings = Settings.from_environment()
    Office.open(settings)  # say what is missing before a worker does
    Showroom.open(settings)
    click.echo(f"http://{host}:{port}/  (stop with Ctrl-C)", err=True)
    Granian("minhbach.web:create_site_from_environment", address=host, port=port, factory=True,
            interface=Interfaces.WSGI, websockets=False, blocking_threads=16, backpressure=64,
            log_access=False, log_level=LogLevels.error).serve()  # fmt: skip


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--mapping", required=True, type=click.Path(path_type=Path),
              help="How the file's columns become a report: TOML.")  # fmt: skip
def import_(file: Path, mapping: Path) -> None:
    """Take in a CSV, JSON, Parquet or .xlsx FILE by the form's own rules; running it twice adds nothing."""
    office = Office.open(Settings.from_environment())
    for line in import_file(office, file, mapping, progress("rows")).lines():
        click.echo(line)


@click.command()
@click.option("--out", type=click.Path(path_type=Path, file_okay=False),
              help="Where the site goes; default build/.")  # fmt: skip
def publish(out: Path | None) -> None:
    """Anonymise what is due, freeze the pages, write a release."""
    settings = Settings.from_environment()
    showroom = Showroom.open(settings)
    office = Office.open(settings)
    target = (out or (CHECKOUT or Path.cwd()) / "build").absolute()
    with antechamber(showroom.public, settings.home) as room:  # what the gate refuses is shown nowhere
        passage = open_door(
            office, room.database, progress("anonymised"), shown=showroom.public, mark=room.mark
        )
        click.echo(
            f"door: {passage.passed} carried, {passage.kept_back} kept private, {passage.removed} taken "
            f"back, {passage.photos_refused} photos refused; release {passage.release.id}"
        )
        guard(room.database, showroom.city, target, passage.release)
        look = partial(approve, shown=shown_values(office))
        next_room = replace(showroom, public=room.database)
        result = publish_site(next_room, target, progress("pages"), approve=look)
    sweep_photos(settings.public_photos, showroom.public)
    for line in result.lines():
        click.echo(line)


COMMANDS = (demo, serve, import_, publish)
