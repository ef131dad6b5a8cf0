"""The form without a network: a page that the browser keeps, what it is made of, and how it is sent later.

Everything that is kept is the same for all: no draft, no key and no token stands in it. A token is asked for
when there is a network again; the form's own key makes sure that it is sent once.
"""

import hashlib
import re
from pathlib import Path
from typing import Any

import orjson
from flask import Blueprint, Response, current_app, g, make_response, render_template, url_for
from flask_wtf.csrf import generate_csrf

from minhbach.intake.drafts import Draft
from minhbach.intake.form import Filled
from minhbach.intake.pages import whole
from minhbach.records.office import office

WORKER, STORE = "js/report-worker.js", "js/report-store.js"
_LINKED = re.compile(r'(?:href|src|data-outlines|data-wards)="(/[^"#?]+)"')


def add_offline(intake: Blueprint) -> None:
    """Give the citizen's pages the routes that a browser keeps them by."""
    intake.get("/report/offline/")(offline)
    intake.get("/report/worker.js")(worker)
    intake.get("/report/app.webmanifest")(manifest)
    intake.get("/report/token/")(token)


def offline() -> str:
    """The whole form on one page, empty."""
    return render_template("report/offline.html", **whole(Draft(Filled(key=""))))


def worker() -> Response:
    """The service worker, with the addresses that it keeps; it changes when any of them does."""
    page = offline()
    parts = sorted({found for found in _LINKED.findall(page) if _is_kept(found)})
    static = Path(current_app.static_folder or "")
    content = page + "".join(hashlib.sha256(_bytes(static, part)).hexdigest() for part in parts)
    facts = {
        "version": hashlib.sha256(content.encode()).hexdigest()[:16],
        "page": url_for("intake.offline", lang=g.language),
        "parts": parts,
        "store": url_for("static", filename=STORE),
        "token": url_for("intake.token"),
        "send": url_for("intake.send"),
    }
    script = f"const KEPT = {orjson.dumps(facts).decode()};\n" + (static / WORKER).read_text("utf-8")
    response = make_response(script)
    response.headers["Content-Type"] = "text/javascript; charset=utf-8"
    response.headers["Cache-Control"] = "no-cache"
    return response


def manifest() -> Response:
    """What the browser needs to install the form as an application."""
    language, city = g.language, office().city
    said: dict[str, Any] = {
        "id": url_for("intake.form"),
        "name": city.service.within(language),
        "short_name": city.service.within(language),
        "description": city.publisher.within(language),
        "lang": language,
        "start_url": url_for("intake.form"),
        "scope": url_for("intake.form"),
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0b5c61",
        "icons": [{"src": url_for("static", filename="icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return Response(orjson.dumps(said), mimetype="application/manifest+json")


def token() -> dict[str, str]:
    """A token to send with, for a page that was opened without a network."""
    return {"token": generate_csrf()}


def _is_kept(address: str) -> bool:
    form = url_for("intake.form")
    return address.startswith((url_for("static", filename=""), f"{form}outlines/", f"{form}wards/"))


def _bytes(static: Path, address: str) -> bytes:
    prefix = url_for("static", filename="")
    return (
        (static / address.removeprefix(prefix)).read_bytes()
        if address.startswith(prefix)
        else address.encode()
    )
