"""The desk's first page: the operator's queue, the agency's inbox, the administrator's counts."""

from datetime import UTC, datetime
from typing import Any

from flask import redirect, render_template, request, url_for

from minhbach.desk.decisions import tidy
from minhbach.desk.guard import current_actor, for_roles, unattended
from minhbach.desk.queue import count_by_status, count_fresh, count_shelves, read_queue
from minhbach.desk.search import Names, find_reports
from minhbach.desk.shelves import shelf_of, shelves_of
from minhbach.places.names import fold
from minhbach.records.office import office
from minhbach.records.workflow import ADMIN, AGENCY, INSPECTOR, OPERATOR

LONGEST_SEARCH = 200


@for_roles(OPERATOR, AGENCY, ADMIN, INSPECTOR)
def home() -> Any:
    """What waits for whoever is signed in."""
    if current_actor().role == INSPECTOR:
        return redirect(url_for("desk.inspect"), 303)
    return _counts() if current_actor().role == ADMIN else _queue()


@unattended
@for_roles(OPERATOR, AGENCY)
def fresh() -> str:
    """How many reports came onto a shelf since its page was read: a fragment that the page asks for again."""
    shelf = shelf_of(current_actor(), request.args.get("shelf"))
    with office().private.reading() as session:
        number = count_fresh(session, current_actor(), shelf, _moment(request.args.get("since", "")))
    return render_template("desk/_fresh.html", shelf=shelf, fresh=number, since=request.args.get("since", ""))


@for_roles(OPERATOR, AGENCY)
def find() -> str:
    """Reports by id or words; what is looked for may be a name, so it travels in the body of the request."""
    asked = " ".join(tidy(request.form.get("q", "")[:LONGEST_SEARCH]).split())
    with office().private.reading() as session:
        found = find_reports(session, current_actor(), asked, _names())
        counts = count_shelves(session, current_actor())
    return _page(found=found, counts=counts)


def _queue() -> str:
    actor = current_actor()
    shelf = shelf_of(actor, request.args.get("shelf"))
    asked = request.args.get("category")
    category = asked if asked in office().city.categories else None
    page = request.args.get("page", 1, type=int)
    with office().private.reading() as session:
        queue = read_queue(session, actor, shelf, category, page, _vintage(), office().now())
        counts = count_shelves(session, actor)
    return _page(queue=queue, category=category, counts=counts)


def _page(**what: Any) -> str:
    shelves = shelves_of(current_actor())
    return render_template("desk/queue.html", shelves=shelves, wards=_wards(), now=office().now(), **what)


def _counts() -> str:
    with office().private.reading() as session:
        return render_template("desk/counts.html", counts=count_by_status(session))


def _vintage() -> str:
    return office().atlas.in_force(office().today()).id


def _wards() -> dict[str, str]:
    return {unit.code: unit.name for unit in office().atlas.wards(_vintage())}


def _names() -> Names:
    """What may be searched for by name."""
    language = office().city.languages[0]
    categories = {code: fold(one.name.within(language)) for code, one in office().city.categories.items()}
    return Names({code: fold(name) for code, name in _wards().items()}, categories, _vintage())


def _moment(text: str) -> datetime:
    """The moment that a page was read, in seconds; what is none counts as just now, so nothing is new."""
    try:
        return datetime.fromtimestamp(float(text), UTC)
    except (ValueError, OverflowError, OSError):
        return office().now()
