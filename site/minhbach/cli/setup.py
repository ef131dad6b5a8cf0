"""Setting up and looking after an installation: databases, boundaries, staff."""

import sys
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
from minhbach.records.staff import add_staff
from minhbach.records.store import private_database
from minhbach.records.workflow import STAFF_ROLES


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
def staff() -> None:
    """Accounts of those who work behind the door."""


@staff.command("add")
@click.argument("username")
@click.option("--role", type=click.Choice(STAFF_ROLES), required=True)
@click.option("--agency", help="The agency's code, for the role agency.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of stdin.")
def staff_add(username: str, role: str, agency: str | None, password_stdin: bool) -> None:
    """Add an account; asks for the password unless it comes on stdin."""
    settings = Settings.from_environment()
    if password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    private = private_database(settings.private_url)
    private.require_current()
    with private.writing() as session:
        add_staff(session, username, password, role, agency, at=clock())
    click.echo(f"{username} added as {role}")


@click.group()
def channel() -> None:
    """Systems that send reports over Open311: chat bots, apps, other portals."""


@channel.command("add")
@click.argument("name")
def channel_add(name: str) -> None:
    """Let the channel NAME send reports; prints its key, this once. A known NAME gets a new key."""
    private = private_database(Settings.from_environment().private_url)
    private.require_current()
    with private.writing() as session:
        key = add_channel(session, name, clock())
    click.echo(key)
    click.echo(f"{name}: this key is not kept and cannot be shown again", err=True)


@channel.command("stop")
@click.argument("name")
def channel_stop(name: str) -> None:
    """Turn the channel NAME's key away from now on; its reports stay."""
    private = private_database(Settings.from_environment().private_url)
    private.require_current()
    with private.writing() as session:
        stop_channel(session, name)
    click.echo(f"{name} can send no more reports")


COMMANDS = (staff, channel, city, boundaries, db)
