"""The desk's first page: the operator's queue, the agency's inbox, the administrator's counts."""

from flask import render_template, request

from minhbach.desk.guard import current_actor, for_roles
from minhbach.desk.queue import count_by_status, read_queue
from minhbach.records.office import office
from minhbach.records.workflow import ADMIN, AGENCY, OPERATOR


@for_roles(OPERATOR, AGENCY, ADMIN)
def home() -> str:
    """What waits for whoever is signed in."""
    return _counts() if current_actor().role == ADMIN else _queue()


def _queue() -> str:
    asked = request.args.get("category")
    category = asked if asked in office().city.categories else None
    vintage = office().atlas.in_force(office().today()).id
    with office().private.reading() as session:
        queue = read_queue(session, current_actor(), category, request.args.get("page", 1, type=int), vintage)
    wards = {unit.code: unit.name for unit in office().atlas.wards(vintage)}
    return render_template("desk/queue.html", queue=queue, category=category, wards=wards)


def _counts() -> str:
    with office().private.reading() as session:
        return render_template("desk/counts.html", counts=count_by_status(session))
