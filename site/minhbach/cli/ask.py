"""Questions that a command answers on stdout: where a point lies, what a text would lose."""

import sys
from dataclasses import asdict

import click
import orjson

from minhbach.config import Settings
from minhbach.places.atlas import Atlas


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("lat", type=float)
@click.argument("lon", type=float)
def locate(lat: float, lon: float) -> None:
    """Print as JSON the ward and district of LAT LON in every vintage."""
    places = Atlas.load(Settings.from_environment().boundaries).locate(lat, lon)
    click.echo(orjson.dumps([asdict(place) for place in places], option=orjson.OPT_INDENT_2))


@click.group(invoke_without_command=True)
@click.pass_context
def redact(context: click.Context) -> None:
    """Read lines on stdin; print each redacted, one JSON a line, with the spans that were hidden."""
    from minhbach.privacy.text.lines import redact_lines

    if context.invoked_subcommand is None:
        redact_lines(sys.stdin, sys.stdout)


@redact.command("cases")
def redact_cases() -> None:
    """Print what operators corrected, one JSON a line: the shape of each value, never the value."""
    from minhbach.privacy.wording.corrections import read_cases
    from minhbach.records.office import Office

    for row in read_cases(Office.open(Settings.from_environment())):
        click.echo(orjson.dumps(row))


@click.command()
def screen() -> None:
    """Read lines on stdin; print advice on each, one JSON a line: accept, review or refuse, and why."""
    from minhbach.privacy.text.lines import screen_lines

    screen_lines(sys.stdin, sys.stdout)


COMMANDS = (locate, redact, screen)
