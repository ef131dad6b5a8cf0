"""Accounts of those who work behind the door: add, list, change, shut, let set up anew."""

import sys

import click

from minhbach.config import Settings
from minhbach.databases import Database
from minhbach.errors import BadInput
from minhbach.records import second_factor
from minhbach.records.office import Office, clock
from minhbach.records.sessions import end_sessions
from minhbach.records.staff import add_staff, change_staff, list_staff, new_password, require_staff
from minhbach.records.store import open_records
from minhbach.records.workflow import STAFF_ROLES

ROLE = click.Choice(STAFF_ROLES)


@click.group()
def staff() -> None:
    """Accounts of those who work behind the door."""


@staff.command("add")
@click.argument("username")
@click.option("--role", type=ROLE, required=True)
@click.option("--agency", help="The agency's code, for the role agency.")
@click.option("--name", help="The person's name, as colleagues know it.")
@click.option("--email", help="Where they are told of reports, and by which an identity provider knows them.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of stdin.")
@click.option("--no-password", is_flag=True, help="For who signs in by the city's identity provider only.")
def staff_add(
    username: str, role: str, agency: str | None, name: str | None, email: str | None,
    password_stdin: bool, no_password: bool,
) -> None:  # fmt: skip
    """Add an account; asks for the password unless it comes on stdin."""
    if no_password and not email:
        raise BadInput("--no-password: give --email, by which the identity provider knows the person")
    database = _records()
    _require_agency(agency)
    password = new_password() if no_password else _password(password_stdin)
    with database.writing() as session:
        add_staff(session, username, password, role, agency, full_name=name, email=email, at=clock())
    click.echo(f"{username} added as {role}")


@staff.command("list")
def staff_list() -> None:
    """Print every account, tab-separated: name, role, agency, state, second factor, full name, e-mail."""
    with _records().reading() as session:
        for one in list_staff(session):
            told = (one.username, one.role, one.agency, "active" if one.active else "disabled",
                    "second factor" if one.totp_sealed else None, one.full_name, one.email)  # fmt: skip
            click.echo("\t".join(part or "-" for part in told))


@staff.command("change")
@click.argument("username")
@click.option("--role", type=ROLE)
@click.option("--agency", help="The agency's code.")
@click.option("--name", help='The person\'s name; "" takes it away.')
@click.option("--email", help='Their e-mail address; "" takes it away.')
@click.option("--password", is_flag=True, help="Ask for a new password.")
@click.option("--password-stdin", is_flag=True, help="Read a new password from the first line of stdin.")
def staff_change(
    username: str, role: str | None, agency: str | None, name: str | None, email: str | None,
    password: bool, password_stdin: bool,
) -> None:  # fmt: skip
    """Change what is given; the account is signed out everywhere."""
    if not (password or password_stdin) and all(part is None for part in (role, agency, name, email)):
        raise BadInput("nothing to change: give --role, --agency, --name, --email or --password")
    database = _records()
    _require_agency(agency)
    fresh = _password(password_stdin) if password or password_stdin else None
    with database.writing() as session:
        change_staff(session, username, role=role, agency=agency, password=fresh, full_name=name, email=email)
    click.echo(f"{username} changed and signed out everywhere")


@staff.command("disable")
@click.argument("username")
def staff_disable(username: str) -> None:
    """Shut an account and sign it out everywhere; what it did stays in the trail."""
    with _records().writing() as session:
        change_staff(session, username, active=False)
    click.echo(f"{username} disabled and signed out everywhere")


@staff.command("enable")
@click.argument("username")
def staff_enable(username: str) -> None:
    """Open an account again."""
    with _records().writing() as session:
        change_staff(session, username, active=True)
    click.echo(f"{username} enabled")


@staff.command("reset-second-factor")
@click.argument("username")
def staff_reset_second_factor(username: str) -> None:
    """Take an account's second factor away, as when the telephone is lost; make sure who asks for it."""
    with _records().writing() as session:
        member = require_staff(session, username)
        second_factor.reset(session, member)
        end_sessions(session, member)
    click.echo(f"{username} has no second factor now and is signed out everywhere")


def _records() -> Database:
    return open_records(Settings.from_environment())


def _require_agency(code: str | None) -> None:
    """A mistyped code would make an account that never sees a report."""
    if code and code not in (known := Office.open(Settings.from_environment()).agencies()):
        near = ", ".join(sorted(one for one in known if one.startswith(code[:4]))[:5])
        raise BadInput(f"no agency {code!r} in the city pack" + (f"; did you mean one of {near}?" if near else
                       ": look in data/agencies.toml"))  # fmt: skip


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed


COMMANDS = (staff,)
