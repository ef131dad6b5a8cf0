"""The workflow as one table: what may be done to a report, by whom, and what it takes."""

from dataclasses import dataclass

RECEIVED, ASSIGNED, RESOLVED, REFUSED = "received", "assigned", "resolved", "refused"
WITHDRAWN = "withdrawn"
STATUSES = (RECEIVED, ASSIGNED, RESOLVED, REFUSED, WITHDRAWN)
CLOSED = (RESOLVED, REFUSED, WITHDRAWN)
CITIZEN, OPERATOR, AGENCY, ADMIN, SYSTEM = "citizen", "operator", "agency", "admin", "system"
STAFF_ROLES = (OPERATOR, AGENCY, ADMIN)


@dataclass(frozen=True)
class Transition:
    """One allowed step; `requires` names what must be given with it."""

    action: str
    source: str
    target: str
    role: str
    requires: tuple[str, ...]


TRANSITIONS = (
    Transition("accept", RECEIVED, ASSIGNED, OPERATOR, ("category", "agency")),
    Transition("refuse", RECEIVED, REFUSED, OPERATOR, ("refusal",)),
    Transition("resolve", ASSIGNED, RESOLVED, AGENCY, ("answer",)),
    *(Transition("withdraw", source, WITHDRAWN, CITIZEN, ()) for source in (RECEIVED, ASSIGNED, RESOLVED)),
)


def transition(action: str, status: str) -> Transition | None:
    """The step that `action` is for a report in `status`, if there is one."""
    return next((t for t in TRANSITIONS if (t.action, t.source) == (action, status)), None)
