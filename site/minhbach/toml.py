"""Read a TOML file, or say in one line what is wrong with it."""

import tomllib
from pathlib import Path
from typing import Any

from minhbach.errors import BadInput


def read_toml(path: Path, absent: str = " is missing: a city pack needs it") -> dict[str, Any]:
    """A TOML file as a dictionary; BadInput says which file is `absent` or not readable, and where."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(f"{path}{absent}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, IsADirectoryError) as wrong:
        raise BadInput(f"{path}: not readable as TOML: {wrong}") from None
