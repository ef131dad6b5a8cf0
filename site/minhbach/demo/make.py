"""Make a demonstration home: every report comes in and is worked on through the functions that people use."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from sqlmodel import Session

from minhbach.config import Settings
from minhbach.demo.accounts import Account, add_accounts
from minhbach.demo.home import ACCOUNTS, CANARIES, empty_home, write_private
from minhbach.demo.stories import Story, stories
from minhbach.demo.writing import Plant
from minhbach.records.models import Photo
from minhbach.records.office import Office
from minhbach.records.originals import keep_original
from minhbach.records.tracking import new_tracking_code, tracking_hash
from minhbach.records.work import act, choose_photos, receive

BATCH = 500
"""Reports a transaction."""
CODES = 5
"""Receipts to try the tracking page with: their hash is slow by design, so not every report has one."""


@dataclass(frozen=True)
class DemoResult:
    """What a demo home holds, and how to get in."""

    settings: Settings
    counts: dict[str, int]
    """Reports by status."""
    photos: int
    planted: int
    """Pieces of personal data that must never come out; the home lists them."""
    accounts: list[Account]
    codes: list[str]

    def lines(self) -> Iterator[str]:
        """What the command prints."""
        by_status = ", ".join(f"{count} {status}" for status, count in sorted(self.counts.items()))
        yield f"{sum(self.counts.values())} made-up reports ({by_status}), {self.photos} photos"
        yield f"{self.planted} pieces of personal data planted: {self.settings.home / CANARIES}"
        yield f"accounts of the desk, also in {self.settings.home / ACCOUNTS}:"
        yield from (f"  {account.line()}" for account in self.accounts)
        yield from (f"  tracking code\t{code}" for code in self.codes)


@dataclass
class _Tally:
    statuses: Counter[str] = field(default_factory=Counter)
    agencies: Counter[str] = field(default_factory=Counter)
    photos: int = 0
    plants: list[Plant] = field(default_factory=list)


def make_demo(
    settings: Settings, reports: int, seed: int, progress: Callable[[int, int], None] = lambda done, of: None
) -> DemoResult:
    """Fill the home with `reports` made-up reports; the same seed on the same day tells the same stories.

    The home's databases and boundaries must be there. BadInput where it holds reports that are not made up.
    """
    office = Office.open(settings)
    empty_home(office)
    codes = [new_tracking_code() for _ in range(min(CODES, reports))]
    pepper = office.keyring.secret("tracking")
    hashes = [tracking_hash(code, pepper) for code in codes]
    tally = _Tally()
    told = stories(office, reports, seed, hashes)
    for done in range(0, reports, BATCH):
        _write(office, list(islice(told, BATCH)), tally)
        progress(min(done + BATCH, reports), reports)
    return _finish(office, tally, codes)


def _write(office: Office, batch: Sequence[Story], tally: _Tally) -> None:
    """One transaction: receive each report and do its steps."""
    office.keyring.prepare(
        story.new.public_id for story in batch if story.new.reach or story.photo is not None
    )
    with office.private.writing() as session:
        for story in batch:
            _write_one(session, office, story, tally)


def _write_one(session: Session, office: Office, story: Story, tally: _Tally) -> None:
    report = receive(session, story.new, office.keyring)
    assert report.id is not None  # noqa: S101  (for the type checker)
    photo: Photo | None = None
    if story.photo is not None:
        at, folder = story.new.received_at, office.settings.originals
        photo = keep_original(session, office.keyring, folder, report, story.photo, at)
        session.flush()
        tally.photos += 1
    for step in story.steps:
        act(session, report.id, step)
        if photo and photo.id and step.action == "accept":
            choose_photos(session, report.id, [photo.id] if story.photo_is_fine else [])
    tally.statuses[report.status] += 1
    tally.agencies[report.agency or ""] += 1
    tally.plants += story.planted


def _finish(office: Office, tally: _Tally, codes: list[str]) -> DemoResult:
    """Write down the accounts and what was planted, for the owner's eyes."""
    home = office.settings.home
    wards = [code for code, _ in tally.agencies.most_common() if code and code not in office.city.agencies]
    accounts = add_accounts(office, wards[:1], office.now())
    plants = sorted(set(tally.plants))
    write_private(home / CANARIES, [f"{kind}\t{value}" for kind, value in plants])
    trials = [account.line() for account in accounts] + [f"tracking code\t{code}" for code in codes]
    write_private(home / ACCOUNTS, trials)
    return DemoResult(office.settings, dict(tally.statuses), tally.photos, len(plants), accounts, codes)
