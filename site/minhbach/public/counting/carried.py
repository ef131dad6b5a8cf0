"""Count the published reports that lie in a unit of one vintage and in a unit of the next."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from minhbach.places.atlas import Atlas
from minhbach.places.units import DISTRICT, WARD
from minhbach.public.models import PublicPlace, PublicReport

Crossing = tuple[str, str, str, str, str, str]
"""Old vintage, level and code; new vintage, level and code."""
TOLD_BY_UNIT = ("ward", "none")
"""Their point stands for a whole ward, so it says nothing about which part of it they came from."""


def count_carried(session: Session, atlas: Atlas) -> Counter[Crossing]:
    """Reports with a point of their own by the units that they lie in before and after each reform."""
    found: Counter[Crossing] = Counter()
    for before, after in pairwise(vintage.id for vintage in atlas.vintages):
        heirs = DISTRICT if atlas.districts(after) else WARD
        for old_ward, old_district, ward, district, reports in _both(session, before, after):
            found[before, WARD, old_ward, after, WARD, ward] += reports
            heir = district if heirs == DISTRICT else ward
            if old_district and heir:
                found[before, DISTRICT, old_district, after, heirs, heir] += reports
    return found


def _both(session: Session, before: str, after: str) -> Iterator[tuple[Any, ...]]:
    """Old ward and district, new ward and district, and how many reports."""
    old, new = aliased(PublicPlace), aliased(PublicPlace)
    units = (col(old.ward_code), col(old.district_code), col(new.ward_code), col(new.district_code))
    query = (
        select(*units, func.count())
        .join(new, col(new.public_id) == col(old.public_id))
        .join(PublicReport, col(PublicReport.public_id) == col(old.public_id))
        .where(col(old.vintage) == before, col(new.vintage) == after)
        .where(col(old.ward_code).is_not(None), col(new.ward_code).is_not(None))
        .where(col(PublicReport.location_method).not_in(TOLD_BY_UNIT))
        .group_by(*units)
    )
    for row in session.connection().execute(query):
        yield tuple(row)
