"""Keeping what is private: retention, backups, the spare copy of the keys."""

from pathlib import Path

import click

from minhbach.backup import back_up
from minhbach.backup import restore as restore_backup
from minhbach.cli.progress import progress
from minhbach.config import Settings, today
from minhbach.installation import upgrade
from minhbach.intake.drafts import Drafts
from minhbach.ledger.signing import copy_signing, open_signer, rotate
from minhbach.places.atlas import Atlas
from minhbach.privacy.deletion.afterwards import repeat_wishes
from minhbach.privacy.deletion.retention import expire
from minhbach.privacy.photos.models import fetch_models
from minhbach.records.keyring import Keyring
from minhbach.records.office import Office

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def privacy() -> None:
    """Delete what has been kept long enough."""


@privacy.command("expire")
@click.option("--dry-run", is_flag=True, help="Only count what would be deleted.")
def privacy_expire(dry_run: bool) -> None:
    """Delete contacts, originals, exact places and texts that are due by data/retention.toml."""
    office = Office.open(Settings.from_environment())
    done = expire(office, office.today(), dry_run=dry_run, progress=progress("reports"))
    if not dry_run:
        Drafts.of(office).sweep(office.now())
    click.echo(f"{'would delete' if dry_run else 'deleted'}: {done.line()}")


@privacy.command("models")
def privacy_models() -> None:
    """Fetch the models that find faces and plates; needs the extra: pip install 'minhbach[photos]'.

    Without them every photo waits for an operator's eye.
    """
    click.echo(f"{fetch_models(Settings.from_environment().cache)}: faces and plates are looked for")


@click.command()
@click.argument("file", type=FILE)
def backup(file: Path) -> None:
    """Copy databases and photos into FILE, a tar; the keys stay out of it ('minhbach keys copy')."""
    done = back_up(Settings.from_environment(), file.absolute(), progress("photos"))
    click.echo(f"{file}: {done.reports} reports, {done.photos} photos; without keys")


@click.command()
@click.argument("file", type=FILE)
@click.option("--force", is_flag=True, help="Replace the reports that the home holds.")
def restore(file: Path, force: bool) -> None:
    """Put the backup FILE into the home; stop serving first. What senders had erased stays erased."""
    settings = Settings.from_environment()
    Atlas.load(settings.boundaries)  # say now what is missing to repeat the senders' wishes, not afterwards
    done = restore_backup(settings, file, force=force)
    upgrade(settings)
    again = repeat_wishes(Office.open(settings))
    click.echo(
        f"{settings.home}: {done.reports} reports, {done.photos} photos; {again.withdrawn} withdrawn and "
        f"{again.erased} erased again, as their senders had asked; now run 'minhbach publish'"
    )


@click.group()
def keys() -> None:
    """Look after the keys, which no backup holds."""


@keys.command("copy")
@click.argument("file", type=FILE)
def keys_copy(file: Path) -> None:
    """Replace the one spare copy of the keyring, FILE; keep it apart from backups and the master key."""
    Keyring.at(Settings.from_environment().home / "keys").copy_to(file.absolute())
    click.echo(f"{file}: the spare copy of the keys; keys destroyed before now are not in it")


@keys.command("public")
def keys_public() -> None:
    """Print the public key that releases are signed with: for 'minhbach verify --key' and 'minisign -P'."""
    settings = Settings.from_environment()
    newest = open_signer(settings.signing, today(settings)).listed[-1]
    click.echo(f"{newest['public']}\tid {newest['id']}, since {newest['since']}")


@keys.command("rotate")
def keys_rotate() -> None:
    """Make a new signing key, which the one before vouches for; the old secret is deleted."""
    settings = Settings.from_environment()
    newest = rotate(settings.signing, today(settings)).listed[-1]
    click.echo(f"{newest['public']}\tid {newest['id']}; print it where citizens see it, then publish")


@keys.command("copy-signing")
@click.argument("file", type=FILE)
def keys_copy_signing(file: Path) -> None:
    """Copy the signing key into FILE: who has it can sign as the city, so keep it apart."""
    settings = Settings.from_environment()
    open_signer(settings.signing, today(settings))
    copy_signing(settings.signing, file.absolute())
    click.echo(f"{file}: the signing key; without it a city has to begin with a new one that nobody knows")


COMMANDS = (privacy, backup, restore, keys)
