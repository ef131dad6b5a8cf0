"""From a proved password or identity to a session: half a one where a second factor is still to come."""

from collections.abc import Iterable
from typing import Any

from flask import redirect, request, session, url_for

from minhbach.desk.guard import TOKEN, safe_next
from minhbach.desk.lockout import Doorkeeper
from minhbach.records.models import Staff
from minhbach.records.office import office
from minhbach.records.second_factor import required_roles
from minhbach.records.sessions import close_session, open_session

WANTED = "desk_wanted"
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("coc_coc", "Coc Coc"), ("Firefox", "Firefox"),
             ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
            ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


def doorkeeper() -> Doorkeeper:
    """Who counts attempts at this desk."""
    return Doorkeeper(office().keyring.secret("desk"))


def admitted(origins: dict[str, int]) -> bool:
    """Whether one more attempt is let through; it counts before what it brings is looked at."""
    with office().private.writing() as database:
        return doorkeeper().admit(database, origins, office().now())


def begin(member_id: int, wanted: str, *, forget: Iterable[str] = (), proved_twice: bool = False) -> Any:
    """Begin a session of its own, and go on to what is wanted or to the second factor.

    `proved_twice`: the city's identity provider asked for a second factor already.
    """
    with office().private.writing() as database:
        member = database.get_one(Staff, member_id)
        wants_more = bool(member.totp_sealed) or member.role in required_roles(office().city.facts)
        if wants_more and not proved_twice:
            doorkeeper().forget(database, forget)
            _renew(database, member, confirmed=False)
            session[WANTED] = wanted
            return redirect(url_for("desk.second_factor"), 303)
    return confirm(member_id, wanted, forget=forget)


def confirm(member_id: int, wanted: str | None = None, *, forget: Iterable[str] = ()) -> Any:
    """Begin a whole session, and go to the page that was wanted."""
    wanted = wanted or safe_next(session.get(WANTED, ""))
    response = redirect(wanted, 303)
    confirm_here(member_id, response, forget=forget)
    return response


def confirm_here(member_id: int, response: Any, *, forget: Iterable[str] = ()) -> None:
    """Begin a whole session whose first page is `response`, and mark the browser as known."""
    with office().private.writing() as database:
        member = database.get_one(Staff, member_id)
        doorkeeper().forget(database, forget)
        _renew(database, member, confirmed=True)
        username = member.username
    doorkeeper().remember(response, username, request.is_secure)


def browser_name(said: str) -> str | None:
    """What a browser calls itself, short enough to know it by: "Firefox · Windows"."""
    found = [next((name for sign, name in known if sign in said), None) for known in (_BROWSERS, _SYSTEMS)]
    return " · ".join(name for name in found if name) or None


def _renew(database: Any, member: Staff, *, confirmed: bool) -> None:
    """A session of its own: whatever the browser brought along is thrown away (no fixation)."""
    if old := session.get(TOKEN):
        close_session(database, old)
    browser = browser_name(request.user_agent.string)
    token = open_session(database, member, office().now(), confirmed=confirmed, browser=browser)
    session.clear()
    session[TOKEN] = token
