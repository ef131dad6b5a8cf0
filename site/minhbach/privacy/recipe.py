"""Which rules a report went through: other code, other word lists or other boundaries, and it goes again."""

import hashlib
from pathlib import Path

from minhbach.city.questions import FILE as QUESTIONS
from minhbach.privacy.photos.models import PINS, models_at
from minhbach.records.office import Office


def recipe(office: Office) -> str:
    """SHA-256 over the code of this room, the pack's data that it reads, boundary sets and photo models."""
    running = hashlib.sha256()
    pack, home = office.settings.data, office.settings.boundaries
    sources = [
        *sorted(Path(__file__).parent.rglob("*.py")),
        PINS,
        pack / "categories.toml",
        pack / "city.toml",
        pack / "rules.toml",
        *(path for path in [pack / QUESTIONS] if path.is_file()),
        *sorted(path for path in (pack / "privacy").rglob("*") if path.is_file()),
        *sorted(home.rglob("*.geojson")),
    ]
    for path in sources:
        running.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    running.update(b"faces and plates are looked for" * (models_at(office.settings.cache) is not None))
    return running.hexdigest()
