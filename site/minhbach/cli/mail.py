"""Reports that came by e-mail."""

from pathlib import Path

import click

from minhbach.cli.progress import progress
from minhbach.config import Settings
from minhbach.intake.email import take_mail
from minhbach.records.office import Office


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
def mail(path: Path) -> None:
    """Take in e-mails: an .eml file, an mbox, or a folder of these; running it twice adds nothing."""
    office = Office.open(Settings.from_environment())
    for line in take_mail(office, path, progress("messages")).lines():
        click.echo(line)


COMMANDS = (mail,)
