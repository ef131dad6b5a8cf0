"""The workflow as one table: what may be done to a report, by whom, what it takes, and whom it tells."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

RECEIVED, CLASSIFIED, ASSIGNED, IN_PROGRESS = "received", "classified", "assigned", "in_progress"
WAITING, RETURNED, RESOLVED, REOPENED, CLOSED = "waiting", "returned", "resolved", "reopened", "closed"
REFUSED, DUPLICATE, WITHDRAWN = "refused", "duplicate", "withdrawn"
STATUSES = (
    RECEIVED, CLASSIFIED, ASSIGNED, IN_PROGRESS, WAITING, RETURNED, RESOLVED, REOPENED, CLOSED,
    REFUSED, DUPLICATE, WITHDRAWN,
)  # fmt: skip
UNSETTLED = (RECEIVED, CLASSIFIED)
"""Nobody has decided yet whether it is taken in."""
WORKED_ON = (ASSIGNED, IN_PROGRESS, REOPENED)
"""The agency has it; what is RETURNED the operator has again, and what is WAITING its sender."""
ANSWERED = (RESOLVED, CLOSED)
TAKEN_IN = (*WORKED_ON, WAITING, RETURNED)
"""An operator took it in, and it has no answer yet."""
OPEN = (*UNSETTLED, *TAKEN_IN)
RUNNING = tuple(status for status in OPEN if status != WAITING)
"""The clock runs for whoever has it: only while its sender is asked it stands still."""
GONE = (REFUSED, DUPLICATE, WITHDRAWN)
ENDED = (*ANSWERED, *GONE)
ENDING = ("resolve", "refuse", "merge", "withdraw")
"""The steps that bring a report to an end; `close` only says that nobody opened it again."""

CITIZEN, OPERATOR, AGENCY, INSPECTOR = "citizen", "operator", "agency", "inspector"
ADMIN, SYSTEM = "admin", "system"
STAFF_ROLES = (OPERATOR, AGENCY, INSPECTOR, ADMIN)
"""Inspectors only read; administrators run the system and decide nothing: neither has a step."""

FIXED_EVIDENCE, FIXED_STATED, PLANNED = "fixed_evidence", "fixed_stated", "planned"
REFERRED, NOT_FOUND = "referred", "not_found"
OUTCOMES = (FIXED_EVIDENCE, FIXED_STATED, PLANNED, REFERRED, NOT_FOUND)
"""What an answer means. FIXED_EVIDENCE needs a photo taken afterwards."""
COUNTS_AS_RESOLVED = (FIXED_EVIDENCE, FIXED_STATED)

WITH_AGENCY, WITHOUT_AGENCY, ONCE = "with agency", "without agency", "once"


@dataclass(frozen=True)
class Transition:
    """One allowed step."""

    action: str
    source: str
    target: str
    role: str
    requires: tuple[str, ...] = ()
    """What must be given with it: columns of the report, or `note`."""
    takes: tuple[str, ...] = ()
    """Columns that may be given besides."""
    tells: tuple[str, ...] = ()
    """Who learns of it: citizen, agency, operator."""
    when: str | None = None
    """WITH_AGENCY and WITHOUT_AGENCY: one was put in charge, or none yet; ONCE: only the first time."""


def _each(
    action: str, sources: Iterable[str], target: str, role: str, requires: tuple[str, ...] = (),
    takes: tuple[str, ...] = (), tells: tuple[str, ...] = (), when: str | None = None,
) -> tuple[Transition, ...]:  # fmt: skip
    return tuple(Transition(action, source, target, role, requires, takes, tells, when) for source in sources)


_SORT = ("category", "agency", "urgent", "several")

TRANSITIONS = (
    # The operator takes in, passes on, or turns away.
    *_each("classify", [RECEIVED], CLASSIFIED, OPERATOR, ("category",), _SORT),
    *_each("accept", UNSETTLED, ASSIGNED, OPERATOR, ("category", "agency"), _SORT, (CITIZEN, AGENCY)),
    *_each("assign", [ASSIGNED, RETURNED, REOPENED], ASSIGNED, OPERATOR, ("agency",), _SORT,
           (CITIZEN, AGENCY)),
    *_each("refuse", [*UNSETTLED, RETURNED], REFUSED, OPERATOR, ("refusal",), ("refusal_note",), (CITIZEN,)),
    *_each("merge", [*UNSETTLED, ASSIGNED, RETURNED], DUPLICATE, OPERATOR, ("duplicate_of",),
           tells=(CITIZEN,)),
    *_each("unmerge", [DUPLICATE], RECEIVED, OPERATOR, ("note",), tells=(CITIZEN,)),
    *_each("unmerge", [DUPLICATE], RECEIVED, SYSTEM, ("note",), tells=(CITIZEN, OPERATOR)),
    # The sender is asked; the clock stands still.
    *_each("ask", UNSETTLED, WAITING, OPERATOR, ("question",), tells=(CITIZEN,)),
    *_each("ask", WORKED_ON, WAITING, AGENCY, ("question",), tells=(CITIZEN,)),
    *_each("reply", [WAITING], IN_PROGRESS, CITIZEN, tells=(AGENCY,), when=WITH_AGENCY),
    *_each("reply", [WAITING], RECEIVED, CITIZEN, tells=(OPERATOR,), when=WITHOUT_AGENCY),
    *_each("lapse", [WAITING], IN_PROGRESS, SYSTEM, tells=(CITIZEN, AGENCY), when=WITH_AGENCY),
    *_each("lapse", [WAITING], RECEIVED, SYSTEM, tells=(CITIZEN, OPERATOR), when=WITHOUT_AGENCY),
    # The agency works and answers, or gives back what is not its own.
    *_each("start", [ASSIGNED, REOPENED], IN_PROGRESS, AGENCY),
    *_each("interim", WORKED_ON, IN_PROGRESS, AGENCY, ("interim",), tells=(CITIZEN,)),
    *_each("return", WORKED_ON, RETURNED, AGENCY, ("note",), ("proposal",), (OPERATOR,)),
    *_each("resolve", WORKED_ON, RESOLVED, AGENCY, ("answer", "outcome"), tells=(CITIZEN,)),
    # After the answer.
    *_each("close", [RESOLVED], CLOSED, SYSTEM),
    *_each("close", [RESOLVED], CLOSED, OPERATOR),
    *_each("reopen", ANSWERED, REOPENED, CITIZEN, ("note",), tells=(AGENCY,)),
    *_each("reopen", ANSWERED, REOPENED, OPERATOR, ("note",), tells=(CITIZEN, AGENCY)),
    *_each("contest", [REFUSED], RECEIVED, CITIZEN, ("note",), tells=(OPERATOR,), when=ONCE),
    *_each("withdraw", [*OPEN, *ANSWERED, DUPLICATE], WITHDRAWN, CITIZEN, tells=(AGENCY,)),
)  # fmt: skip


_ROWS = {
    key: tuple(row for row in TRANSITIONS if (row.action, row.source) == key)
    for key in {(row.action, row.source) for row in TRANSITIONS}
}


def transitions(action: str, status: str, role: str | None = None) -> tuple[Transition, ...]:
    """The table's rows for an action from a status, whatever else they ask; of every role or of one."""
    found = _ROWS.get((action, status), ())
    return found if role is None else tuple(row for row in found if row.role == role)


def transition(action: str, status: str, role: str | None = None) -> Transition | None:
    """The first of those rows, if there is one."""
    return next(iter(transitions(action, status, role)), None)


def rows() -> list[dict[str, Any]]:
    """The table for other programs: from, to, action, role, requires, takes, tells, when."""
    return [{"from": row.pop("source"), "to": row.pop("target"), **row} for row in map(asdict, TRANSITIONS)]
