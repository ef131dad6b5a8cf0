"""Setting up and looking after an installation: databases, boundaries, channels."""

from datetime import datetime
from pathlib import Path

import click

from minhbach.city.new import new_pack
from minhbach.config import Settings
from minhbach.errors import BadInput
from minhbach.installation import upgrade
from minhbach.places.added import FaultyBoundaries, Origin, add_boundaries
from minhbach.places.build import build
from minhbach.places.check import check, is_clean
from minhbach.places.cityfile import Columns
from minhbach.places.units import DISTRICT, WARD
from minhbach.records.channels import add_channel, stop_channel
from minhbach.records.office import clock
from minhbach.records.store import open_records


@click.group()
def db() -> None:
    """Look after the two databases."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Make both databases, or bring them to this version's schema."""
    upgrade(Settings.from_environment())
    click.echo("private and public database are up to date")


@click.group()
def boundaries() -> None:
    """Wards and districts: build the pack's sets, add a city's own."""


@boundaries.command("build")
def boundaries_build() -> None:
    """Fetch the packages that the pack names and derive its boundary sets into the home."""
    settings = Settings.from_environment()
    done = build(settings)
    for vintage in done.built:
        click.echo(f"{vintage}: derived into {settings.boundaries / vintage}")
    for vintage in done.kept:
        click.echo(f"{vintage}: the city's own set, left as it is")


@boundaries.command("add")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--level", type=click.Choice((WARD, DISTRICT)), required=True)
@click.option("--code", required=True, help="The column that holds each unit's official code.")
@click.option("--name", required=True, help="The column that holds its full name.")
@click.option("--name-en", help="The column that holds its English name.")
@click.option("--parent", help="The column that holds its district's code.")
@click.option("--valid-from", required=True, type=click.DateTime(["%Y-%m-%d"]), help="First day in force.")
@click.option("--repair", is_flag=True, help="Mend overlaps and gaps, and say what was done.")
@click.option("--source", default="", help="Where the file is from, as releases will say it.")
@click.option("--licence", default="", help="Its licence.")
@click.option("--attribution", default="", help="What maps must say below it.")
@click.option("--redistributable", is_flag=True, help="Releases may carry the file's own shapes.")
def boundaries_add(
    file: Path, level: str, code: str, name: str, name_en: str | None, parent: str | None,
    valid_from: datetime, repair: bool, source: str, licence: str, attribution: str, redistributable: bool,
) -> None:  # fmt: skip
    """Put the city's own FILE (GeoJSON, GeoPackage, shapefile) in the place of a derived set."""
    columns = Columns(code, name, parent, name_en)
    origin = Origin(source or file.name, licence, redistributable, attribution)
    settings = Settings.from_environment()
    try:
        done = add_boundaries(settings, file, level, columns, valid_from.date(), origin, repair)
    except FaultyBoundaries as faulty:
        for finding in faulty.findings:
            click.echo(f"{file}: {finding.message}", err=True)
        raise
    click.echo(f"{done.vintage}: {done.units} units of level {level} added")
    for finding in done.mended:
        click.echo(f"mended: {finding.message}")
    for finding in done.left:
        click.echo(f"left as it is: {finding.message}")


@click.group()
def city() -> None:
    """City packs: check one, start one."""


@city.command("check")
def city_check() -> None:
    """Check the city pack: shapes, codes, agencies, deadlines, calendar; exit 2 on a fault."""
    findings = check(Settings.from_environment())
    for finding in findings:
        click.echo(finding.line)
    if not is_clean(findings):
        raise BadInput("the city pack has faults: mend what is listed above and check again")
    click.echo("the city pack is clean")


@city.command("new")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def city_new(folder: Path) -> None:
    """Write a commented starter pack into FOLDER; 'city check' then says what to fill in."""
    for path in new_pack(folder):
        click.echo(path)


@click.group()
def channel() -> None:
    """Systems that send reports over Open311: chat bots, apps, other portals."""


@channel.command("add")
@click.argument("name")
def channel_add(name: str) -> None:
    """Let the channel NAME send reports; prints its key, this once. A known NAME gets a new key."""
    with open_records(Settings.from_environment()).writing() as session:
        key = add_channel(session, name, clock())
    click.echo(key)
    click.echo(f"{name}: this key is not kept and cannot be shown again", err=True)


@channel.command("stop")
@click.argument("name")
def channel_stop(name: str) -> None:
    """Turn the channel NAME's key away from now on; its reports stay."""
    with open_records(Settings.from_environment()).writing() as session:
        stop_channel(session, name)
    click.echo(f"{name} can send no more reports")


COMMANDS = (channel, city, boundaries, db)
