"""Which rules a report went through: other code, other word lists or other boundaries, and it goes again."""

import hashlib
from pathlib import Path

from minhbach.records.office import Office


def recipe(office: Office) -> str:
    """SHA-256 over the code of this room, the pack's data that it reads, and the boundary sets."""
    running = hashlib.sha256()
    pack, home = office.settings.data, office.settings.boundaries
    sources = [
        *sorted(Path(__file__).parent.rglob("*.py")),
        pack / "categories.toml",
        pack / "city.toml",
        *sorted(path for path in (pack / "privacy").rglob("*") if path.is_file()),
        *sorted(home.rglob("*.geojson")),
    ]
    for path in sources:
        running.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return running.hexdigest()
