"""Pages over all agencies: the deadline board, and who to turn to in each agency."""

from flask import render_template
from sqlmodel import col, func, select

from minhbach.desk.deadlines import BUCKETS, read_board
from minhbach.desk.guard import current_actor, for_roles
from minhbach.records.models import Report, Staff
from minhbach.records.office import office
from minhbach.records.workflow import ADMIN, AGENCY, INSPECTOR, OPERATOR, TAKEN_IN


@for_roles(OPERATOR, AGENCY, INSPECTOR)
def deadlines() -> str:
    """What is late, due today and due this week."""
    with office().private.reading() as session:
        board = read_board(session, office(), current_actor())
    return render_template("desk/deadlines.html", board=board, buckets=BUCKETS, agencies=office().agencies(),
                           now=office().now())  # fmt: skip


@for_roles(OPERATOR, AGENCY, INSPECTOR, ADMIN)
def agencies() -> str:
    """Every agency with its focal points and how much it has in hand."""
    in_hand = select(Report.agency, func.count()).where(
        col(Report.status).in_(TAKEN_IN), col(Report.agency).is_not(None)
    )
    people = select(Staff).where(Staff.role == AGENCY, col(Staff.active)).order_by(col(Staff.username))
    points: dict[str, list[Staff]] = {}
    with office().private.reading() as session:
        counts = dict(session.exec(in_hand.group_by(Report.agency)).all())
        for member in session.exec(people):
            points.setdefault(member.agency or "", []).append(member)
    known = office().agencies()
    rows = [(known[code], points.get(code, []), counts.get(code, 0)) for code in known]
    staffed = [row for row in rows if row[1] or row[2]]
    bare = sum(1 for row in rows if not row[1])
    return render_template("desk/agencies.html", rows=staffed, bare=bare)
