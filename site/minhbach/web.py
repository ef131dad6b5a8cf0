"""Put the rooms together: the service app, the public app, and both on one port."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask, g, request
from flask_htmx import HTMX
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from minhbach.config import CHECKOUT, Settings
from minhbach.desk.web import desk
from minhbach.intake.open311.web import open311
from minhbach.intake.web import intake
from minhbach.pages import new_app
from minhbach.public.app import create_public_app, serve_published
from minhbach.records.office import Office
from minhbach.records.office import office as current_office

SERVICE_PATHS = ("/report", "/track", "/desk", "/open311")
MOST_BYTES = 80 * 1024 * 1024  # five large photos in one form


def create_service_app(settings: Settings, office: Office | None = None) -> Flask:
    """The citizen's form and receipt, the desk and Open311: everything that writes."""
    office = office or Office.open(settings)
    app = new_app("minhbach.service", office.city, _chosen_language)
    app.extensions["minhbach.office"] = office
    app.config.update(
        SECRET_KEY=office.keyring.secret("session"),
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.proxies > 0,
        TRUSTED_HOSTS=list(settings.hosts) or None,
        WTF_CSRF_TIME_LIMIT=None,  # a slow form must not be lost; the token lives as long as the session
    )
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=1, x_host=1)  # type: ignore[method-assign]
    office.atlas.locate(*office.city.centre)  # indexes the boundaries now, not at the first citizen's pin
    csrf = CSRFProtect(app)
    csrf.exempt(open311)  # other systems have a key and no cookie to forge by
    HTMX(app)
    app.before_request(_choose_language)
    app.after_request(_keep_out_of_caches)
    app.register_blueprint(intake)
    app.register_blueprint(desk)
    app.register_blueprint(open311)
    return app


class OnePort:
    """Both apps behind one address: writing paths go to the service app, all others to the public one."""

    def __init__(self, public: Any, service: Any) -> None:
        self.public, self.service = public, service

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        first = "/" + environ.get("PATH_INFO", "").lstrip("/").split("/", 1)[0]
        app = self.service if first in SERVICE_PATHS else self.public
        answer: Iterable[bytes] = app(environ, start_response)
        return answer


def create_site(settings: Settings) -> OnePort:
    """The whole installation as one WSGI application."""
    # Where `publish` puts the site unless told otherwise: the live pages hand out its data files.
    site = (CHECKOUT or Path.cwd()) / "build"
    public = create_public_app(settings, published=site)
    serve_published(public, site)
    return OnePort(public, create_service_app(settings))


def create_site_from_environment() -> OnePort:
    """What a WSGI server calls in each worker."""
    return create_site(Settings.from_environment())


def _choose_language() -> None:
    languages = _office_languages()
    asked = request.args.get("lang") or request.cookies.get("lang")
    g.language = asked if asked in languages else languages[0]


def _chosen_language() -> str:
    return getattr(g, "language", None) or _office_languages()[0]


def _office_languages() -> tuple[str, ...]:
    return current_office().city.languages


def _keep_out_of_caches(response: Any) -> Any:
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Vary", "HX-Request")
    if request.args.get("lang") in _office_languages():
        response.set_cookie("lang", request.args["lang"], samesite="Lax", max_age=31536000)
    return response
