"""How far a made-up report has come by now, and by which steps of the real workflow."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from minhbach.demo.material import Material, Unfit
from minhbach.demo.writing import Writer
from minhbach.places.units import Place
from minhbach.records.office import Office
from minhbach.records.work import Actor, Step
from minhbach.records.workflow import AGENCY, FIXED_STATED, OPERATOR

OPERATOR_NAME = "operator"


@dataclass(frozen=True)
class Course:
    """Decides about one report after another; `now` is the end of the made-up year."""

    rng: Random
    office: Office
    material: Material
    now: datetime

    def is_waiting(self, received: datetime) -> bool:
        """Whether nobody has looked at it yet: likely for new ones, rare for old ones."""
        return self._still("waiting", received)

    def refusal(self, received: datetime, unfit: Unfit) -> list[Step]:
        """The step that refuses it, if there was time for it."""
        given: dict[str, str | None] = {
            "refusal": unfit.reason,
            "refusal_note": self.rng.choice(unfit.notes),
        }
        step = Step("refuse", Actor(OPERATOR_NAME, OPERATOR), self._looked_at(received), given=given)
        return self._done_by_now([step])

    def handling(
        self, received: datetime, category: str, places: Sequence[Place], writer: Writer
    ) -> list[Step]:
        """The steps that accept and resolve it, as far as there was time for them."""
        agency = self.office.agency_for(category, list(places))
        if agency is None:
            return []
        accepted = self._looked_at(received)
        given: dict[str, str | None] = {"category": category, "agency": agency}
        steps = [Step("accept", Actor(OPERATOR_NAME, OPERATOR), accepted, given=given)]
        if not self._still("under_way", received):
            answer = writer.answer(self.material.themes[category])
            actor = Actor(agency, AGENCY, agency)
            answered: dict[str, str | None] = {"answer": answer, "outcome": FIXED_STATED}
            steps.append(Step("resolve", actor, self._solved(accepted, category), given=answered))
        return self._done_by_now(steps)

    def _done_by_now(self, steps: list[Step]) -> list[Step]:
        return [step for step in steps if step.at <= self.now]

    def _still(self, state: str, received: datetime) -> bool:
        at_once, days, in_the_end = self.material.year["work"][state]
        age = (self.now - received) / timedelta(days=1)
        return self.rng.random() < in_the_end + (at_once - in_the_end) * math.exp(-age / days)

    def _looked_at(self, received: datetime) -> datetime:
        median, spread = self.material.year["work"]["accept_minutes"]
        return received + timedelta(minutes=median * math.exp(self.rng.gauss(0, spread)))

    def _solved(self, accepted: datetime, category: str) -> datetime:
        """Some days later, within working hours."""
        share, spread = self.material.year["work"]["resolve_share"]
        days = self.office.city.categories[category].days * share * math.exp(self.rng.gauss(0, spread))
        local = (accepted + timedelta(days=days)).astimezone(self.office.city.timezone)
        working = local.replace(hour=self.rng.randrange(8, 17), minute=self.rng.randrange(60))
        return max(working, accepted + timedelta(hours=1))
