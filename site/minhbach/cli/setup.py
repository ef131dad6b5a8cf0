"""Setting up and looking after an installation: databases, boundaries, staff."""

import sys

import click

from minhbach.config import Settings
from minhbach.installation import upgrade
from minhbach.places.build import build
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


COMMANDS = (staff, boundaries, db)
