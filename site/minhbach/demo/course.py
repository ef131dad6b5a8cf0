"""How far a made-up report has come by now, and by which steps of the real workflow."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from minhbach.demo.going import REMINDER, SENDER, Going
from minhbach.demo.material import Material, Unfit
from minhbach.demo.writing import Writer
from minhbach.places.units import Place
from minhbach.records.joint import ANSWER, ASK
from minhbach.records.models import CoAgency, Note
from minhbach.records.office import Office
from minhbach.records.work import Actor, NewReport
from minhbach.records.workflow import AGENCY, FIXED_EVIDENCE, FIXED_STATED, OPERATOR

OPERATOR_NAME = "operator"
STAFF = Actor(OPERATOR_NAME, OPERATOR)
_PLANNED_DAYS = (20, 120)


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

    def refusal(self, new: NewReport, unfit: Unfit, writer: Writer) -> Going:
        """It is refused; now and then its sender contests that, and mostly in vain."""
        going = self._begin(new)
        given = {"refusal": unfit.reason, "refusal_note": self.rng.choice(unfit.notes)}
        going.do("refuse", STAFF, self._looked_at(), **given)
        if self.chance("contested"):
            said = writer.say(self._word("contested"))
            going.do("contest", SENDER, self._hours("contest"), note=said)
            going.do("refuse", STAFF, self._looked_at(), **given)
        return going

    def merging(self, new: NewReport) -> datetime:
        """When an operator sees that it tells of what another one told before."""
        return new.received_at + self._looked_at()

    def handling(self, new: NewReport, places: Sequence[Place], writer: Writer) -> Going:
        """It is taken in, worked on and answered, as far as there was time for it."""
        going = self._begin(new)
        agency = self.office.agency_for(new.category, list(places))
        if agency is None:
            return going
        if self.chance("asked_first"):
            self._ask(going, STAFF, "question_first", writer)
        self._pass_on(going, new.category, agency)
        actor = Actor(agency, AGENCY, agency)
        self._beside(going, actor)
        if self._still("under_way", new.received_at):
            self._begun(going, actor)
        else:
            self._work(going, new, actor, writer)
            self._afterwards(going, new, actor, writer)
        if self.chance("withdrawn"):
            going.cut(new.received_at + self._hours("withdraw"))
            going.do("withdraw", SENDER, timedelta(minutes=1))
        return going

    def chance(self, what: str) -> bool:
        """Whether something happens that happens so often."""
        share: float = self.material.workflow["shares"][what]
        return self.rng.random() < share

    def after(self, going: Going, what: str) -> datetime:
        """A moment after a report was passed on, at which something else happens."""
        return going.accepted + self._hours(what)

    def _begin(self, new: NewReport) -> Going:
        return Going(new.received_at, self.now)

    def _pass_on(self, going: Going, category: str, agency: str) -> None:
        """To its agency; now and then by way of one that is not in charge."""
        flags: dict[str, Any] = {name: True for name in ("urgent", "several") if self.chance(name)}
        others = [code for code in self.office.city.agencies if code != agency]
        if not others or not self.chance("returned"):
            going.do("accept", STAFF, self._looked_at(), category=category, agency=agency, **flags)
            return
        wrong = self.rng.choice(others)
        going.do("accept", STAFF, self._looked_at(), category=category, agency=wrong, **flags)
        given = {"proposal": agency} if self.rng.random() < 0.7 else {}
        going.do(
            "return", Actor(wrong, AGENCY, wrong), self._hours("return"), self._word("returned"), **given
        )
        going.do("assign", STAFF, self._hours("reassign"), agency=agency)

    def _beside(self, going: Going, agency: Actor) -> None:
        """Others who help, and what staff write for one another."""
        others = [code for code in self.office.city.agencies if code != agency.agency]
        if (
            others
            and going.several
            and going.line(ASK, agency, self._hours("start"), code := self.rng.choice(others))
        ):
            helper = CoAgency(report_id=0, agency=code, asked_at=going.at, asked=self._word("co_asked"))
            if going.line(ANSWER, Actor(code, AGENCY, code), self._hours("start"), code):
                helper.done_at, helper.answer = going.at, self._word("co_answered")
            going.helpers.append(helper)
        if self.chance("noted") and going.line("note", agency, self._hours("start")):
            going.notes.append(Note(report_id=0, at=going.at, actor=agency.name, agency=agency.agency,
                                    text=self._word("note")))  # fmt: skip

    def _begun(self, going: Going, agency: Actor) -> None:
        """What is still being worked on: begun, told of on the way, asked back, or found to be another's."""
        if self.chance("started"):
            going.do("start", agency, self._hours("start"))
        if self.chance("interim"):
            going.do("interim", agency, self._hours("start"), interim=self._word("interim"))
        if self.now - going.at > timedelta(days=3):
            return
        if self.rng.random() < 0.15:
            going.do("ask", agency, self._hours("start"), question=self._word("question"))
        elif self.rng.random() < 0.15:
            going.do("return", agency, self._hours("start"), self._word("returned"))

    def _work(self, going: Going, new: NewReport, agency: Actor, writer: Writer) -> None:
        """From the agency's inbox to its answer."""
        if self.chance("started"):
            going.do("start", agency, self._hours("start"))
        if self.chance("asked"):
            self._ask(going, agency, "question", writer)
        if self.chance("interim"):
            going.do("interim", agency, self._hours("start"), interim=self._word("interim"))
        self._answer(going, new, agency, writer)

    def _answer(self, going: Going, new: NewReport, agency: Actor, writer: Writer) -> None:
        kinds = self.material.workflow["outcomes"]
        outcome = self.rng.choices(list(kinds), list(kinds.values()))[0]
        at = self._solved(going, new)
        if outcome in (FIXED_STATED, FIXED_EVIDENCE):
            answer = writer.answer(self.material.themes[new.category])
        else:
            day = at + timedelta(days=self.rng.randint(*_PLANNED_DAYS))
            answer = writer.say(self._word(outcome), date=f"{day:%d/%m/%Y}")
        going.do("resolve", agency, at - going.at, answer=answer, outcome=outcome)

    def _afterwards(self, going: Going, new: NewReport, agency: Actor, writer: Writer) -> None:
        """What its sender says of the answer, and the day on which it becomes final."""
        if self.chance("rated"):
            rating = self.rng.choices((1, 2, 3, 4, 5), (8, 8, 16, 36, 32))[0]
            going.rate(self._hours("rate"), rating)
        if self.chance("reopened"):
            said = writer.say(self._word("reopened"))
            going.do("reopen", SENDER, self._hours("reopen"), note=said)
            self._work(going, new, agency, writer)
        going.do("close", REMINDER, timedelta(days=self.office.deadlines.practice.close_days))

    def _ask(self, going: Going, actor: Actor, words: str, writer: Writer) -> None:
        """A question to the sender, which most answer; from the others it lapses."""
        going.do("ask", actor, self._hours("start"), question=self._word(words))
        if self.chance("replied"):
            going.do("reply", SENDER, self._hours("reply"), note=writer.say(self._word("reply")))
        else:
            going.do("lapse", REMINDER, timedelta(days=self.office.deadlines.practice.ask_days))

    def _still(self, state: str, received: datetime) -> bool:
        at_once, days, in_the_end = self.material.year["work"][state]
        age = (self.now - received) / timedelta(days=1)
        return self.rng.random() < in_the_end + (at_once - in_the_end) * math.exp(-age / days)

    def _looked_at(self) -> timedelta:
        median, spread = self.material.year["work"]["accept_minutes"]
        return timedelta(minutes=median * math.exp(self.rng.gauss(0, spread)))

    def _hours(self, what: str) -> timedelta:
        median, spread = self.material.workflow["hours"][what]
        return timedelta(hours=median * math.exp(self.rng.gauss(0, spread)))

    def _word(self, what: str) -> str:
        words: str = self.rng.choice(self.material.workflow["words"][what])
        return words

    def _solved(self, going: Going, new: NewReport) -> datetime:
        """Some days later, within working hours."""
        share, spread = self.material.year["work"]["resolve_share"]
        usual = timedelta(days=self.office.city.categories[new.category].days)
        allowed = new.due_at - new.received_at if new.due_at else usual
        local = going.at + allowed * share * math.exp(self.rng.gauss(0, spread))
        local = local.astimezone(self.office.city.timezone)
        working = local.replace(hour=self.rng.randrange(8, 17), minute=self.rng.randrange(60))
        return max(working, going.at + timedelta(hours=1))
