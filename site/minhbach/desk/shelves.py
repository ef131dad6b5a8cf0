"""The desk's shelves: which reports lie together for an operator or an agency, and in which order."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, false
from sqlmodel import col, func, select

from minhbach.records import workflow
from minhbach.records.models import CoAgency, Report
from minhbach.records.work import Actor

Condition = ColumnElement[bool]


@dataclass(frozen=True)
class Shelf:
    """One tab of the queue."""

    code: str
    title: LazyString
    holds: Callable[[Actor], Condition]
    live: bool = True
    """It holds what somebody must do something about; others only keep what is over, newest first."""


def _in(*statuses: str) -> Callable[[Actor], Condition]:
    return lambda _actor: col(Report.status).in_(statuses)


def _over(*statuses: str) -> Callable[[Actor], Condition]:
    # Most reports are over: the newest are found by their moment, not by sorting all that have the status.
    return lambda _actor: func.coalesce(col(Report.status), "").in_(statuses)


def _contested(_actor: Actor) -> Condition:
    return (col(Report.status) == workflow.RECEIVED) & col(Report.contested_at).is_not(None)


def _new(_actor: Actor) -> Condition:
    return (col(Report.status) == workflow.RECEIVED) & col(Report.contested_at).is_(None)


def _all(_actor: Actor) -> Condition:
    return ~false()


def _asked_to_help(actor: Actor) -> Condition:
    asked = select(CoAgency.report_id).where(CoAgency.agency == actor.agency, col(CoAgency.done_at).is_(None))
    return col(Report.id).in_(asked) & col(Report.status).in_(workflow.OPEN)


def _helped(actor: Actor) -> Condition:
    return col(Report.id).in_(select(CoAgency.report_id).where(CoAgency.agency == actor.agency))


_OPERATOR = (
    Shelf("todo", _l("Cần quyết định"), _in(*workflow.UNSETTLED, workflow.RETURNED)),
    Shelf("new", _l("Mới đến"), _new),
    Shelf("classified", _l("Đã phân loại"), _in(workflow.CLASSIFIED)),
    Shelf("returned", _l("Đơn vị trả lại"), _in(workflow.RETURNED)),
    Shelf("contested", _l("Người gửi phản đối"), _contested),
    Shelf("reopened", _l("Mở lại"), _in(workflow.REOPENED)),
    Shelf("waiting", _l("Chờ người gửi"), _in(workflow.WAITING)),
    Shelf("underway", _l("Đang xử lý"), _in(workflow.ASSIGNED, workflow.IN_PROGRESS)),
    Shelf("answered", _l("Đã trả lời"), _over(*workflow.ANSWERED), live=False),
    Shelf("refused", _l("Đã từ chối"), _over(workflow.REFUSED), live=False),
    Shelf("all", _l("Tất cả"), _all, live=False),
)
_AGENCY = (
    Shelf("todo", _l("Cần xử lý"), _in(*workflow.WORKED_ON)),
    Shelf("new", _l("Mới chuyển đến"), _in(workflow.ASSIGNED)),
    Shelf("reopened", _l("Mở lại"), _in(workflow.REOPENED)),
    Shelf("started", _l("Đang làm"), _in(workflow.IN_PROGRESS)),
    Shelf("waiting", _l("Chờ người gửi"), _in(workflow.WAITING)),
    Shelf("helping", _l("Được nhờ phối hợp"), _asked_to_help),
    Shelf("answered", _l("Đã trả lời"), _over(*workflow.ANSWERED), live=False),
    Shelf("all", _l("Tất cả"), _all, live=False),
    Shelf("helped", _l("Mọi việc phối hợp"), _helped, live=False),
)
SHARED = ("helping", "helped")
"""Shelves of what other agencies lead."""


def shelves_of(actor: Actor) -> tuple[Shelf, ...]:
    """The shelves of an operator or of an agency, in the order of their tabs."""
    return _AGENCY if actor.role == workflow.AGENCY else _OPERATOR


def shelf_of(actor: Actor, code: str | None) -> Shelf:
    """The shelf with this code; the first one where there is none."""
    shelves = shelves_of(actor)
    return next((shelf for shelf in shelves if shelf.code == code), shelves[0])


def within(shelf: Shelf, actor: Actor) -> list[Condition]:
    """What lies on a shelf for `actor`: never more than they may see."""
    if actor.role != workflow.AGENCY or shelf.code in SHARED:
        return [shelf.holds(actor)]
    return [shelf.holds(actor), col(Report.agency) == actor.agency]


def order_of(shelf: Shelf, actor: Actor) -> list[Any]:
    """Urgent first, then by due day (an agency) or age (an operator); what is over, newest first."""
    if not shelf.live:
        return [col(Report.received_at).desc(), col(Report.id).desc()]
    due = [col(Report.due_at).is_(None), col(Report.due_at)] if actor.role == workflow.AGENCY else []
    return [col(Report.urgent).desc(), *due, col(Report.received_at), col(Report.id)]
