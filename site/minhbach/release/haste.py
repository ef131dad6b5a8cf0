"""Make pages say again what they said before without working it out again: addresses, words, figures.

For an app that freezes and does nothing else: what it remembers holds for one edition.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask, request
from flask_babel import get_translations
from markupsafe import Markup

from minhbach.public.language import language

FIGURES = ("status", "outcome", "step", "channel", "agency_kind", "month", "when", "days", "median",
           "percent", "as_day", "filesize", "day", "number")  # fmt: skip
"""Filters whose answer follows from what they are given and the reader's language alone."""
MOST = 50_000
"""Answers of one kind; beyond that all are forgotten, for a city may have a million addresses."""


class Haste:
    """Remembers what the pages of one app say, a language at a time."""

    def __init__(self, app: Flask) -> None:
        self._told: dict[Any, Any] = {}
        self._addresses: dict[Any, str] = {}
        self._address = app.url_for
        self.language = ""
        app.url_for = self.url_for  # type: ignore[method-assign,assignment]
        app.before_request(self._hear)
        app.jinja_env.globals |= {
            "url_for": self.url_for, "_": self.gettext, "gettext": self.gettext, "ngettext": self.ngettext,
        }  # fmt: skip
        for name in FIGURES:
            app.jinja_env.filters[name] = self._figure(name, app.jinja_env.filters[name])

    def _hear(self) -> None:
        self.language = language()

    def url_for(self, endpoint: str, /, **values: Any) -> str:
        """As Flask's; an endpoint that begins with a dot is one of the page's own language."""
        whole = f"{request.blueprint}{endpoint}" if endpoint.startswith(".") else endpoint
        asked = (whole, *values.items())
        found = self._addresses.get(asked)
        if found is None:
            found = self._address(whole, **values)
            _keep(self._addresses, asked, found)
        return found

    def gettext(self, message: str, **values: Any) -> Markup:
        """As Jinja's new-style gettext in a template that escapes."""
        asked = ("said", self.language, message, not values)
        words = self._told.get(asked)
        if words is None:
            words = Markup(get_translations().ugettext(message))  # noqa: S704  (our own catalogue)
            words = words if values else words % {}
            _keep(self._told, asked, words)
        return words % values if values else words

    def ngettext(self, one: str, many: str, number: int, **values: Any) -> Markup:
        """As Jinja's new-style ngettext in a template that escapes."""
        asked = ("counted", self.language, one, many, number)
        words = self._told.get(asked)
        if words is None:
            words = Markup(get_translations().ungettext(one, many, number))  # noqa: S704
            _keep(self._told, asked, words)
        return words % ({"num": number} | values)

    def _figure(self, name: str, say: Callable[..., str]) -> Callable[..., str]:
        def said(value: Any, *more: Any) -> str:
            asked = (name, self.language, value.__class__, value, *more)
            found = self._told.get(asked)
            if found is None:
                found = say(value, *more)
                _keep(self._told, asked, found)
            return found

        return said


def _keep(answers: dict[Any, Any], asked: Any, answer: Any) -> None:
    if len(answers) >= MOST:
        answers.clear()
    answers[asked] = answer
