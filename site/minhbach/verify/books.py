"""The tree over the records, the chain over the releases, and the counts' own hash."""

from collections.abc import Iterator

from minhbach.errors import BadInput
from minhbach.files import sha256_of
from minhbach.ledger.chain import broken
from minhbach.ledger.layout import COUNTS, LATEST, LEDGER, RECORDS
from minhbach.ledger.tree import leaf_hash, root_of
from minhbach.verify.findings import Finding
from minhbach.verify.package import Package, read_json


def check_tree(package: Package) -> Iterator[Finding]:
    """Whether the records are those that the ledger's root is of, one each, in order."""
    link = own_link(package)
    if link is None:
        yield Finding("tree", LEDGER, f"does not hold release {package.id}")
        return
    if root_of(map(leaf_hash, package.records.raw())).hex() != link["root"]:
        yield Finding("tree", RECORDS, "its records do not lead to the root in ledger.json")
    ids = list(package.records.starts)
    if ids != sorted(ids) or len(ids) != link["records"]:
        yield Finding("tree", RECORDS, f"holds {len(ids)} records where ledger.json says {link['records']}")


def check_chain(package: Package) -> Iterator[Finding]:
    """Whether each release stands on the one before it, here and in every other release at hand."""
    rows = package.ledger.get("releases", [])
    if at := broken(rows):
        yield Finding("chain", LEDGER, f"the chain breaks at release {at}")
    if not rows or rows[-1].get("id") != package.id:
        yield Finding("chain", LEDGER, f"its last release is not {package.id}")
    counts = package.folder / COUNTS
    if not counts.is_file() or sha256_of(counts) != (own_link(package) or {}).get("counts"):
        yield Finding("chain", COUNTS, "is not what the chain's hash is of")
    for other in sorted(package.data.glob(f"*/{LEDGER}")) if package.data else []:
        yield from _agrees(package, other.parent.name, rows)


def _agrees(package: Package, name: str, rows: list[dict[str, object]]) -> Iterator[Finding]:
    if package.data is None or name == LATEST:
        return
    try:
        others = read_json(package.data / name / LEDGER).get("releases", [])
    except BadInput as wrong:
        yield Finding("chain", f"{name}/{LEDGER}", str(wrong))
        return
    short = min(len(rows), len(others))
    if rows[:short] != others[:short]:
        yield Finding("chain", f"{name}/{LEDGER}", f"tells another past than release {package.id}")


def own_link(package: Package) -> dict[str, object] | None:
    """The release's own line in its ledger."""
    return next((row for row in package.ledger.get("releases", []) if row.get("id") == package.id), None)
