"""The desk is closed by default: every door names its roles, and nobody else comes through."""

from collections.abc import Callable, Iterator
from itertools import product

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from minhbach.desk.guard import ANYONE, HALFWAY, keep_closed, roles_of
from minhbach.records.models import Report
from minhbach.records.office import Office
from minhbach.records.workflow import ADMIN, AGENCY, INSPECTOR, OPERATOR, STAFF_ROLES

DRAINS, POWER = "tt-ha-tang-ky-thuat", "dien-luc-tp"
BOTH = {OPERATOR, AGENCY}
EVERYBODY = {OPERATOR, AGENCY, INSPECTOR, ADMIN}
WHO_MAY = {
    "desk.sign_in": ANYONE,
    "desk.oidc_start": ANYONE,
    "desk.oidc_back": ANYONE,
    "desk.sign_out": HALFWAY,
    "desk.second_factor": HALFWAY,
    "desk.set_up_second_factor": HALFWAY,
    "desk.sessions": EVERYBODY,
    "desk.end_session": EVERYBODY,
    "desk.change_password": EVERYBODY,
    "desk.home": EVERYBODY,
    "desk.fresh": BOTH,
    "desk.find": BOTH,
    "desk.new_call": {OPERATOR},
    "desk.call_taken": {OPERATOR},
    "desk.call_over": {OPERATOR},
    "desk.deadlines": {OPERATOR, AGENCY, INSPECTOR},
    "desk.agencies": EVERYBODY,
    "desk.report": BOTH,
    "desk.place": BOTH,
    "desk.photo": BOTH,
    "desk.boxes": BOTH,
    "desk.draw": BOTH,
    "desk.let": BOTH,
    "desk.public_photo": BOTH,
    "desk.detected": BOTH,
    "desk.suggest_agency": {OPERATOR},
    "desk.compare": {OPERATOR},
    "desk.classify": {OPERATOR},
    "desk.accept": {OPERATOR},
    "desk.assign": {OPERATOR},
    "desk.refuse": {OPERATOR},
    "desk.merge": {OPERATOR},
    "desk.unmerge": {OPERATOR},
    "desk.close": {OPERATOR},
    "desk.reopen": {OPERATOR},
    "desk.ask": BOTH,
    "desk.start": {AGENCY},
    "desk.interim": {AGENCY},
    "desk.return": {AGENCY},
    "desk.resolve": {AGENCY},
    "desk.preview": BOTH,
    "desk.draft": {AGENCY},
    "desk.after": {AGENCY},
    "desk.letter": {OPERATOR},
    "desk.addressed_letter": {OPERATOR},
    "desk.reveal": BOTH,
    "desk.reveal_words": {AGENCY},
    "desk.note": BOTH,
    "desk.ask_help": BOTH,
    "desk.help_done": {AGENCY},
    "desk.flag": {OPERATOR},
    "desk.show": {OPERATOR},
    "desk.hide": {OPERATOR},
    "desk.inspect": {INSPECTOR},
    "desk.inspect_late": {INSPECTOR},
    "desk.inspect_refusals": {INSPECTOR},
    "desk.inspect_sample": {INSPECTOR},
    "desk.inspect_agencies": {INSPECTOR},
    "desk.inspect_access": {INSPECTOR},
    "desk.inspect_find": {INSPECTOR},
    "desk.inspect_report": {INSPECTOR},
    "desk.inspect_trails": {INSPECTOR},
    "desk.inspect_pdf": {INSPECTOR},
    "desk.inspect_csv": {INSPECTOR},
    "desk.breaches": {INSPECTOR, ADMIN},
    "desk.record": {INSPECTOR, ADMIN},
    "desk.breach": {INSPECTOR, ADMIN},
    "desk.add": {INSPECTOR, ADMIN},
    "desk.merit": {INSPECTOR, ADMIN},
    "desk.add_record": {INSPECTOR},
    "desk.publish_record": {INSPECTOR},
}
GUARDED = sorted(name for name, roles in WHO_MAY.items() if roles not in (ANYONE, HALFWAY))
ABOUT_NONE = {"sign_out", "sessions", "end_session", "change_password", "home", "fresh", "find", "new_call",
              "call_taken", "call_over", "deadlines", "agencies", "breaches", "record", "merit", "add_record",
              "inspect", "inspect_late", "inspect_refusals", "inspect_sample", "inspect_agencies",
              "inspect_access", "inspect_find", "inspect_trails", "inspect_pdf", "inspect_csv"}  # fmt: skip
ABOUT_ONE = [name for name in GUARDED if name.removeprefix("desk.") not in ABOUT_NONE]


