"""Checking what was published, as anybody can."""

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from minhbach.cli.progress import progress
from minhbach.errors import BadInput
from minhbach.verify.fetch import fetch, is_address
from minhbach.verify.run import verify as verify_release


@click.command()
@click.argument("dir_or_url")
@click.option("--report", "code", help="A tracking code: is that report in the release? Tells nobody which.")
@click.option("--key", help="The city's public key (minisign), from a place that you trust.")
@click.option("--release", help="Another release than the newest, such as 2026-11-24.")
def verify(dir_or_url: str, code: str | None, key: str | None, release: str | None) -> None:
    """Check a published release: checksums, signature, ledger, sums, places. Needs no database.

    DIR_OR_URL is a published site, its data/ folder or one release.
    """
    with TemporaryDirectory(prefix="minhbach-verify-") as scratch:
        where = Path(dir_or_url)
        if is_address(dir_or_url):
            where = fetch(dir_or_url, Path(scratch), release, progress("files"))
        verdict = verify_release(where, key=key, code=code, release=release, progress=progress("files"))
    for line in verdict.lines():
        click.echo(line)
    if verdict.findings:
        count = len(verdict.findings) + verdict.more
        first = verdict.findings[0]
        raise BadInput(
            f"{count} things do not hold in release {verdict.release}; the first: {first.where} {first.what}"
        )


COMMANDS = (verify,)
