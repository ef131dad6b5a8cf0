"""Whether the report of one tracking code is in a release: told from files that say it to nobody else."""

import csv

from minhbach.errors import BadInput
from minhbach.ledger.layout import RECEIPTS
from minhbach.ledger.tree import leaf_hash, proof_of, root_from
from minhbach.tracking import receipt_tag
from minhbach.verify.books import own_link
from minhbach.verify.package import Package

STANDINGS = {
    "refused": "it was refused, with a reason that its tracking page tells",
    "duplicates": "it tells what another report told before, and is counted with that one",
    "waiting": "it waits for an operator to accept it",
    "withheld": "it is kept out of the public record, by its sender's choice or by a privacy rule",
    "withdrawn": "its sender withdrew it",
}


def standing_of(package: Package, code: str) -> str:
    """What a release says of the report with this tracking code; BadInput where the code is mistyped."""
    tag = receipt_tag(code)
    row = _row(package, tag)
    if row is None:
        return "not known to this release: it came in later, or was erased"
    counted = f"it is counted in totals.csv under {row['standing']} of {row['month']}"
    if row["standing"] != "published":
        what = STANDINGS.get(row["standing"], row["standing"])
        also = f" (public record {row['public_id']})" if row["public_id"] else ""
        return f"not published by itself: {what}{also}; {counted}"
    return _proved(package, row["public_id"], counted)


def _row(package: Package, tag: str) -> dict[str, str] | None:
    signs = int(package.ledger.get("receipt_signs", 0))
    path = package.folder / RECEIPTS / f"{tag[:signs] or 'all'}.csv"
    if not path.is_file():
        return None
    with path.open(encoding="utf-8", newline="") as handle:
        return next((row for row in csv.DictReader(handle) if row.get("tag") == tag), None)


def _proved(package: Package, public_id: str, counted: str) -> str:
    link = own_link(package)
    if link is None or public_id not in package.records:
        raise BadInput(f"the release names the report as public record {public_id}, but has no such record")
    leaves = [leaf_hash(record) for record in package.records.raw()]
    number = package.records.number_of(public_id)
    path = proof_of(leaves, number)
    proved = root_from(leaves[number], number, len(leaves), path) == bytes.fromhex(str(link["root"]))
    held = "leads to the release's root" if proved else "does NOT lead to the release's root"
    leaf = f"leaf {number + 1} of {len(leaves)} {held} by {len(path)} hashes"
    return f"published as record {public_id}: {leaf}; {counted}"
