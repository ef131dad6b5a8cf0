"""Every door of the desk in one table; each view names who may use it, and keep_closed() holds it to that."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, g

from minhbach.desk import entry, home, photos, reasons, redactions, report, words
from minhbach.desk.guard import keep_closed

# Row numbers end where the databases' do; a longer number names no report.
REPORT = "/reports/<int(max=9223372036854775807):id>/"
PHOTO = "photos/<int(max=9223372036854775807):photo_id>"

DOORS: tuple[tuple[str, str, Callable[..., Any]], ...] = (
    ("GET POST", "/sign-in/", entry.sign_in),
    ("POST", "/sign-out/", entry.sign_out),
    ("GET", "/", home.home),
    ("GET", REPORT, report.report),
    ("GET", REPORT + "place.geojson", report.place),
    ("GET", REPORT + PHOTO + ".jpg", photos.photo),
    ("GET", REPORT + PHOTO + "/public.jpg", photos.public_photo),
    ("GET", REPORT + PHOTO + "/detected.json", photos.detected),
    ("GET", REPORT + PHOTO + "/", photos.boxes),
    ("POST", REPORT + PHOTO + "/", photos.draw),
    ("GET", REPORT + "agency", report.suggest_agency),
    ("POST", REPORT + "accept", report.accept),
    ("POST", REPORT + "refuse", report.refuse),
    ("POST", REPORT + "resolve", report.resolve),
    ("POST", REPORT + "preview", report.preview),
    ("POST", REPORT + "reveal", report.reveal),
    ("POST", REPORT + "show", redactions.show),
    ("POST", REPORT + "hide", redactions.hide),
)

desk = Blueprint("desk", __name__, url_prefix="/desk")
desk.before_request(keep_closed)
for methods, path, view in DOORS:
    desk.add_url_rule(path, view_func=view, methods=methods.split())


@desk.context_processor
def _for_templates() -> dict[str, Any]:
    return {
        "actor": g.get("actor"),
        "statuses": words.STATUSES,
        "steps": words.STEPS,
        "roles": words.ROLES,
        "kinds": words.KINDS,
        "details": reasons.DETAILS,
        "said_rule": reasons.said_rule,
        "moment": words.show_moment,
        "age": words.show_age,
        "is_late": words.is_late,
    }
