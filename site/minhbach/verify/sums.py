"""The counts add up: what came in was published, refused, told twice, withdrawn, withheld, or waits."""

import csv
from collections import Counter
from collections.abc import Iterator

from minhbach.verify.findings import Finding
from minhbach.verify.package import Package

TOTALS = "totals.csv"
PARTS = ("published", "refused", "duplicates", "waiting", "withheld", "withdrawn")


def check_counts(package: Package) -> Iterator[Finding]:
    """Month by month within totals.csv, and totals.csv against the records."""
    path = package.folder / TOTALS
    if not path.is_file():
        yield Finding("counts", TOTALS, "is missing")
        return
    published: Counter[str] = Counter()
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            try:
                parts, received = sum(int(row[part]) for part in PARTS), int(row["received"])
                published[row["month"]] += int(row["published"])
            except (KeyError, TypeError, ValueError):
                yield Finding("counts", f"{TOTALS}, month {row.get('month')}", "does not hold whole numbers")
                continue
            if parts != received:
                yield Finding("counts", f"{TOTALS}, month {row['month']}",
                              f"{received} received are {parts} by their parts")  # fmt: skip
    yield from _against_records(package, published)


def _against_records(package: Package, published: Counter[str]) -> Iterator[Finding]:
    """By month where a record tells its month; coarser ones fill their quarter or year."""
    exact: Counter[str] = Counter()
    years: Counter[str] = Counter()
    for record in package.records.every():
        received, precision = str(record.get("received")), record.get("date_precision")
        years[received[:4]] += 1
        if precision in ("day", "month"):
            exact[received[:7]] += 1
    for month in sorted(exact):
        if exact[month] > published[month]:
            yield Finding("counts", f"{TOTALS}, month {month}",
                          f"says {published[month]} published, the records hold {exact[month]}")  # fmt: skip
    said: Counter[str] = Counter()
    for month, count in published.items():
        said[month[:4]] += count
    for year in sorted(said | years):
        if said[year] != years[year]:
            yield Finding("counts", f"{TOTALS}, year {year}",
                          f"says {said[year]} published, the records hold {years[year]}")  # fmt: skip