def desk_rules(app: Flask) -> Iterator[Rule]:
    """Every rule under /desk, whichever blueprint it came from."""
    return (rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/desk"))


def knock(
    app: Flask, browser: FlaskClient, endpoint: str, report_id: int = 1, method: str | None = None
) -> int:
    """Use a door by its own method or another; the status of the answer."""
    rule = next(rule for rule in desk_rules(app) if rule.endpoint == endpoint)
    with app.test_request_context():
        values = {"id": report_id, "photo_id": 1, "name": "none"}
        built = app.url_map.bind("localhost").build(endpoint, {k: values[k] for k in rule.arguments})
    own = "GET" if "GET" in (rule.methods or ()) else "POST"
    return browser.open(built, method=method or own).status_code


def test_every_door_names_its_roles(service_app: Flask) -> None:
    with service_app.app_context():
        named = {rule.endpoint: roles_of(rule.endpoint) for rule in desk_rules(service_app)}
    assert named == WHO_MAY


def test_paths_are_lower_case(service_app: Flask) -> None:
    assert all(rule.rule.split("<")[0].islower() for rule in desk_rules(service_app))


@pytest.mark.parametrize("endpoint", GUARDED)
def test_a_stranger_is_sent_to_sign_in(service_app: Flask, service: FlaskClient, endpoint: str) -> None:
    assert knock(service_app, service, endpoint) == 303


@pytest.mark.parametrize(
    ("role", "endpoint"),
    [case for case in product(STAFF_ROLES, GUARDED) if case[0] not in WHO_MAY[case[1]]],
)
def test_the_wrong_role_is_refused(
    service_app: Flask, sign_in: Callable[..., FlaskClient], role: str, endpoint: str
) -> None:
    browser = sign_in(role, DRAINS if role == AGENCY else None)
    assert knock(service_app, browser, endpoint) == 403


@pytest.mark.parametrize(
    ("role", "endpoint"), [case for case in product(STAFF_ROLES, ABOUT_ONE) if case[0] in WHO_MAY[case[1]]]
)
def test_a_report_that_is_not_there_is_not_found(
    service_app: Flask, sign_in: Callable[..., FlaskClient], role: str, endpoint: str
) -> None:
    browser = sign_in(role, DRAINS if role == AGENCY else None)
    assert knock(service_app, browser, endpoint, report_id=404) == 404


@pytest.mark.parametrize("endpoint", [name for name in ABOUT_ONE if AGENCY in WHO_MAY[name]])
def test_another_agencys_report_is_not_found(
    service_app: Flask,
    agency: FlaskClient,
    assigned: Callable[..., Report],
    add_photo: Callable[[Report], int],
    endpoint: str,
) -> None:
    report = assigned(POWER)
    assert add_photo(report) == 1
    assert knock(service_app, agency, endpoint, report.id or 0) == 404


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_nothing_is_written_without_the_forms_token(
    service_app: Flask, sign_in: Callable[..., FlaskClient], role: str
) -> None:
    browser = sign_in(role, DRAINS if role == AGENCY else None)
    service_app.config["WTF_CSRF_ENABLED"] = True
    writing = {rule.endpoint for rule in desk_rules(service_app) if "POST" in (rule.methods or ())}
    mine = {name for name in writing if role in WHO_MAY[name]}
    assert {name: knock(service_app, browser, name, method="POST") for name in mine} == dict.fromkeys(
        mine, 400
    )


def test_a_report_not_yet_accepted_is_no_agencys(
    agency: FlaskClient, make_report: Callable[..., Report]
) -> None:
    assert agency.get(f"/desk/reports/{make_report().id}/").status_code == 404


@pytest.mark.parametrize("number", ["0", "-1", "9" * 30, "9223372036854775808", "1.5", "abc"])
def test_a_number_that_no_report_has_is_not_found(operator: FlaskClient, number: str) -> None:
    assert operator.get(f"/desk/reports/{number}/").status_code == 404


def test_a_door_that_names_nobody_stays_shut(office: Office, sign_in: Callable[..., FlaskClient]) -> None:
    app = Flask("forgetful")
    app.secret_key = office.keyring.secret("session")
    app.extensions["minhbach.office"] = office
    forgetful = Blueprint("forgetful", __name__, url_prefix="/desk")
    forgetful.before_request(keep_closed)
    forgetful.add_url_rule("/open/", view_func=lambda: "all the reports")
    app.register_blueprint(forgetful)
    visitor = app.test_client()
    with sign_in(OPERATOR).session_transaction() as signed, visitor.session_transaction() as mine:
        mine.update(signed)
    assert visitor.get("/desk/open/").status_code == 403
