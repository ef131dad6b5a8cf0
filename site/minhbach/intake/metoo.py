"""The page to say "I saw it too" on: a published report, one button, and a photo if one likes."""

import re
import secrets
from typing import Any

from flask import Blueprint, Response, abort, current_app, make_response, render_template, request, url_for

from minhbach.intake.limits import count_attempt
from minhbach.intake.nearby import card, public_side
from minhbach.intake.photos import PhotosRefused, read_photos
from minhbach.intake.support import support
from minhbach.public.models import PublicReport
from minhbach.records.office import office

COOKIE = "browser"
A_YEAR = 365 * 86400
MOST_SUPPORTED = 60
"""From one origin in ten minutes."""
_NAME = re.compile(r"[A-Za-z0-9_-]{32}")
_ID = "<string(maxlength=16):public_id>"


def add_me_too(intake: Blueprint) -> None:
    """Give the citizen's pages their routes under /report/me-too/."""
    intake.get(f"/report/me-too/{_ID}/")(me_too)
    intake.post(f"/report/me-too/{_ID}/")(say_me_too)


def me_too(public_id: str) -> str:
    """The report as it is public, and the button."""
    return _page(_public_or_404(public_id))


def say_me_too(public_id: str) -> Any:
    """Count this browser; a second time adds nothing and says so."""
    report = _public_or_404(public_id)
    count_attempt(office(), "support", request.remote_addr or "", MOST_SUPPORTED)
    try:
        photos = read_photos(request.files.getlist("photo"), most=1)
    except PhotosRefused as refused:
        return _page(report, fault=str(refused)), 422
    browser = request.cookies.get(COOKIE, "")
    browser = browser if _NAME.fullmatch(browser) else secrets.token_urlsafe(24)
    done = support(office(), public_id, browser, photos[0] if photos else None)
    response = make_response(_page(report, done=done, late=done is None), 409 if done is None else 200)
    _remember(response, browser)
    return response


def _page(report: PublicReport, **what: Any) -> str:
    return render_template("report/me-too.html", near=card(office(), report), **what)


def _public_or_404(public_id: str) -> PublicReport:
    with public_side(office()).reading() as session:
        return session.get(PublicReport, public_id) or abort(404)


def _remember(response: Response, browser: str) -> None:
    """A random name for this browser, sent back to these pages alone; what is kept is a hash a report."""
    response.set_cookie(COOKIE, browser, max_age=A_YEAR, httponly=True, samesite="Lax",
                        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
                        path=url_for("intake.form") + "me-too/")  # fmt: skip
