"""Begin a pack for another city: commented files to fill in, that `city check` then goes through."""

from pathlib import Path

from minhbach.errors import BadInput
from minhbach.files import write_bytes

STARTER = Path(__file__).parent / "starter"


def new_pack(folder: Path) -> list[Path]:
    """Write a starter pack into `folder` and return its files; BadInput when something is there already."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInput(f"{folder} is not empty: name a new folder for the pack")
    written = []
    for source in sorted(STARTER.rglob("*.toml")):
        target = folder / source.relative_to(STARTER)
        write_bytes(target, source.read_bytes())
        written.append(target)
    return written
