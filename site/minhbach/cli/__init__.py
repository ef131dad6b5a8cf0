"""The command `minhbach`: exit 0 on success; 2 with one line on stderr when a person can mend it."""

import errno
import sys
from importlib import import_module

import click

from minhbach import __version__
from minhbach.errors import MinhBachError

# What the system says of a disk, in words that tell what to do.
DISK = {
    errno.ENOSPC: "the disk is full: free some space and run it again; the last good state is untouched",
    errno.EDQUOT: "the disk quota is used up: free some space and run it again",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "permission denied",
    errno.EIO: "the disk failed to read or write",
}


ROOMS = {
    "minhbach.cli.run": ("demo", "serve", "import", "publish"),
    "minhbach.cli.mail": ("mail",),
    "minhbach.cli.check": ("verify",),
    "minhbach.cli.ask": ("locate", "redact", "screen"),
    "minhbach.cli.work": ("workflow", "remind", "tell"),
    "minhbach.cli.classify": ("classify",),
    "minhbach.cli.staff": ("staff",),
    "minhbach.cli.setup": ("channel", "city", "boundaries", "db"),
    "minhbach.cli.keeping": ("privacy", "backup", "restore", "keys"),
}
"""Which module holds which command, in the order in which a city meets them."""


class Commands(click.Group):
    """Loads only the module of the command that is asked for: `locate` need not wait for the desk."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for names in ROOMS.values() for name in names]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        for module, names in ROOMS.items():
            if cmd_name in names:
                return next(c for c in import_module(module).COMMANDS if c.name == cmd_name)
        return None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="minhbach")
def minhbach() -> None:
    """Open up a city's citizen hotline: reports in, anonymised pages and checkable open data out.

    State lives in MINHBACH_HOME (default data/var); MINHBACH_CITY names another city pack.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; never a traceback for what a person can mend."""
    try:
        minhbach.main(args=arguments, prog_name="minhbach", standalone_mode=False)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _fail("stopped", 130)
    except click.ClickException as wrong:
        _fail(wrong.format_message())
    except MinhBachError as wrong:
        _fail(str(wrong))
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone: nothing is wrong, and nobody to tell
        sys.exit(0)
    except OSError as wrong:
        if wrong.errno not in DISK:
            raise
        where = f"{wrong.filename}: " if wrong.filename else ""
        _fail(f"{where}{DISK[wrong.errno]}")


def _fail(text: str, code: int = 2) -> None:
    line = " ".join(text.split())
    click.echo(f"minhbach: {line}", err=True)
    sys.exit(code)
