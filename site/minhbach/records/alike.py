"""Which reports may tell of the same thing: by distance, category, words and time.

The scoring is pure, so that the desk may ask it about private reports and the form about published ones.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, exp, hypot, radians

from sqlmodel import Session, col, select

from minhbach.places.names import fold
from minhbach.records import workflow
from minhbach.records.models import Report
from minhbach.records.office import Office

LEAST = 0.45
"""What scores less is not worth an operator's look."""
FAR = 4
"""So many times the category's own distance, and it is another place."""
LOOKED_BACK = timedelta(days=60)
MOST_LOOKED_AT = 2000
_PLACE, _CATEGORY, _WORDS, _TIME = 0.45, 0.15, 0.30, 0.10
_FADES_DAYS = 30
_METRES = 111_195
"""To one degree of latitude."""
_EMPTY = frozenset(
    {"o", "di", "va", "la", "co", "ma", "thi", "bi", "cho", "voi", "cua", "cac", "nhung", "nay", "do", "duoc",
     "khong", "da", "dang", "rat", "toi", "minh", "ben", "tren", "tai", "de", "lam", "qua", "nhieu", "xin",
     "mong", "kinh", "nho", "vui", "long", "som", "xu", "ly", "nguoi", "dan", "duong", "hem", "phuong"}
)  # fmt: skip
"""Folded syllables that stand in any report."""


@dataclass(frozen=True)
class Alike:
    """A report that may tell of the same thing, and why it is thought so."""

    report_id: int
    score: float
    """From 0 to 1."""
    metres: int
    days: int
    """Between the two."""
    same_category: bool
    words: float
    """What share of their words they have in common, 0 to 1."""


def alike(
    office: Office,
    category: str,
    lat: float,
    lon: float,
    text: str,
    at: datetime,
    limit: int = 5,
    apart_from: Iterable[int] = (),
) -> list[Alike]:
    """The likeliest twins of a report that came in at `at`, best first; none where nothing is near."""
    with office.private.reading() as session:
        near = _near(session, _reach(office, category) * FAR, lat, lon, at)
    mine, without = telling_words(text), set(apart_from)
    found = [_weigh(office, category, lat, lon, mine, at, other) for other in near if other.id not in without]
    likely = [one for one in found if one.score >= LEAST]
    return sorted(likely, key=lambda one: (-one.score, one.report_id))[:limit]


def likeness(metres: float, reach_m: float, same_category: bool, words: float, days: float) -> float:
    """How likely two reports are of one thing, 0 to 1; past FAR times `reach_m` they are not."""
    if metres > reach_m * FAR:
        return 0.0
    place = 1 / (1 + (metres / reach_m) ** 2)
    return _PLACE * place + _CATEGORY * same_category + _WORDS * words + _TIME * exp(-abs(days) / _FADES_DAYS)


def telling_words(text: str) -> frozenset[str]:
    """The folded words of a text that say something, and each two in a row: most Vietnamese words are two."""
    plain = fold(text).split()
    pairs = {f"{one} {two}" for one, two in zip(plain, plain[1:], strict=False)}
    return frozenset(
        {word for word in plain if word not in _EMPTY} | {pair for pair in pairs if _tells(pair)}
    )


def in_common(mine: frozenset[str], other: frozenset[str]) -> float:
    """What share of the words of two texts is in both, 0 to 1."""
    return 2 * len(mine & other) / (len(mine) + len(other)) if mine and other else 0.0


def metres_between(lat: float, lon: float, lat2: float, lon2: float) -> float:
    """Metres between two points of one city; the earth is flat enough for that."""
    return hypot(lat - lat2, (lon - lon2) * cos(radians(lat))) * _METRES


def _tells(pair: str) -> bool:
    return not _EMPTY.issuperset(pair.split())


def _reach(office: Office, category: str) -> int:
    known = office.city.categories.get(category)
    return known.same_m if known else 100


def _near(session: Session, metres: float, lat: float, lon: float, at: datetime) -> list[Report]:
    """Reports in a square around the point, some weeks before or after; those that are gone left out."""
    high = metres / _METRES
    wide = high / cos(radians(lat))
    query = (
        select(Report)
        .where(col(Report.received_at).between(at - LOOKED_BACK, at + LOOKED_BACK))
        .where(
            col(Report.lat).between(lat - high, lat + high), col(Report.lon).between(lon - wide, lon + wide)
        )
        .where(col(Report.status).not_in(workflow.GONE), col(Report.anonymised_at).is_(None))
        .order_by(col(Report.received_at).desc())
        .limit(MOST_LOOKED_AT)
    )
    return list(session.exec(query))


def _weigh(
    office: Office, category: str, lat: float, lon: float, mine: frozenset[str], at: datetime, other: Report
) -> Alike:
    metres = metres_between(lat, lon, other.lat or 0.0, other.lon or 0.0)  # the query asked for both
    days = abs((at - other.received_at) / timedelta(days=1))
    words, same = in_common(mine, telling_words(other.text)), category == other.category
    score = likeness(metres, _reach(office, category), same, words, days)
    return Alike(other.id or 0, round(score, 4), round(metres), round(days), same, round(words, 3))
