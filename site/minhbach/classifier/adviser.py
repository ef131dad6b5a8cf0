"""Which model advises here: the home's own, trained on its reports, or the one that the pack begins with."""

from functools import lru_cache
from pathlib import Path

from minhbach.classifier.model import Model
from minhbach.classifier.training import MODEL
from minhbach.config import Settings


def adviser(settings: Settings) -> Model | None:
    """The model in use; None where neither home nor pack has one. BadInput where its file is broken."""
    for folder in (settings.home, settings.data):
        path = folder / MODEL
        if path.is_file():
            seen = path.stat()
            return _load(path, seen.st_mtime_ns, seen.st_size)
    return None


@lru_cache(maxsize=4)
def _load(path: Path, _changed: int, _size: int) -> Model:
    """Read once a version of the file: a training while the desk runs is taken up at once."""
    return Model.load(path)
