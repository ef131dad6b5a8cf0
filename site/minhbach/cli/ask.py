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


@click.command()
def redact() -> None:
    """Read lines on stdin; print each redacted, one JSON a line, with the spans that were hidden."""
    from minhbach.privacy.text.lines import redact_lines

    redact_lines(sys.stdin, sys.stdout)


@click.command()
def screen() -> None:
    """Read lines on stdin; print advice on each, one JSON a line: accept, review or refuse, and why."""
    from minhbach.privacy.text.lines import screen_lines

    screen_lines(sys.stdin, sys.stdout)


COMMANDS = (locate, redact, screen)
