"""The public app: only GET, only public.db. The same routes run live and are frozen into files."""

import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, render_template, request, send_from_directory, url_for
from sqlmodel import Session
from werkzeug.exceptions import NotFound

from minhbach.config import Settings
from minhbach.pages import new_app
from minhbach.public import telling, wording
from minhbach.public.counting.current import Current, edition
from minhbach.public.drawing.card import share_card
from minhbach.public.drawing.metrics import metric_name
from minhbach.public.interface.api import api
from minhbach.public.language import language
from minhbach.public.pages.agencies import agency_name
from minhbach.public.pages.crawlers import crawlers, maps
from minhbach.public.pages.routes import pages
from minhbach.public.showroom import Showroom, showroom
from minhbach.public.site import site_url

mimetypes.add_type("application/geo+json", ".geojson")
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("application/xml", ".xml")
mimetypes.add_type("application/vnd.pmtiles", ".pmtiles")
files = Blueprint("files", __name__)


def create_public_app(
    settings: Settings,
    published: Path | None = None,
    opened: Showroom | None = None,
    held: Session | None = None,
) -> Flask:
    """The public pages over public.db.

    `published` is a published site whose data/ the pages describe; with `held`, all pages show that
    session's state of the database, whatever happens meanwhile.
    """
    room = opened or Showroom.open(settings)
    app = new_app("minhbach.public", room.city, language)
    app.extensions |= {
        "minhbach.showroom": room,
        "minhbach.published": published,
        "minhbach.current": Current(room, held),
    }
    app.jinja_env.filters |= wording.FILTERS | telling.FILTERS
    app.context_processor(_shared)
    for number, code in enumerate(room.city.languages):
        app.register_blueprint(pages, name=code, url_prefix=f"/{code}" if number else "/")
    app.register_blueprint(files)
    app.register_blueprint(api)
    app.register_blueprint(crawlers)
    if site_url(room.city):
        app.register_blueprint(maps)
    app.register_error_handler(NotFound, lambda _: (render_template("public/404.html"), 404))
    return app


def serve_published(app: Flask, folder: Path) -> None:
    """Hand out the data files and the search index of a published site beside the live pages."""
    for part in ("data", "search/index"):
        app.add_url_rule(f"/{part}/<path:name>", f"published {part}", _handing_out(folder.absolute() / part))


def _handing_out(folder: Path) -> Callable[[str], Response]:
    return lambda name: send_from_directory(folder, name)


@files.get("/photos/<name>")
def photo(name: str) -> Response:
    """A cleaned photo, named by its own bytes."""
    return send_from_directory(showroom().settings.public_photos, name)


@files.get("/share-<language>.png")
def share_picture(language: str) -> Response:
    """What other sites show beside a link to ours."""
    if language not in showroom().city.languages:
        raise NotFound
    return Response(share_card(showroom().city, language), mimetype="image/png")


@files.get("/404.html")
def not_found() -> str:
    """What a static host shows for an address that it does not have."""
    return render_template("public/404.html")


def _shared() -> dict[str, Any]:
    """What every public template may use."""
    spoken, shown = language(), edition()
    return {
        "edition": shown,
        "alternates": _alternates(),
        "site_url": site_url(shown.showroom.city),
        "to": lambda endpoint, **values: url_for(f"{spoken}.{endpoint}", **values),
        "named": lambda unit: wording.unit_name(unit, spoken),
        "address": lambda unit: wording.address(unit, shown, spoken),
        "credit": lambda vintage: wording.credit(vintage, spoken),
        "titled": lambda vintage: wording.vintage_title(vintage, spoken),
        "category_name": lambda code: wording.category_name(code, shown, spoken),
        "share": wording.share,
        "metric_name": metric_name,
        "agency_name": agency_name,
        "told_share": wording.told_share,
        "told_days": wording.told_days,
    }


def _alternates() -> dict[str, str]:
    """The address of this page in every language."""
    languages = showroom().city.languages
    if request.blueprint not in languages:
        return {}
    endpoint = str(request.endpoint).partition(".")[2]
    return {code: url_for(f"{code}.{endpoint}", **(request.view_args or {})) for code in languages}
