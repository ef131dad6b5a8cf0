"""Giving the second factor at sign-in, setting it up, and taking a new telephone."""

from typing import Any

import segno
from flask import abort, g, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from minhbach.desk.arrival import admitted, confirm, confirm_here, doorkeeper
from minhbach.desk.entry import too_often
from minhbach.desk.guard import TOKEN, for_halfway
from minhbach.desk.lockout import CODE
from minhbach.records import second_factor as factor
from minhbach.records.models import Staff
from minhbach.records.office import office
from minhbach.records.sessions import SignedIn


@for_halfway
def second_factor() -> Any:
    """Ask for a code after the password; who has none yet sets it up first."""
    found: SignedIn = g.signed_in
    if found.confirmed:
        return redirect(url_for("desk.home"), 303)
    if not found.member.totp_sealed:
        return redirect(url_for("desk.set_up_second_factor"), 303)
    if request.method == "GET":
        return render_template("desk/second-factor.html")
    return _checked(found.member) or confirm(found.member.id or 0, forget=_origins(found.member))


@for_halfway
def set_up_second_factor() -> Any:
    """Show the secret to scan, and keep it once a code proves that it was."""
    found: SignedIn = g.signed_in
    if found.member.totp_sealed:
        # A session that stands open must not be enough to take over the account for good.
        return _replace(found) if found.confirmed else redirect(url_for("desk.second_factor"), 303)
    secret = factor.pending_secret(office().keyring, session[TOKEN])
    if request.method == "GET":
        return _offer(secret, found)
    return _set_up(secret, found)


def _set_up(secret: bytes, found: SignedIn) -> Any:
    step = factor.matching_step(secret, request.form.get("code", ""), office().now())
    if step is None:
        wrong = _("Mã không đúng. Kiểm tra giờ trên điện thoại rồi nhập mã đang hiện.")
        return _offer(secret, found, wrong), 422
    with office().private.writing() as database:
        member = database.get_one(Staff, found.member.id)
        if member.totp_sealed:  # another browser was quicker
            abort(409)
        codes = factor.set_up(database, office().keyring, member, secret, step)
    response = make_response()
    confirm_here(found.member.id or 0, response)  # a token of before this change opens nothing any more
    response.set_data(render_template("desk/second-codes.html", codes=codes))
    return response


def _replace(found: SignedIn) -> Any:
    """Take the old telephone's factor away, for who can still give a code of it."""
    if request.method == "GET":
        return render_template("desk/second-replace.html", left=factor.recovery_left(found.member))
    if refused := _checked(found.member, "desk/second-replace.html"):
        return refused
    with office().private.writing() as database:
        factor.reset(database, database.get_one(Staff, found.member.id))
    return redirect(url_for("desk.set_up_second_factor"), 303)


def _checked(member: Staff, template: str = "desk/second-factor.html") -> Any:
    """What to answer where the code that was sent is not right; None where it is."""
    origins, code, left = _origins(member), request.form.get("code", "")[:40], factor.recovery_left(member)
    if not admitted(origins):
        return render_template(template, wrong=too_often(), left=left), 429
    with office().private.writing() as database:
        known = database.get_one(Staff, member.id)
        right = factor.use_code(database, office().keyring, known, code, office().now())
        if not right and not factor.use_recovery(database, office().keyring, known, code):
            wrong = _("Mã không đúng hoặc đã được dùng. Đợi mã kế tiếp rồi nhập lại.")
            return render_template(template, wrong=wrong, left=left), 422
        doorkeeper().forget(database, origins)
    return None


def _origins(member: Staff) -> dict[str, int]:
    return doorkeeper().origins(request, member.username, CODE)


def _offer(secret: bytes, found: SignedIn, wrong: str | None = None) -> str:
    issuer = office().city.service.within(office().city.languages[0])
    uri = factor.otpauth_uri(secret, found.member.username, issuer)
    picture = segno.make(uri, error="m").svg_data_uri(scale=5, border=4, dark="#000", light="#fff")
    return render_template("desk/second-set-up.html", picture=picture, secret=factor.shown_secret(secret),
                           wrong=wrong, confirmed=found.confirmed)  # fmt: skip
