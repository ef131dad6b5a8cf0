"""What every page of both apps shares: language, dates, security headers, errors without tracebacks."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import flask_babel
from flask import Flask, Response, render_template
from flask_babel import Babel, gettext
from flask_compress import Compress
from werkzeug.exceptions import HTTPException

from minhbach import config
from minhbach.city import City

# Everything comes from this host; no inline script or style runs, so injected markup can do nothing.
CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'self'"
)
FRAMED_BY_US, FRAMED_BY_ALL = "frame-ancestors 'self'", "frame-ancestors *"
"""What a page made for other people's sites says instead."""
_HOST = re.compile(r"(?:\*\.)?[a-z0-9.-]+(?::\d+)?", re.I)  # nothing that could end the directive


DAYS = {"vi": "dd/MM/yyyy"}
"""How a language writes a day, where the catalogue's own short form drops the century."""


def new_app(name: str, city: City, language: Callable[[], str]) -> Flask:
    """A Flask app with our templates, assets, languages and headers; routes are the caller's."""
    app = Flask(name, template_folder=str(config.TEMPLATES), static_folder=str(config.STATIC))
    app.config.update(
        BABEL_TRANSLATION_DIRECTORIES=str(config.TRANSLATIONS),
        BABEL_DEFAULT_LOCALE=city.languages[0],
        BABEL_DEFAULT_TIMEZONE=str(city.timezone),
        TEMPLATES_AUTO_RELOAD=False,
        # Not HTML: a page that holds both a secret and a stranger's words must not tell its size.
        COMPRESS_MIMETYPES=["text/css", "text/javascript", "image/svg+xml", "application/json",
                            "application/geo+json"],
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    Compress(app)
    Babel(app, locale_selector=language)
    app.before_request(_forget_language)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters |= {"day": show_day, "number": show_number}
    app.jinja_env.globals |= {"city": city}
    app.context_processor(lambda: {"language": language()})
    policy = app.config["CONTENT_SECURITY"] = content_security(city)
    app.after_request(lambda response: _secure(response, policy))
    app.after_request(_close_with_response)
    app.register_error_handler(HTTPException, _show_error)
    return app


def _forget_language() -> None:
    """Choose the language anew: while pages are frozen, all requests share one context, and Babel keeps the
    first request's."""
    flask_babel.refresh()


def show_day(value: date | None) -> str:
    """A day as the reader's language writes it; a dash for none."""
    if value is None:
        return "–"
    locale = flask_babel.get_locale()
    return flask_babel.format_date(value, DAYS.get(locale.language if locale else "", "d MMM yyyy"))


def show_number(value: float | int | None) -> str:
    """A number with the reader's separators; a dash for none."""
    return "–" if value is None else flask_babel.format_decimal(value)


def content_security(city: City) -> str:
    """The policy, which lets pictures come from one other host where the city's [tiles] names it."""
    url = urlsplit(str(city.facts.get("tiles", {}).get("url", "")).replace("{s}", "*"))
    if url.scheme != "https" or not _HOST.fullmatch(url.netloc):
        return CONTENT_SECURITY
    return CONTENT_SECURITY.replace("img-src 'self'", f"img-src 'self' https://{url.netloc}")


def _close_with_response(response: Response) -> Response:
    # Compress puts its own stream in place of a file's and forgets to close the file.
    if hasattr(response.response, "close"):
        response.call_on_close(response.response.close)
    return response


def _secure(response: Response, policy: str) -> Response:
    response.headers.setdefault("Content-Security-Policy", policy)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response


def _show_error(error: HTTPException) -> Any:
    """An error as a page: what happened and what to do, in the reader's language, never a traceback."""
    if error.code is None or error.code < 400:
        return error
    words = {
        400: gettext("Yêu cầu không hợp lệ. Mời bạn quay lại trang trước và thử lại."),
        403: gettext("Bạn không có quyền xem trang này."),
        404: gettext("Không tìm thấy trang này. Có thể địa chỉ đã được gõ nhầm."),
        413: gettext("Tệp gửi lên quá lớn."),
        429: gettext("Bạn thao tác quá nhanh. Mời bạn đợi ít phút rồi thử lại."),
    }
    text = words.get(error.code, gettext("Hệ thống gặp sự cố. Mời bạn thử lại sau ít phút."))
    return render_template("error.html", code=error.code, text=text), error.code
