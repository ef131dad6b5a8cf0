"""Each step tells whom its row in the table names, and nobody else."""

from collections.abc import Callable

import pytest
from tests.conftest import NOON
from tests.telling.conftest import ACCEPT, AGENCY, OPERATOR, SENDER

from minhbach.city.messages import BREACH, BREACH_DUE, READERS
from minhbach.records.contacts import Reach
from minhbach.records.models import Message, Report
from minhbach.records.remind import DUE, OVERDUE, SOON
from minhbach.records.workflow import TRANSITIONS


def test_the_texts_are_those_that_the_workflow_tells() -> None:
    told = {(row.action, reader) for row in TRANSITIONS for reader in row.tells} | {
        ("receive", "citizen"), ("receive-mail", "citizen")
    }  # fmt: skip
    stated = {(kind, reader) for kind, readers in READERS.items() for reader in readers}
    others = (SOON, DUE, OVERDUE, BREACH, BREACH_DUE)
    reminders = {(kind, reader) for kind, reader in stated if kind in others}
    assert stated - reminders == told
    assert {kind for kind, _ in reminders} == set(others)


def test_steps_are_told_as_the_table_says(
    report: Report, do: Callable[..., None], outbox: Callable[[], list[Message]]
) -> None:
    do(report, "accept", OPERATOR, **ACCEPT)
    do(report, "start", AGENCY)
    do(report, "interim", AGENCY, interim="Đang vá.")
    do(report, "resolve", AGENCY, answer="Đã vá.", outcome="fixed_stated")
    assert [(row.kind, row.recipient, row.agency) for row in outbox()] == [
        ("receive", "citizen", None), ("accept", "citizen", None), ("accept", "agency", "so-xay-dung"),
        ("interim", "citizen", None), ("resolve", "citizen", None),
    ]  # fmt: skip
    assert {row.language for row in outbox()} == {"en"}


@pytest.mark.parametrize(
    ("changes", "readers"),
    [
        pytest.param({"reach": Reach()}, ["agency"], id="a sender who left nothing"),
        pytest.param({"reach": SENDER, "made_up": True}, [], id="made-up people"),
    ],
)
def test_nobody_is_written_to_who_cannot_be(
    make_report: Callable[..., Report], do: Callable[..., None], outbox: Callable[[], list[Message]],
    changes: dict[str, object], readers: list[str],
) -> None:  # fmt: skip
    do(make_report(received_at=NOON, **changes), "accept", OPERATOR, **ACCEPT)
    assert [row.recipient for row in outbox()] == readers
