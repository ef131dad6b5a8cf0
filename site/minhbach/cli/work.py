"""The workflow from a terminal: its table, its trails, and what a scheduler must bring about."""

import click
import orjson

from minhbach.config import Settings
from minhbach.errors import BadInput
from minhbach.records.workflow import rows

_SHOWN = 20
"""Broken trails named one by one before they are only counted."""


@click.command()
@click.option("--check-trails", is_flag=True, help="Check every report's trail instead; exit 2 on a fault.")
def workflow(check_trails: bool) -> None:
    """Print the table of steps, one JSON a line: from, to, action, role, requires, takes, tells, when."""
    if check_trails:
        _check()
        return
    for row in rows():
        click.echo(orjson.dumps(row))


@click.command()
def remind() -> None:
    """Queue reminders, let unanswered questions lapse, make answers final; run it by a scheduler.

    Safe to run as often as one likes, and twice at once: nothing is done or told twice.
    """
    from minhbach.records.office import Office
    from minhbach.records.remind import remind as remind_all

    click.echo(remind_all(Office.open(Settings.from_environment())).line())


@click.command()
def tell() -> None:
    """Send what people are to be told, by e-mail and to the webhook; run it by a scheduler.

    MINHBACH_SMTP_URL (starttls://user:password@host, smtps:// or smtp://localhost) and MINHBACH_WEBHOOK_URL
    with MINHBACH_WEBHOOK_SECRET say where to. Safe to run twice at once: nothing is sent twice.
    """
    from minhbach.records.office import Office
    from minhbach.telling.doors import Doors
    from minhbach.telling.round import tell as tell_all

    doors = Doors.from_environment()
    click.echo(tell_all(Office.open(Settings.from_environment()), doors).line())


def _check() -> None:
    from minhbach.records.store import open_records
    from minhbach.records.trail import check_trails

    lines = unchained = reports = broken = 0
    with open_records(Settings.from_environment()).reading() as session:
        for trail in check_trails(session):
            reports, lines, unchained = reports + 1, lines + trail.lines, unchained + trail.unchained
            broken += trail.broken is not None
            if trail.broken and broken <= _SHOWN:
                click.echo(f"report {trail.report_id}: {trail.broken}", err=True)
    click.echo(f"{reports} trails, {lines} lines; {unchained} lines from before trails were chained")
    if broken:
        raise BadInput(f"{broken} trails are broken: compare with a backup from before")


COMMANDS = (workflow, remind, tell)
