"""Every door of the desk in one table; each view names who may use it, and keep_closed() holds it to that."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, current_app, g
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import Forbidden

from minhbach.desk import (
    board,
    calls,
    evidence,
    home,
    letter,
    photos,
    reasons,
    redactions,
    report,
    together,
    twins,
    words,
)
from minhbach.desk.entrances import ENTRANCES
from minhbach.desk.guard import keep_closed
from minhbach.desk.inspect.doors import INSPECTION
from minhbach.desk.oidc import prepare
from minhbach.desk.steps import step_doors
from minhbach.public.counting.fairness import least_reports
from minhbach.records.second_factor import required_roles
from minhbach.records.work import NotAllowed
from minhbach.records.workflow import OPEN

# Row numbers end where the databases' do; a longer number names no report.
REPORT = "/reports/<int(max=9223372036854775807):id>/"
PHOTO = "photos/<int(max=9223372036854775807):photo_id>"

DOORS: tuple[tuple[str, str, Callable[..., Any]], ...] = (
    ("GET", "/", home.home),
    ("GET", "/fresh", home.fresh),
    ("POST", "/find", home.find),
    ("GET POST", "/new/", calls.new_call),
    ("GET", "/new/taken/", calls.call_taken),
    ("POST", "/new/over", calls.call_over),
    ("GET", "/deadlines/", board.deadlines),
    ("GET", "/agencies/", board.agencies),
    ("GET", REPORT, report.report),
    ("GET", REPORT + "place.geojson", report.place),
    ("GET", REPORT + PHOTO + ".jpg", photos.photo),
    ("GET", REPORT + PHOTO + "/public.jpg", photos.public_photo),
    ("GET", REPORT + PHOTO + "/detected.json", photos.detected),
    ("GET", REPORT + PHOTO + "/", photos.boxes),
    ("POST", REPORT + PHOTO + "/", photos.draw),
    ("POST", REPORT + PHOTO + "/let", evidence.let),
    ("GET", REPORT + "agency", report.suggest_agency),
    ("GET", REPORT + "compare/", twins.compare),
    *step_doors(REPORT),
    ("POST", REPORT + "preview", report.preview),
    ("POST", REPORT + "draft", report.draft),
    ("POST", REPORT + "after", evidence.after),
    ("GET", REPORT + "letter/", letter.letter),
    ("POST", REPORT + "letter/", letter.addressed_letter),
    ("POST", REPORT + "reveal", report.reveal),
    ("POST", REPORT + "reveal-words", report.reveal_words),
    ("POST", REPORT + "note", together.note),
    ("POST", REPORT + "ask-help", together.ask_help),
    ("POST", REPORT + "help-done", together.help_done),
    ("POST", REPORT + "flag", together.flag),
    ("POST", REPORT + "show", redactions.show),
    ("POST", REPORT + "hide", redactions.hide),
)

desk = Blueprint("desk", __name__, url_prefix="/desk")
desk.before_request(keep_closed)
for methods, path, view in (*ENTRANCES, *DOORS, *INSPECTION):
    desk.add_url_rule(path, view_func=view, methods=methods.split())


@desk.errorhandler(NotAllowed)
def _not_allowed(_fault: NotAllowed) -> Any:
    """What the records let nobody do here is answered like any other door that stays shut."""
    return current_app.handle_http_exception(Forbidden())


@desk.record
def _get_ready(state: BlueprintSetupState) -> None:
    """Refuse to start where the pack asks for a sign-in or a comparison that cannot be."""
    found = state.app.extensions["minhbach.office"]
    required_roles(found.city.facts)
    least_reports(found.city.facts)
    assert isinstance(state.app, Flask)  # noqa: S101  (Flask types it as its base)
    prepare(state.app, found.settings.oidc)


@desk.context_processor
def _for_templates() -> dict[str, Any]:
    return {
        "actor": g.get("actor"),
        "statuses": words.STATUSES,
        "open_statuses": OPEN,
        "outcomes": words.OUTCOMES,
        "parts": words.PARTS,
        "photo_kinds": words.PHOTO_KINDS,
        "steps": words.STEPS,
        "roles": words.ROLES,
        "kinds": words.KINDS,
        "details": reasons.DETAILS,
        "said_rule": reasons.said_rule,
        "moment": words.show_moment,
        "age": words.show_age,
        "is_late": words.is_late,
    }
