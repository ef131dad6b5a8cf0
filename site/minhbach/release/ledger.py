"""What a release is checked by: its records in canonical bytes, the chain, the receipts, a signature."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import orjson
from sqlmodel import Session, func, select

from minhbach.ledger.chain import Link
from minhbach.ledger.keys import KEYS, as_json
from minhbach.ledger.layout import COUNTS, LEDGER, RECEIPTS, RECEIPTS_OF_A_FILE, RECORDS, SUMS, SUMS_SIGNED
from minhbach.ledger.signing import Signer, open_signer
from minhbach.public.counting.digest import count_lines
from minhbach.public.counting.leaves import records
from minhbach.public.counting.releases import all_releases
from minhbach.public.counting.rows import rows_of
from minhbach.public.models import PublicReceipt, PublicRelease
from minhbach.public.showroom import Showroom
from minhbach.release.registers import columns_of
from minhbach.release.tables import write_table


def write_ledger(folder: Path, session: Session, release: PublicRelease) -> None:
    """ledger.json, and in ledger/ the bytes that its hashes are of; streamed."""
    _lines(folder / RECORDS, (record + b"\n" for _public_id, record in records(session)))
    _lines(folder / COUNTS, count_lines(session))
    signs = _write_receipts(folder / RECEIPTS, session)
    ledger = {
        "format": "minhbach-ledger-1",
        "release": release.id,
        "receipt_signs": signs,
        "releases": [link.as_row() for link in _chain(session, release)],
    }
    (folder / LEDGER).write_bytes(orjson.dumps(ledger, option=orjson.OPT_INDENT_2) + b"\n")


def sign(folder: Path, room: Showroom, release: PublicRelease) -> None:
    """Sign a release's checksums with the city's key."""
    sums = (folder / SUMS).read_bytes()
    said = f"minhbach release {release.id} chain {release.chain}"
    (folder / SUMS_SIGNED).write_bytes(signer_of(room, release).sign(sums, said))


def write_keys(data: Path, room: Showroom, release: PublicRelease) -> None:
    """data/keys.json: every key that a release was ever signed with."""
    (data / KEYS).write_bytes(as_json(signer_of(room, release).listed))


def signer_of(room: Showroom, release: PublicRelease) -> Signer:
    """The city's key, made for the first release that is signed."""
    return open_signer(room.settings.signing, release.day)


def _chain(session: Session, release: PublicRelease) -> Iterator[Link]:
    for one in all_releases(session):
        if one.chain:  # those of before there was a chain are not in it
            yield Link(one.id, one.day.isoformat(), one.records, one.root, one.counts, one.chain)
        if one.id == release.id:
            return


def _write_receipts(folder: Path, session: Session) -> int:
    """A file for all tags that begin alike, so that fetching one tells nobody whose; gives how many signs."""
    folder.mkdir()
    count = session.exec(select(func.count()).select_from(PublicReceipt)).one()
    signs = 0
    while count > RECEIPTS_OF_A_FILE * 16 ** (signs + 1):
        signs += 1
    columns = columns_of(PublicReceipt)
    if not count:
        write_table(folder / "all.csv", columns, ())
    for start, alike in groupby(rows_of(session, PublicReceipt), key=lambda row: row["tag"][:signs]):
        write_table(folder / f"{start or 'all'}.csv", columns, alike)
    return signs


def _lines(path: Path, lines: Iterable[bytes]) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as handle:
        handle.writelines(lines)
