"""Which language a public address is in: the city's first at /, every other under its own prefix."""

from flask import has_request_context, request

from minhbach.public.showroom import showroom


def language() -> str:
    """The language of the address that is asked for."""
    languages = showroom().city.languages
    first = request.path.split("/", 2)[1] if has_request_context() else ""
    return first if first in languages[1:] else languages[0]
