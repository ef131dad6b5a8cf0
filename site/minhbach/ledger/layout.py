"""Where in a release what is: shared by who writes it and who checks it."""

SUMS, SUMS_SIGNED = "SHA256SUMS", "SHA256SUMS.minisig"
ABOUT, LEDGER = "release.json", "ledger.json"
RECORDS = "ledger/records.jsonl"
"""A record a line in the order of public ids; the tree's leaves are these lines without their ends."""
COUNTS = "ledger/counts.jsonl"
RECEIPTS = "ledger/receipts"
RECEIPTS_OF_A_FILE = 4096
"""At least so many receipts share a file, once there are that many."""
INDEX, LATEST = "index.json", "latest"


def age_of(release: str) -> tuple[str, int]:
    """Sorts names of releases, YYYY-MM-DD with .2, .3 … for further ones of a day, oldest first."""
    day, _, number = release.partition(".")
    return day, int(number) if number.isdigit() else 1
