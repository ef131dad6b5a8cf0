"""Make a demonstration home: every report comes in and is worked on through the functions that people use."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from sqlmodel import col, select

from minhbach.config import Settings
from minhbach.demo.accounts import Account, add_accounts
from minhbach.demo.company import company, keep_photos, merge_twins, note_agencies
from minhbach.demo.home import ACCOUNTS, CANARIES, empty_home, write_private
from minhbach.demo.stories import Receipt, Story, stories
from minhbach.demo.writing import Plant
from minhbach.records.bulk import receive_many
from minhbach.records.models import Report
from minhbach.records.office import Office
from minhbach.tracking import new_tracking_code, receipt_tag, tracking_hash

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
        yield f"{self.planted} pieces of personal data planted: {CANARIES} in the home"
        yield f"accounts of the desk, also in {ACCOUNTS} in the home:"
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
    receipts = [Receipt(tracking_hash(code, pepper), receipt_tag(code)) for code in codes]
    tally = _Tally()
    told = stories(office, reports, seed, receipts)
    for done in range(0, reports, BATCH):
        _write(office, list(islice(told, BATCH)), tally)
        progress(min(done + BATCH, reports), reports)
    return _finish(office, tally, codes)


def _write(office: Office, batch: Sequence[Story], tally: _Tally) -> None:
    """One transaction: the reports with the steps that were done to them, and what came with them."""
    with office.private.writing() as session:
        ids = receive_many(session, [story.history for story in batch], office.keyring, office.deadlines)
        for number, story in zip(ids, batch, strict=True):
            tally.photos += keep_photos(session, office, number, story)
            session.add_all(company(number, story))
        merge_twins(session, office, list(zip(ids, batch, strict=True)))
        where = session.exec(select(Report.status, Report.agency).where(col(Report.id).in_(ids)))
        for status, agency in where:
            tally.statuses[status] += 1
            tally.agencies[agency or ""] += 1
    tally.plants += (plant for story in batch for plant in story.planted)


def _finish(office: Office, tally: _Tally, codes: list[str]) -> DemoResult:
    """Write down the accounts and what was planted, for the owner's eyes."""
    home = office.settings.home
    note_agencies(office, [code for code, _ in tally.agencies.most_common() if code in office.city.agencies])
    wards = [code for code, _ in tally.agencies.most_common() if code and code not in office.city.agencies]
    accounts = add_accounts(office, wards[:1], office.now())
    plants = sorted(set(tally.plants))
    write_private(home / CANARIES, [f"{kind}\t{value}" for kind, value in plants])
    trials = [account.line() for account in accounts] + [f"tracking code\t{code}" for code in codes]
    write_private(home / ACCOUNTS, trials)
    return DemoResult(office.settings, dict(tally.statuses), tally.photos, len(plants), accounts, codes)
