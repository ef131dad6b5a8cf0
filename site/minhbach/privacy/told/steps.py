"""The steps of a report's life that the public may read, no finer than its dates.

An operator looks at a report within minutes. So where its day is not public, the period of the step after it
could tell that day ("received in March, assigned in April"); then only what the record says anyway is told:
that it was received, and that it was answered. Reasons: data/decisions/2026-11-24-timeline-and-counts.md.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime

from minhbach.privacy.disclosure.crowd import DAY
from minhbach.public.models import PublicEvent, PublicReport
from minhbach.records.models import Event

KINDS = {
    "receive": "received", "accept": "assigned", "assign": "assigned", "start": "started",
    "return": "returned", "ask": "asked", "reply": "replied", "interim": "interim", "resolve": "resolved",
    "reopen": "reopened", "close": "closed",
}  # fmt: skip
"""Public kinds by the trail's actions; whatever else stands in the trail stays behind the door."""


def timeline(
    row: PublicReport, events: Iterable[Event], local_day: Callable[[datetime], date]
) -> list[PublicEvent]:
    """The public steps of the report that `row` tells of, numbered in order."""
    told = _of_days(events, local_day) if row.date_precision == DAY else _of_periods(row)
    return [
        PublicEvent(public_id=row.public_id, number=number, kind=kind, day=day)
        for number, (kind, day) in enumerate(told, start=1)
    ]


def _of_days(events: Iterable[Event], local_day: Callable[[datetime], date]) -> Iterator[tuple[str, date]]:
    for event in events:
        if event.action in KINDS:
            yield KINDS[event.action], local_day(event.at)


def _of_periods(row: PublicReport) -> Iterator[tuple[str, date]]:
    yield KINDS["receive"], row.received
    if row.resolved:
        yield KINDS["resolve"], row.resolved
