"""Random actors do random things to a few reports: the trail, the counts and the public always agree."""

import os
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session, col, select

from minhbach.errors import MinhBachError
from minhbach.privacy.door import open_door
from minhbach.public.models import PublicReport, PublicTotal
from minhbach.public.store import public_database
from minhbach.records.models import Event, Photo, Report
from minhbach.records.office import Office
from minhbach.records.trail import check_trail
from minhbach.records.voices import rate, support
from minhbach.records.work import Actor, ChangedMeanwhile, Step, act, witness
from minhbach.records.workflow import ANSWERED, COUNTS_AS_RESOLVED, OUTCOMES, TRANSITIONS, Transition

ACTIONS = sorted({row.action for row in TRANSITIONS})
AGENCIES = ("so-xay-dung", "sawaco")
ACTORS = [Actor("lan", "operator"), Actor("web", "citizen"), Actor("reminder", "system"),
          Actor("thanh", "inspector"), Actor("quan", "admin"),
          *(Actor(code, "agency", code) for code in AGENCIES), Actor("nobody", "agency", None)]  # fmt: skip
GONE = ("duplicate", "refused", "withdrawn")
EXAMPLES, STEPS = int(os.environ.get("MINHBACH_EXAMPLES", "16")), 30
"""Some 1,000 steps a run; MINHBACH_EXAMPLES=100 takes several thousand."""
BUSY = 8
CHANCE = st.randoms(use_true_random=True)
"""Drawn as one number: drawing each choice apart takes longer than the steps themselves."""


def given(action: str, rng: Random, numbers: list[int], rightly: bool = False) -> dict[str, Any]:
    """What somebody might give with a step; now and then too little, too much or nonsense."""
    agency, category = (
        rng.choice(AGENCIES),
        rng.choice(["giao-thong", "y-te"]),
    )
    right: dict[str, dict[str, Any]] = {
        "classify": {"category": category},
        "accept": {"category": category, "agency": agency},
        "assign": {"agency": agency},
        "refuse": {"refusal": "spam", "refusal_note": "Không rõ."},
        "merge": {"duplicate_of": rng.choice([*numbers, -1])},
        "ask": {"question": "Ở đâu?"},
        "interim": {"interim": "Đang làm."},
        "return": {"proposal": agency},
        "resolve": {"answer": "Đã làm.", "outcome": rng.choice(OUTCOMES)},
    }
    told = dict(right.get(action, {}))
    if rightly:
        return told
    match rng.choice(["right"] * 8 + ["less", "more"]):
        case "less" if told:
            told.pop(next(iter(told)))
        case "more":
            told["status"] = "closed"
    return told


