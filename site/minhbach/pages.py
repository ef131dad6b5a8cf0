"""What every page of both apps shares: language, dates, security headers, errors without tracebacks."""

from collections.abc import Callable
from datetime import date
from typing import Any

import flask_babel
from flask import Flask, Response, render_template
from flask_babel import Babel, gettext
from werkzeug.exceptions import HTTPException

from minhbach import config
from minhbach.city import City

# Everything comes from this host; no inline script or style runs, so injected markup can do nothing.
CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'"
)


def new_app(name: str, city: City, language: Callable[[], str]) -> Flask:
    """A Flask app with our templates, assets, languages and headers; routes are the caller's."""
    app = Flask(name, template_folder=str(config.TEMPLATES), static_folder=str(config.STATIC))
    app.config.update(
        BABEL_TRANSLATION_DIRECTORIES=str(config.TRANSLATIONS),
        BABEL_DEFAULT_LOCALE=city.languages[0],
        BABEL_DEFAULT_TIMEZONE=str(city.timezone),
        TEMPLATES_AUTO_RELOAD=False,
    )
    Babel(app, locale_selector=language)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters |= {"day": show_day, "number": show_number}
    app.jinja_env.globals |= {"city": city}
    app.context_processor(lambda: {"language": language()})
    app.after_request(_secure)
    app.register_error_handler(HTTPException, _show_error)
    return app


def show_day(value: date | None) -> str:
    """A day as the reader's language writes it; a dash for none."""
    return "–" if value is None else flask_babel.format_date(value, "dd/MM/yyyy" if flask_babel.get_locale().language == "vi" else "d MMM yyyy")


def show_number(value: float | int | None) -> str:
    """A number with the reader's separators; a dash for none."""
    return "–" if value is None else flask_babel.format_decimal(value)


def _secure(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY)
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
