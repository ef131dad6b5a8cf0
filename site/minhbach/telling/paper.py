"""Which of the city's texts tells a report's sender on paper how their report stands."""

from collections.abc import Mapping
from pathlib import Path

from minhbach.city.messages import FILE
from minhbach.records import workflow
from minhbach.records.models import Report

TEXTS: Mapping[str, str] = {
    workflow.RECEIVED: "receive",
    workflow.CLASSIFIED: "receive",
    workflow.RETURNED: "receive",
    workflow.ASSIGNED: "accept",
    workflow.IN_PROGRESS: "accept",
    workflow.WAITING: "ask",
    workflow.RESOLVED: "resolve",
    workflow.CLOSED: "resolve",
    workflow.REOPENED: "reopen",
    workflow.REFUSED: "refuse",
    workflow.DUPLICATE: "merge",
}
"""By status. Who withdrew a report knows that, and is written no letter."""


def kind_on_paper(data: Path, report: Report) -> str | None:
    """The kind of text for a report as it stands; None where there is nothing to tell, or no pack's texts."""
    if not (data / FILE).is_file():
        return None
    if report.status == workflow.IN_PROGRESS and report.interim:
        return "interim"
    return TEXTS.get(report.status)
