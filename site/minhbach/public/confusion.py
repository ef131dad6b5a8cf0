"""How the classifier that advises operators did on texts that it had not seen: by category, for the page."""

from collections import defaultdict
from dataclasses import dataclass

from sqlmodel import Session, col, select

from minhbach.public.models import PublicConfusion


@dataclass(frozen=True)
class Advised:
    """One category: of its texts, how many got the right suggestion, a wrong one, or none."""

    category: str
    texts: int
    right: int
    wrong: int
    silent: int


@dataclass(frozen=True)
class Classifier:
    """The classifier in use."""

    trained: str
    """YYYY-MM-DD."""
    categories: list[Advised]


def classifier(session: Session) -> Classifier | None:
    """How the latest one did; None where none was trained."""
    rows = session.exec(select(PublicConfusion).order_by(col(PublicConfusion.category))).all()
    if not rows:
        return None
    latest = max(row.trained for row in rows)
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rows:
        if row.trained == latest:
            kind = 2 if not row.suggested else int(row.suggested != row.category)
            counts[row.category][kind] += row.reports
    return Classifier(latest, [Advised(code, sum(told), *told) for code, told in counts.items()])
