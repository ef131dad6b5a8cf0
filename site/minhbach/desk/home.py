"""The desk's first page: the operator's queue, the agency's inbox, the administrator's counts."""

from datetime import UTC, datetime
from typing import Any

from flask import redirect, render_template, request, url_for

from minhbach.desk.decisions import tidy
from minhbach.desk.guard import current_actor, for_roles, unattended
from minhbach.desk.queue import count_by_status, count_fresh, count_shelves, read_queue
from minhbach.desk.search import Names, find_reports
from minhbach.desk.shelves import shelf_of, shelves_of
from minhbach.records.office import office
from minhbach.records.workflow import ADMIN, AGENCY, INSPECTOR, OPERATOR

LONGEST_SEARCH = 200


@for_roles(OPERATOR, AGENCY, ADMIN, INSPECTOR)
def home() -> Any:
    """What waits for whoever is signed in."""
    if current_actor().role == INSPECTOR:
        return redirect(url_for("desk.deadlines"), 303)
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
    names = _names()
    with office().private.reading() as session:
        found = find_reports(session, current_actor(), asked, names)
        counts = count_shelves(session, current_actor())
    return _page(found=found, counts=counts, wards=names.wards)


def _queue() -> str:
    actor = current_actor()
    shelf = shelf_of(actor, request.args.get("shelf"))
    asked = request.args.get("category")
    category = asked if asked in office().city.categories else None
    page, names = request.args.get("page", 1, type=int), _names()
    with office().private.reading() as session:
        queue = read_queue(session, actor, shelf, category, page, names.vintage, office().now())
        counts = count_shelves(session, actor)
    return _page(queue=queue, category=category, counts=counts, wards=names.wards)


def _page(**what: Any) -> str:
    return render_template("desk/queue.html", shelves=shelves_of(current_actor()), now=office().now(), **what)


def _counts() -> str:
    with office().private.reading() as session:
        return render_template("desk/counts.html", counts=count_by_status(session))


def _names() -> Names:
    vintage = office().atlas.in_force(office().today()).id
    wards = {unit.code: unit.name for unit in office().atlas.wards(vintage)}
    language = office().city.languages[0]
    categories = {code: one.name.within(language) for code, one in office().city.categories.items()}
    return Names(wards, categories, vintage)


def _moment(text: str) -> datetime:
    """The moment that a page was read, in seconds; what is none counts as just now, so nothing is new."""
    try:
        return datetime.fromtimestamp(float(text), UTC)
    except (ValueError, OverflowError, OSError):
        return office().now()
