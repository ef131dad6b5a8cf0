"""What the classifier advises an operator about a report that nobody has taken in yet; it never decides."""

from dataclasses import dataclass

from minhbach.city import Category
from minhbach.classifier.adviser import adviser
from minhbach.desk.cases import Case
from minhbach.desk.guard import current_actor
from minhbach.records.office import office
from minhbach.records.workflow import OPERATOR, UNSETTLED


@dataclass(frozen=True)
class Advice:
    """A category, the agency that it would go to, and the words that decided."""

    category: Category
    agency: str | None
    words: tuple[str, ...]
    agrees: bool
    """The sender chose the same."""
    first: bool
    """The form begins with it: the sender chose a category that says nothing, which no model learns."""


def advice_for(case: Case) -> Advice | None:
    """What to show beside the categories; None where the model is not sure, or nobody asked it."""
    report, here = case.report, office()
    if current_actor().role != OPERATOR or report.status not in UNSETTLED:
        return None
    model = adviser(here.settings)
    found = model.suggest(report.text) if model else None
    category = here.city.categories.get(found.category) if found else None
    if model is None or found is None or category is None:
        return None
    agency = here.agency_for(category.code, list(case.places))
    agrees, vague = category.code == report.category, report.category not in model.categories
    return Advice(category, agency, found.words, agrees, vague)
