"""How many people told of one thing: its sender, those of reports merged into it, and who said "me too".

Of a public space the number is told as it is. Of a home or a sensitive matter it is told in steps of the
crowd's size (1, 3, 6, 9 …), so that two releases never show one person joining.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, func, select

from minhbach.city import Category
from minhbach.records.models import Report, Support
from minhbach.records.workflow import DUPLICATE


def others(session: Session, ids: Sequence[int] | None = None) -> Counter[int]:
    """How many told of each report besides its own sender, by its id; of some reports, or of all."""
    found: Counter[int] = Counter()
    leads = select(col(Report.duplicate_of), func.count()).where(col(Report.status) == DUPLICATE)
    supported = func.coalesce(col(Report.duplicate_of), col(Report.id))
    supports = select(supported, func.count()).join(Support, col(Support.report_id) == col(Report.id))
    if ids is not None:
        leads = leads.where(col(Report.duplicate_of).in_(ids))
        supports = supports.where(col(Report.id).in_(ids) | col(Report.duplicate_of).in_(ids))
    for query in (leads.group_by(col(Report.duplicate_of)), supports.group_by(supported)):
        for lead, count in session.execute(query):
            if lead is not None:
                found[lead] += count
    return found


def told(people: int, category: Category, sizes: Mapping[str, int]) -> int:
    """The number as the public may know it; `sizes` are the crowds' by what a category concerns."""
    step = sizes.get(category.concerns, 1)
    return max(1, people - people % step)
