"""The endpoint's addresses: each in JSON and in XML, and every failure in the standard's format."""

from urllib.parse import urlencode

from flask import Blueprint, Response, request, url_for
from flask_babel import get_locale
from sqlmodel import select
from werkzeug.exceptions import HTTPException

from minhbach.city.questions import Questions, load_questions
from minhbach.intake.nearby import public_side
from minhbach.intake.open311 import released
from minhbach.intake.open311.reply import JSON, NOTATIONS, TYPES, XML, Refused, refusal, reply
from minhbach.intake.open311.sending import take
from minhbach.intake.submission import keyed
from minhbach.public.interface.open311 import definition, discovery, services
from minhbach.public.models import PublicReport
from minhbach.records.models import Report
from minhbach.records.office import office

open311 = Blueprint("open311", __name__, url_prefix="/open311")
FORMATS = tuple(TYPES[notation].partition(";")[0] for notation in NOTATIONS)
_NOTATION = "<any(json, xml):notation>"


@open311.get(f"/v2/discovery.{_NOTATION}")
@open311.get(f"/discovery.{_NOTATION}")
def show_discovery(notation: str) -> Response:
    """What this endpoint is."""
    _check_jurisdiction()
    url = url_for(".show_services", notation=notation, _external=True).rpartition("/")[0]
    return reply(notation, "discovery", discovery(office().city, url, FORMATS, _language()))


@open311.get(f"/v2/services.{_NOTATION}")
def show_services(notation: str) -> Response:
    """What can be reported."""
    _check_jurisdiction()
    return reply(notation, "services", services(office().city, _questions(), _language()))


@open311.get(f"/v2/services/<code>.{_NOTATION}")
def show_definition(code: str, notation: str) -> Response:
    """What is asked about one kind of report."""
    _check_jurisdiction()
    if code not in office().city.categories:
        raise Refused(404, "service_code not found: see services")
    return reply(notation, "service_definition", definition(code, _questions().get(code, ()), _language()))


@open311.get(f"/v2/requests.{_NOTATION}")
def show_requests(notation: str) -> Response:
    """Public reports, newest first."""
    _check_jurisdiction()
    wanted = released.read_wanted(request.args, office())
    with public_side(office()).reading() as session:
        found, more = released.find(session, wanted)
        told = released.tell(found, office(), _site(), _language())
    response = reply(notation, "service_requests", told)
    if more:
        following = request.args.to_dict() | {"page": str(wanted.page + 1), "page_size": str(wanted.size)}
        response.headers["Link"] = f'<{request.base_url}?{urlencode(following)}>; rel="next"'
    return response


@open311.get(f"/v2/requests/<public_id>.{_NOTATION}")
def show_request(public_id: str, notation: str) -> Response:
    """One public report."""
    _check_jurisdiction()
    with public_side(office()).reading() as session:
        found = session.get(PublicReport, public_id) if public_id.isprintable() else None
        if found is None:
            raise Refused(404, "service_request_id not found: it may not be public yet, or no longer")
        return reply(notation, "service_requests", released.tell([found], office(), _site(), _language()))


@open311.post(f"/v2/requests.{_NOTATION}")
def send(notation: str) -> Response:
    """Take a report in from another system."""
    _check_jurisdiction()
    taken = take(office(), request)
    told = {"token": taken.token, "service_notice": taken.notice, "account_id": None}
    return reply(notation, "service_requests", [told], 200 if taken.again else 201)


@open311.get(f"/v2/tokens/<token>.{_NOTATION}")
def show_token(token: str, notation: str) -> Response:
    """The id of a report that was sent, once it is public; until then it has none."""
    _check_jurisdiction()
    mark = keyed(office(), "submission", token).hex()
    with office().private.reading() as session:
        found = session.exec(select(Report.public_id).where(Report.submission_key == mark)).first()
    if found is None or len(token) >= 32:  # longer ones are keys of our own form
        raise Refused(404, "token not found")
    with public_side(office()).reading() as session:
        is_public = session.get(PublicReport, found) is not None
    return reply(notation, "service_requests",
                 [{"service_request_id": found if is_public else None, "token": token}])  # fmt: skip


@open311.route("/", defaults={"rest": ""}, methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
@open311.route("/<path:rest>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
def nothing(rest: str) -> Response:
    """Whatever else is asked for."""
    raise Refused(404, "no such resource: see discovery.json, and end addresses in .json or .xml")


@open311.errorhandler(Refused)
def _refused(refused: Refused) -> Response:
    return refusal(_asked_notation(), refused.code, *refused.faults)


@open311.errorhandler(HTTPException)
def _failed(error: HTTPException) -> Response:
    said = {413: "the request is too large", 429: "too many requests: wait ten minutes"}
    code = error.code or 500
    return refusal(_asked_notation(), code, said.get(code, "the request cannot be read"))


@open311.after_request
def _let_all_read(response: Response) -> Response:
    if request.method == "GET":
        response.headers["Access-Control-Allow-Origin"] = "*"  # open data: a page of anybody's may show it
    return response


def _check_jurisdiction() -> None:
    """One city is served here; a system that names another has the wrong address."""
    said = request.values.get("jurisdiction_id", "")
    if said and said != office().city.id:
        raise Refused(404, f"jurisdiction_id not found: this is {office().city.id}")


def _asked_notation() -> str:
    return XML if request.path.endswith(".xml") else JSON


def _questions() -> Questions:
    return load_questions(office().settings.data, office().city.category_codes)


def _language() -> str:
    return str(get_locale())


def _site() -> str:
    """Where the public pages are: what the pack says, or this very host."""
    said = str(office().city.facts.get("site", {}).get("url", ""))
    return (said or request.host_url).rstrip("/")
