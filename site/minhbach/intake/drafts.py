"""A report half filled in, kept between the form's steps and sealed so that only its own browser opens it.

The browser holds the form's key; file names and the sealing key follow from it and from this installation's
secret, and neither is written down. So a draft that its sender leaves is unreadable at once, and swept later.
"""

import hmac
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import orjson

from minhbach.files import write_bytes
from minhbach.intake.form import Filled
from minhbach.records.office import Office
from minhbach.records.sealed import Unreadable, seal, unseal

KEPT = timedelta(days=3)
"""Long enough for a report that waits for a network; then the draft goes."""
_FIELDS = "fields"
_SHOWN = ".shown"


@dataclass(frozen=True)
class DraftPhoto:
    """A photo of a draft: its name within it, and the cells of it that its sender hides."""

    name: str
    cells: tuple[int, ...] = ()


@dataclass(frozen=True)
class Draft:
    """What a citizen said so far, step by step."""

    filled: Filled
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """As they were typed, by question code; checked when it is sent."""
    hidden: tuple[tuple[int, int], ...] = ()
    """Stretches of the text that its sender hides, besides what the rules hide."""
    photos: tuple[DraftPhoto, ...] = ()

    @property
    def key(self) -> str:
        return self.filled.key


class Drafts:
    """The drafts of one installation, a folder each in the home."""

    def __init__(self, folder: Path, secret: bytes) -> None:
        self._folder, self._secret = folder, secret

    @classmethod
    def of(cls, office: Office) -> "Drafts":
        return cls(office.settings.home / "drafts", office.keyring.secret("drafts"))

    def find(self, key: str) -> Draft | None:
        """The draft that this key opens, if there still is one."""
        try:
            said = orjson.loads(self._open(key, _FIELDS))
        except (FileNotFoundError, Unreadable):
            return None
        return Draft(
            filled=Filled(**said["filled"]),
            answers=said["answers"],
            hidden=tuple((start, end) for start, end in said["hidden"]),
            photos=tuple(DraftPhoto(one["name"], tuple(one["cells"])) for one in said["photos"]),
        )

    def keep(self, draft: Draft) -> None:
        """Write a draft down; photos that it no longer names go."""
        self._seal(draft.key, _FIELDS, orjson.dumps(asdict(draft)))
        named = {_FIELDS, *(photo.name for photo in draft.photos)}
        for path in self._home(draft.key).iterdir():
            if path.name.removesuffix(_SHOWN) not in named:
                path.unlink(missing_ok=True)

    def add_photo(self, draft: Draft, original: bytes, shown: bytes) -> Draft:
        """The draft with one more photo, as it came and as it may be shown; the same photo twice is one."""
        name = self._derive(draft.key, b"photo:" + original).hex()[:32]
        if any(photo.name == name for photo in draft.photos):
            return draft
        self._seal(draft.key, name, original)
        self._seal(draft.key, name + _SHOWN, shown)
        return replace(draft, photos=(*draft.photos, DraftPhoto(name)))

    def photo(self, draft: Draft, name: str, shown: bool = False) -> bytes:
        """A photo's bytes, as it came or as it may be shown; FileNotFoundError where there is no such."""
        if not any(photo.name == name for photo in draft.photos):
            raise FileNotFoundError(name)
        return self._open(draft.key, name + _SHOWN if shown else name)

    def drop(self, key: str) -> None:
        """Forget a draft with its photos: it was sent, or given up."""
        shutil.rmtree(self._home(key), ignore_errors=True)

    def sweep(self, now: datetime) -> int:
        """Forget the drafts that nobody touched for long; returns how many."""
        folders = self._folder.iterdir() if self._folder.is_dir() else ()
        gone = [folder for folder in folders if self._is_old(folder, now)]
        for folder in gone:
            shutil.rmtree(folder, ignore_errors=True)
        return len(gone)

    def _is_old(self, folder: Path, now: datetime) -> bool:
        try:
            return now.timestamp() - folder.stat().st_mtime > KEPT.total_seconds()
        except FileNotFoundError:
            return False  # another process swept it

    def _home(self, key: str) -> Path:
        return self._folder / self._derive(key, b"name").hex()[:32]

    def _seal(self, key: str, name: str, data: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sealed = seal(self._derive(key, b"seal"), data, name.encode())
        write_bytes(self._home(key) / name, sealed)

    def _open(self, key: str, name: str) -> bytes:
        return unseal(self._derive(key, b"seal"), (self._home(key) / name).read_bytes(), name.encode())

    def _derive(self, key: str, purpose: bytes) -> bytes:
        return hmac.digest(self._secret, key.encode() + b"\0" + purpose, "sha256")
