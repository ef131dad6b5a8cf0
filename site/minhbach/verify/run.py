"""All checks of a release in order, as an outsider."""

from collections.abc import Callable
from pathlib import Path

from minhbach.errors import BadInput
from minhbach.verify.books import check_chain, check_tree
from minhbach.verify.checksums import check_signed, check_sums, sums_of
from minhbach.verify.findings import Finding, Verdict
from minhbach.verify.form import check_form
from minhbach.verify.package import Package, find_package
from minhbach.verify.points import check_points
from minhbach.verify.receipt import standing_of
from minhbach.verify.rows import check_rows
from minhbach.verify.sums import check_counts

Progress = Callable[[int, int], None]


def verify(
    where: Path, *, key: str | None = None, code: str | None = None, release: str | None = None,
    progress: Progress | None = None,
) -> Verdict:  # fmt: skip
    """Check the release in a folder; BadInput where there is none, or a tracking code is mistyped."""
    package = find_package(where, release)
    verdict = Verdict(package.id)
    try:
        _check(package, verdict, key, progress)
    except BadInput as wrong:  # so broken that a check cannot begin: what was found before says where
        verdict.findings.append(Finding("release", package.id, str(wrong)))
        return verdict
    if not key:
        verdict.notes.append(
            "the key came with the release: compare it with what the city prints elsewhere, or give --key"
        )
    if code:
        verdict.notes.append(f"your report: {standing_of(package, code)}")
    return verdict


def _check(package: Package, verdict: Verdict, key: str | None, progress: Progress | None) -> None:
    files = len(sums_of(package))
    verdict.take("checksums", check_sums(package, progress), f"{files} files, each as it was made")
    verdict.take("signature", check_signed(package, key), "the checksums are signed by the city's key")
    count = len(package.records)
    verdict.take("tree", check_tree(package), f"{count} records lead to the root")
    releases = len(package.ledger.get("releases", []))
    verdict.take("chain", check_chain(package), f"{releases} releases, each on the one before it")
    verdict.take("records", check_rows(package), "reports.csv and reports.geojson say what the records say")
    verdict.take("counts", check_counts(package), "what came in adds up, month by month")
    verdict.take("form", check_form(package), "every column is explained, every cell is of its kind")
    verdict.take("points", check_points(package), "every point lies in the ward that its record names")