class Actors(RuleBasedStateMachine):
    """One report or a few; `expected` is what a reader of the table says that they are."""

    office: Office
    make: Callable[..., Report]
    every: list[int]
    """Of all examples, for the look at the public afterwards."""

    def __init__(self) -> None:
        super().__init__()
        self.expected: dict[int, str] = {}
        self.lines: Counter[int] = Counter()
        self.versions: dict[int, int] = {}
        self.at: datetime = self.office.now()

    reports = Bundle("reports")
    seen = Bundle("seen")

    @initialize(target=reports)
    def begin(self) -> Any:
        return multiple(*(self.receive() for _ in range(2)))

    @rule(target=reports)
    def come_in(self) -> Any:
        return self.receive() if len(self.expected) < 4 else multiple()

    @rule(target=seen, number=reports)
    def look(self, number: int) -> tuple[int, int]:
        """Somebody opens a report and reads on while others work."""
        return number, self.versions[number]

    @rule(number=reports, action=st.sampled_from(ACTIONS), actor=st.sampled_from(ACTORS), rng=CHANCE)
    def step(self, number: int, action: str, actor: Actor, rng: Random) -> None:
        self.take(number, action, actor, given(action, rng, list(self.expected)), None)

    @rule(what=consumes(seen), action=st.sampled_from(ACTIONS), actor=st.sampled_from(ACTORS), rng=CHANCE)
    def step_on_what_was_seen(self, what: tuple[int, int], action: str, actor: Actor, rng: Random) -> None:
        number, version = what
        self.take(number, action, actor, given(action, rng, list(self.expected)), version)

    @rule(rng=CHANCE)
    def work(self, rng: Random) -> None:
        """Some steps that the table has: by chance alone hardly any report would be answered."""
        for _ in range(BUSY):
            number = rng.choice(list(self.expected))
            with self.office.private.reading() as session:
                report = session.get_one(Report, number)
            fitting = [row for row in TRANSITIONS if row.source == report.status and row.target not in GONE]
            fitting = [row for row in fitting if self.fits(row, report)]
            if not fitting:
                continue
            row = rng.choice(fitting)
            who = next(one for one in ACTORS if one.role == row.role)
            actor = Actor("m", "agency", report.agency) if row.role == "agency" else who
            told = given(row.action, rng, list(self.expected), rightly=True)
            self.take(number, row.action, actor, told, None)

    @rule(one=reports, other=reports)
    def merge(self, one: int, other: int) -> None:
        """Two reports that an operator thinks are of the same thing."""
        self.take(one, "merge", ACTORS[0], {"duplicate_of": other}, None)

    @rule(number=reports, end=st.sampled_from(["withdraw", "refuse"]))
    def end(self, number: int, end: str) -> None:
        """A main report may go, and its duplicates come back."""
        with self.office.private.reading() as session:
            if session.exec(select(Report).where(Report.duplicate_of == number)).first() is None:
                return
        actor = ACTORS[1] if end == "withdraw" else ACTORS[0]
        self.take(number, end, actor, {"refusal": "spam"} if end == "refuse" else {}, None)

    @staticmethod
    def fits(row: Transition, report: Report) -> bool:
        """Whether a row asks for nothing that the report has not."""
        if row.when == "once":
            return report.contested_at is None
        return row.when is None or (row.when == "with agency") == bool(report.agency)

    @rule(number=reports, what=st.sampled_from(["reveal", "rate", "support", "photo"]))
    def beside(self, number: int, what: str) -> None:
        """What is no step: it changes no status, and stands in the trail."""
        with self.office.private.writing() as session:
            report, sender = session.get_one(Report, number), Actor("web", "citizen")
            try:
                match what:
                    case "reveal":
                        witness(session, number, ACTORS[0], self.tick(), "reveal", "gọi lại")
                    case "rate":
                        rate(session, report, sender, self.tick(), 4)
                    case "support" if not support(session, report, sender, self.tick(), "browser"):
                        return
                    case "photo":
                        session.add(Photo(report_id=number, stored_name=f"{number}-{self.at.timestamp()}",
                                          received_at=self.tick(), kind="after"))  # fmt: skip
                        return
            except MinhBachError:
                return
            self.lines[number] += 1
            self.versions[number] += what == "rate"

    def receive(self) -> int:
        report = self.make(received_at=self.tick(), due_at=self.at + timedelta(days=9), rule="2025")
        number = report.id or 0
        self.expected[number], self.versions[number] = "received", 1
        self.lines[number] = 1
        self.every.append(number)
        return number

    def take(self, number: int, action: str, actor: Actor, told: dict[str, Any], version: int | None) -> None:
        """Do a step and compare with what the table says of it."""
        step = Step(action, actor, self.tick(), version, told, "vì thế")
        with self.office.private.reading() as session:
            before = session.get_one(Report, number)
            target = self.target(session, before, step)
        refused = None
        try:
            with self.office.private.writing() as session:
                act(session, number, step, self.office.deadlines)
        except MinhBachError as wrong:
            refused = wrong
        assert (refused is None) == (target is not None), f"{action} by {actor}: {target}, {refused}"
        stale = version is not None and version != self.versions[number]
        assert isinstance(refused, ChangedMeanwhile) == stale
        if target is not None:
            self.follow(number, action, target, told)

    def target(self, session: Session, report: Report, step: Step) -> str | None:
        """Where the table, read here once more, says that a step leads; None where it must be refused."""
        if step.version not in (None, self.versions[report.id or 0]):
            return None
        for row in TRANSITIONS:
            if (row.action, row.source, row.role) != (step.action, report.status, step.actor.role):
                continue
            if row.role == "agency" and (report.agency is None or step.actor.agency != report.agency):
                continue
            if not self.fits(row, report):
                continue
            return row.target if self.complete(session, report, step, row.requires, row.takes) else None
        return None

    def complete(
        self, session: Session, report: Report, step: Step, needs: tuple[str, ...], takes: tuple[str, ...]
    ) -> bool:
        if not {*needs} - {"note"} <= set(step.given) or not set(step.given) <= {*needs, *takes}:
            return False
        if step.action == "merge":
            other = session.get(Report, step.given["duplicate_of"])
            return other is not None and other.id != report.id and other.status not in GONE
        if step.given.get("outcome") == "fixed_evidence":
            return session.exec(select(Photo).where(Photo.report_id == report.id)).first() is not None
        return True

    def follow(self, number: int, action: str, target: str, told: dict[str, Any]) -> None:
        """Keep up with a step, and with what it means for the reports that were merged into this one."""
        self.expected[number], self.lines[number] = target, self.lines[number] + 1
        self.versions[number] += 1
        if target not in GONE:
            return
        with self.office.private.reading() as session:
            others = col(Event.report_id).in_([other for other in self.expected if other != number])
            events = session.exec(select(Event).where(Event.at == self.at, others)).all()
        for event in events:
            assert (event.action, event.to_status) in (("move", "duplicate"), ("unmerge", "received"))
            self.expected[event.report_id] = event.to_status
            self.lines[event.report_id] += 1
            self.versions[event.report_id] += 1

    def tick(self) -> datetime:
        self.at += timedelta(minutes=7)
        return self.at

    @invariant()
    def nothing_is_lost(self) -> None:
        with self.office.private.reading() as session:
            for number, status in self.expected.items():
                report = session.get_one(Report, number)
                assert (report.status, report.version) == (status, self.versions[number])
                assert_consistent(session, report)

    def teardown(self) -> None:
        with self.office.private.reading() as session:
            for number in self.expected:
                trail = check_trail(session, number)
                assert (trail.broken, trail.lines) == (None, self.lines[number])
                last = session.exec(
                    select(Event).where(Event.report_id == number).order_by(col(Event.number).desc())
                ).first()
                assert last is not None
                assert last.to_status == self.expected[number]


