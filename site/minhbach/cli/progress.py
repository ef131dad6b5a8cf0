"""Progress of long work: on stderr, and only where a person is looking."""

import sys
from collections.abc import Callable

import click


def progress(label: str) -> Callable[[int, int], None]:
    """A function to call with (done, of); `of` 0 means not known."""
    if not sys.stderr.isatty():
        return lambda done, of: None

    def show(done: int, of: int) -> None:
        share = f" of {of}" if of else ""
        click.echo(f"\r\x1b[K{label}: {done}{share}", err=True, nl=bool(of) and done >= of)

    return show
