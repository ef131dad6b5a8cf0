"""Closed by default: a desk page that does not say who may use it is used by nobody."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, abort, current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from minhbach.records.office import office
from minhbach.records.staff import signed_in
from minhbach.records.work import Actor

View = TypeVar("View", bound=Callable[..., Any])
ANYONE = frozenset({"anyone"})
TOKEN = "desk_token"  # noqa: S105  (the name of a session entry)


def for_roles(*roles: str) -> Callable[[View], View]:
    """Name the roles that may use a view."""

    def named(view: View) -> View:
        view.desk_roles = frozenset(roles)  # type: ignore[attr-defined]
        return view

    return named


def for_anyone(view: View) -> View:
    """Open a view to who is not signed in: only signing in itself."""
    view.desk_roles = ANYONE  # type: ignore[attr-defined]
    return view


def roles_of(endpoint: str) -> frozenset[str]:
    """The roles that an endpoint names; none, if it forgot to."""
    return getattr(current_app.view_functions.get(endpoint), "desk_roles", frozenset())


def keep_closed() -> AnyResponse | None:
    """Before every desk request: let in whom the page names, send a stranger to sign in, refuse the rest."""
    roles = roles_of(request.endpoint or "")
    if roles == ANYONE:
        return None
    actor = find_actor()
    if actor is None:
        return _to_sign_in()
    if actor.role not in roles:
        abort(403)
    g.actor = actor
    return None


def find_actor() -> Actor | None:
    """Who is signed in with this request's session, asked of the database every time."""
    token = session.get(TOKEN)
    if not token:
        return None
    with office().private.reading() as database:
        member = signed_in(database, token, office().now())
        return Actor(member.username, member.role, member.agency) if member else None


def current_actor() -> Actor:
    """Who is signed in; only for views that name roles."""
    actor: Actor = g.actor
    return actor


def safe_next(target: str) -> str:
    """`target` if it is a page of this desk, else the desk's first page: never another site."""
    home = url_for("desk.home")
    # A path that starts with the desk's own has no room for a scheme or a host.
    own = target.startswith(home) and target.isprintable() and not re.search(r"\\|\.\.|//", target)
    return target if own else home


def _to_sign_in() -> AnyResponse:
    wanted = request.full_path.rstrip("?") if request.method == "GET" else url_for("desk.home")
    where = url_for("desk.sign_in", next=wanted)
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": url_for("desk.sign_in")})
    return redirect(where, 303)
