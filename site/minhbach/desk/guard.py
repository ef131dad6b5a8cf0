"""Closed by default: a desk page that does not say who may use it is used by nobody."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, abort, current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from minhbach.records.office import office
from minhbach.records.sessions import SignedIn, signed_in, touch_session
from minhbach.records.work import Actor

View = TypeVar("View", bound=Callable[..., Any])
ANYONE = frozenset({"anyone"})
HALFWAY = frozenset({"halfway"})
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


def for_halfway(view: View) -> View:
    """Open a view to every account, also before it gave its second factor: only giving that itself."""
    view.desk_roles = HALFWAY  # type: ignore[attr-defined]
    return view


def unattended(view: View) -> View:
    """Say that pages ask for this view by themselves: such a request does not keep a session from idling."""
    view.desk_unattended = True  # type: ignore[attr-defined]
    return view


def roles_of(endpoint: str) -> frozenset[str]:
    """The roles that an endpoint names; none, if it forgot to."""
    return getattr(current_app.view_functions.get(endpoint), "desk_roles", frozenset())


def keep_closed() -> AnyResponse | None:
    """Before every desk request: let in whom the page names, send a stranger to sign in, refuse the rest."""
    roles = roles_of(request.endpoint or "")
    if roles == ANYONE:
        return None
    found = find_signed_in()
    if found is None:
        return _to_sign_in()
    g.signed_in = found
    if roles == HALFWAY:
        return None
    if not found.confirmed:
        return redirect(url_for("desk.second_factor"), 303)
    g.actor = _actor(found)
    if g.actor.role not in roles:
        abort(403)
    return None


def find_signed_in() -> SignedIn | None:
    """Whose session this request has, asked of the database every time; its use is written down."""
    token, now = session.get(TOKEN), office().now()
    if not token:
        return None
    with office().private.reading() as database:
        found = signed_in(database, token, now)
    view = current_app.view_functions.get(request.endpoint or "")
    if found and found.stale and not getattr(view, "desk_unattended", False):
        with office().private.writing() as database:
            touch_session(database, token, now)
    return found


def find_actor() -> Actor | None:
    """Who is wholly signed in with this request's session."""
    found = find_signed_in()
    return _actor(found) if found and found.confirmed else None


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


def _actor(found: SignedIn) -> Actor:
    return Actor(found.member.username, found.member.role, found.member.agency)


def _to_sign_in() -> AnyResponse:
    wanted = request.full_path.rstrip("?") if request.method == "GET" else url_for("desk.home")
    where = url_for("desk.sign_in", next=wanted)
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": url_for("desk.sign_in")})
    return redirect(where, 303)