def assert_consistent(session: Session, report: Report) -> None:
    """What must hold of a report in any status."""
    waits = report.status == "waiting"
    assert (report.waiting_since is not None) == (report.question is not None) == waits
    assert (report.duplicate_of is not None) == (report.status == "duplicate")
    if report.duplicate_of:
        assert session.get_one(Report, report.duplicate_of).status not in GONE
    if report.status in ANSWERED:
        assert report.outcome in OUTCOMES
        assert report.answer
        assert report.resolved_at
    elif report.status != "withdrawn":
        assert report.outcome is None
    assert (report.closed_at is not None) <= (report.status in ("closed", "withdrawn"))
    assert report.due_at is not None
    if report.status in ("assigned", "in_progress", "returned", "reopened", *ANSWERED):
        assert report.agency
        assert report.accepted_at


def test_random_actors_break_nothing(office: Office, make_report: Callable[..., Report]) -> None:
    class Here(Actors):
        pass

    Here.office, Here.make, Here.every = office, staticmethod(make_report), []
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, database=None,
            phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    assert_public_agrees(office)


def assert_public_agrees(office: Office) -> None:
    """What the door shows is what the records say, and adds up."""
    public = public_database(office.settings.public_url)
    open_door(office, public)
    with office.private.reading() as session, public.reading() as showing:
        reports = session.exec(select(Report)).all()
        shown = {row.public_id: row.status for row in showing.exec(select(PublicReport))}
        total = sum(row.received for row in showing.exec(select(PublicTotal)))
    assert total == len(reports) > EXAMPLES
    for report in reports:
        if report.status in ANSWERED:
            told = "resolved" if report.outcome in COUNTS_AS_RESOLVED else "answered"
        else:
            told = "assigned"
        out = report.accepted_at is None or report.status in (*GONE, "received", "classified")
        assert shown.get(report.public_id) == (None if out else told)
