"""What was done to one made-up report, step after step, and no further than now."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from minhbach.records.bulk import Beside
from minhbach.records.models import CoAgency, Note
from minhbach.records.remind import ACTOR as REMINDER
from minhbach.records.steps import Actor, Step
from minhbach.records.voices import RATE, SUPPORT
from minhbach.records.workflow import CITIZEN, ENDING, FIXED_EVIDENCE

__all__ = ["REMINDER", "SENDER", "Going"]
SENDER = Actor("web", CITIZEN)


@dataclass
class Going:
    """A report's way through the workflow; what would lie in the future does not happen."""

    at: datetime
    """When the last step was done, or would be."""
    now: datetime
    steps: list[Step | Beside] = field(default_factory=list)
    helpers: list[CoAgency] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    """Both still without the report's number."""

    def do(self, action: str, actor: Actor, after: timedelta, note: str | None = None, **given: Any) -> None:
        """One more step, so long after the last."""
        self.at += after
        if self.at <= self.now:
            self.steps.append(Step(action, actor, self.at, given=given, note=note))

    def rate(self, after: timedelta, rating: int) -> None:
        """Its sender's word on the answer, so long after the last step."""
        self.at += after
        if self.at <= self.now:
            values = {"rating": rating, "rated_at": self.at}
            self.steps.append(Beside(RATE, SENDER, self.at, values))

    def line(self, action: str, actor: Actor, after: timedelta, note: str | None = None) -> bool:
        """Something that staff do beside the workflow; whether there was time for it."""
        self.at += after
        if self.at <= self.now:
            self.steps.append(Beside(action, actor, self.at, note=note))
        return self.at <= self.now

    def join(self, moments: Iterable[datetime]) -> list[datetime]:
        """Others who saw the same, at those of some moments at which the report was being worked on."""
        ends = next((step.at for step in self.steps if step.action in ENDING), self.now)
        found = [at for at in moments if self.accepted < at < ends]
        self.steps += (Beside(SUPPORT, SENDER, at) for at in found)
        self.steps.sort(key=lambda step: step.at)
        return found

    def cut(self, at: datetime) -> None:
        """Nothing that would come after a moment happens."""
        self.steps = [step for step in self.steps if step.at <= at]
        self.helpers = [one for one in self.helpers if one.asked_at <= at]
        self.notes = [one for one in self.notes if one.at <= at]
        self.at = at

    @property
    def accepted(self) -> datetime:
        """When it was passed on to an agency; after now where it was not."""
        return next((step.at for step in self.steps if step.action == "accept"), self.now + timedelta(days=1))

    @property
    def several(self) -> bool:
        """Whether its operator said that several agencies are involved."""
        return any(isinstance(step, Step) and step.given.get("several") for step in self.steps)

    @property
    def evidence(self) -> datetime | None:
        """When the agency took a photo of what it did, if it did."""
        shown = (step.at for step in self.steps
                 if isinstance(step, Step) and step.given.get("outcome") == FIXED_EVIDENCE)  # fmt: skip
        return next(shown, None)

    @property
    def said(self) -> list[str]:
        """What is kept of its sender's words and of the answers: the last one replaces the others."""
        steps = [step for step in self.steps if isinstance(step, Step)]
        answers = [step.given["answer"] for step in steps if "answer" in step.given]
        return [*answers[-1:], *(step.note for step in steps if step.note and step.actor == SENDER)]

    @property
    def last(self) -> str | None:
        """The last step."""
        return self.steps[-1].action if self.steps else None
