"""Take e-mails in: each becomes one report, however often it is given, or a line in a list."""

import csv
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from minhbach.errors import BadInput
from minhbach.intake.clean import LEAST_TEXT, MOST_TEXT
from minhbach.intake.email.boxes import MOST_BYTES, Letter, letters_in
from minhbach.intake.email.message import Mail, NotTaken, read_mail
from minhbach.intake.email.words import KINDS, Marks
from minhbach.intake.form import Filled
from minhbach.intake.photos import MOST_BYTES as MOST_PHOTO
from minhbach.intake.photos import MOST_PHOTOS
from minhbach.intake.rejects import keep_rejects
from minhbach.intake.submission import Origin, submit
from minhbach.privacy.photos import PhotoRefused, clean_photo
from minhbach.records.codes import EMAIL, mail_key
from minhbach.records.office import Office
from minhbach.toml import read_toml

OLDEST = timedelta(days=60)
"""A message that says that it is older was moved here or lies: it counts from today."""


@dataclass
class MailResult:
    """What one run did."""

    read: int = 0
    added: int = 0
    known: int = 0
    rejected: int = 0
    photos: int = 0
    photos_refused: int = 0
    """Attached images that are none, are too large, or too many."""
    rejected_path: Path | None = None

    def lines(self) -> Iterator[str]:
        """What the command prints."""
        told = f"{self.added} added, {self.known} known already, {self.rejected} rejected"
        yield f"{self.read} messages: {told}"
        if self.photos or self.photos_refused:
            yield f"{self.photos} photos kept, {self.photos_refused} attached images left out"
        if self.rejected_path:
            yield f"rejected messages, with reason: {self.rejected_path}"


@dataclass(frozen=True)
class Rules:
    """What a pack says of e-mail."""

    category: str
    """Of what an operator has yet to sort."""
    marks: Marks


def take_mail(
    office: Office, path: Path, progress: Callable[[int, int], None] = lambda done, of: None
) -> MailResult:
    """Take in an .eml file, an mbox, or a folder; what becomes no report is listed beside it with the reason.

    Raises BadInput where there is nothing to read or the pack has no category for what is not sorted yet.
    """
    rules = read_rules(office)
    result = MailResult()
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as rejects:
        table = csv.writer(rejects)
        table.writerow(["message", "reason"])
        for letter in letters_in(path):
            result.read += 1
            try:
                _take(office, letter, rules, result)
            except NotTaken as why:
                result.rejected += 1
                table.writerow([letter.where, str(why)])
            progress(result.read, 0)
        result.rejected_path = keep_rejects(path, rejects, result.rejected)
    progress(result.read, result.read)
    return result


def read_rules(office: Office) -> Rules:
    """The pack's email.toml; BadInput names what is missing or wrong."""
    path = office.settings.data / "email.toml"
    said = read_toml(path)
    category, marks = said.get("category"), said.get("marks", {})
    if category not in office.city.categories:
        raise BadInput(
            f"{path}: category must be a code of categories.toml: it is that of every e-mail at first"
        )
    if unknown := sorted(set(marks) - set(KINDS)):
        raise BadInput(f"{path}: [marks] has no {unknown[0]!r}: use {', '.join(KINDS)}")
    if not all(
        isinstance(words, list) and all(isinstance(w, str) and w for w in words) for words in marks.values()
    ):
        raise BadInput(f"{path}: [marks] must list words")
    return Rules(str(category), Marks.of(marks))


def _take(office: Office, letter: Letter, rules: Rules, result: MailResult) -> None:
    if letter.raw is None:
        raise NotTaken(f"larger than {MOST_BYTES >> 20} MB")
    mail = read_mail(letter.raw, rules.marks)
    if len(mail.text) < LEAST_TEXT:
        raise NotTaken(f"says less than {LEAST_TEXT} characters")
    text, more = _fit(mail.text)
    filled = Filled(
        mail_key(mail.name), category=rules.category, text=text, name=mail.sender_name, email=mail.sender
    )
    photos = _photos(mail.pictures)
    origin = Origin(EMAIL, mail.name, received_at=_received(office, mail), more=more)
    if submit(office, filled, None, photos, origin=origin).again:
        result.known += 1
        return
    result.added += 1
    result.photos += len(photos)
    result.photos_refused += len(mail.pictures) - len(photos)


def _fit(text: str) -> tuple[str, str]:
    """What a report holds, cut between two words, and what is left: nothing that was written is lost."""
    if len(text) <= MOST_TEXT:
        return text, ""
    cut = max(text.rfind(sign, MOST_TEXT // 2, MOST_TEXT) for sign in ("\n", " "))
    cut = cut if cut > 0 else MOST_TEXT
    return text[:cut].strip(), text[cut:].strip()


def _photos(pictures: Sequence[bytes]) -> list[bytes]:
    """The first five that can be cleaned; logos of signatures are too small to be photos."""
    kept: list[bytes] = []
    for picture in pictures[: 4 * MOST_PHOTOS]:
        if len(kept) < MOST_PHOTOS and len(picture) <= MOST_PHOTO and _is_photo(picture):
            kept.append(picture)
    return kept


def _is_photo(data: bytes) -> bool:
    try:
        clean_photo(data)
    except PhotoRefused:
        return False
    return True


def _received(office: Office, mail: Mail) -> datetime:
    now = office.now()
    return mail.sent if mail.sent and now - OLDEST <= mail.sent <= now else now
