"""What an inspector asks for in the address: a stretch of days, a page, a person, a seed."""

import secrets
from datetime import date
from typing import Any

from flask import request

from minhbach.desk.decisions import read_day
from minhbach.records.office import office
from minhbach.records.oversight import Period
from minhbach.records.oversight.period import ending
from minhbach.records.oversight.sample import MOST

USUAL_DAYS = 90
MOST_DAYS = 3700
PER_PAGE = 50
LONGEST_SEED = 64


def asked_period() -> Period:
    """The days asked for; the last three months where none, or none that can be, are named."""
    last = _day("until") or office().today()
    usual = ending(last, USUAL_DAYS, office().city.timezone)
    period = Period(_day("from") or usual.first, last, usual.zone)
    return period if 1 <= period.days <= MOST_DAYS else usual


def asked_page() -> int:
    """Which page of a list, from 1."""
    return min(max(request.args.get("page", 1, type=int), 1), 1_000_000)


def pages_of(total: int) -> int:
    """How many pages a list has; one where it is empty."""
    return max(1, -(-total // PER_PAGE))


def asked_sample() -> tuple[str, int]:
    """Seed and size of a sample; a seed of chance where none is named."""
    seed = "".join(c for c in request.args.get("seed", "")[:LONGEST_SEED] if c.isprintable()).strip()
    size = min(max(request.args.get("size", 20, type=int), 1), MOST)
    return seed or secrets.token_hex(8), size


def in_address(period: Period, **more: Any) -> dict[str, Any]:
    """The same days for a link to another page."""
    return {"from": period.first.isoformat(), "until": period.last.isoformat()} | more


def _day(name: str) -> date | None:
    found = read_day(request.args.get(name, ""))
    return found if found and 1990 <= found.year <= 2200 else None
