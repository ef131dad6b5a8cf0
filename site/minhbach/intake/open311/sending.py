"""Take in a report that another system sends: by that system's key, once, and checked as in the form."""

import base64
import secrets
from dataclasses import dataclass
from typing import Any

from flask import Request
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict

from minhbach.city.questions import ANY_OF, Question
from minhbach.intake.answers import questions_about, read_answers
from minhbach.intake.clean import clean_line, clean_text
from minhbach.intake.form import Filled, check
from minhbach.intake.limits import count_attempt
from minhbach.intake.open311.reply import Refused
from minhbach.intake.photos import PhotosRefused, read_photos
from minhbach.intake.submission import Origin, code_of, keyed, submit, was_sent
from minhbach.records.channels import find_channel
from minhbach.records.office import Office

ADDRESS = "address_string"
"""The code under which an address is kept with the answers; no question of a pack has an underscore."""
MOST_SENT = 600
"""Reports of one channel in ten minutes."""
MOST_WRONG = 30
"""Wrong keys from one origin in ten minutes."""
_FIELDS = {"point": "lat, long", "category": "service_code", "text": "description", "photos": "media",
           "name": "first_name, last_name"}  # fmt: skip
"""What Open311 calls the form's fields, where it differs."""


@dataclass(frozen=True)
class Taken:
    """A report that is in."""

    token: str
    notice: str
    """For the sender: the tracking code, and what could not be used."""
    again: bool


def take(office: Office, request: Request) -> Taken:
    """Write the report; raises Refused with every fault of it."""
    form = request.form
    channel = _channel(office, request)
    said_id = clean_line(form.get("source_id", ""), 129)
    if len(said_id) > 128:
        raise Refused(400, "source_id: at most 128 characters")
    once = said_id or clean_line(request.headers.get("Idempotency-Key", ""), 200)
    secret = keyed(office, "channel", f"{channel}:{once or secrets.token_urlsafe(24)}").hex()
    token = _token(office, secret)
    if not was_sent(office, token):
        count_attempt(office, "open311", f"channel {channel}", MOST_SENT)
        again = _take(office, request, token, Origin(channel, said_id or None, secret))
    else:
        again = True
    return Taken(token, _notice(office, secret, form), again)


def _take(office: Office, request: Request, token: str, origin: Origin) -> bool:
    form = request.form
    filled = _filled(form, token, office)
    if filled.category not in office.city.categories:
        raise Refused(404, "service_code not found: see services")
    faults = [] if filled.point else ["lat, long: required; an address alone cannot be placed"]
    spot, wrong = check(filled, office)
    wrong = {field: fault for field, fault in wrong.items() if field != "point" or filled.point}
    asked = questions_about(office, filled.category)
    answers, missing = read_answers(asked, lambda question: _given(form, question))
    photos: list[bytes] = []
    try:
        photos = read_photos(request.files.getlist("media"))
    except PhotosRefused as refused:
        wrong["photos"] = str(refused)
    faults += [f"{_FIELDS.get(field, field)}: {fault}" for field, fault in wrong.items()]
    faults += [f"attribute[{code}]: {fault}" for code, fault in missing.items()]
    if faults or spot is None:
        raise Refused(400, *faults)
    if address := clean_line(form.get(ADDRESS, "")):
        answers[ADDRESS] = address
    try:
        return submit(office, filled, spot, photos, answers, origin).again
    except IntegrityError:
        raise Refused(409, "source_id: another report of this source has it") from None


def _channel(office: Office, request: Request) -> str:
    """Whose key came in the body; one in the address would stand in logs, and is not looked at."""
    key = request.form.get("api_key", "")
    with office.private.reading() as session:
        channel = find_channel(session, key[:200]) if key else None
    if channel is None:
        count_attempt(office, "open311-key", request.remote_addr or "", MOST_WRONG)
        raise Refused(403, "api_key: missing or invalid" if key else "api_key: missing, send it in the body")
    return channel


def _token(office: Office, secret: str) -> str:
    """What the sender may ask after. Shorter than a form's key, so that it opens no receipt."""
    return base64.urlsafe_b64encode(keyed(office, "token", secret)[:15]).decode("ascii")


def _filled(form: MultiDict[str, str], token: str, office: Office) -> Filled:
    lat, lon = clean_line(form.get("lat", ""), 30), clean_line(form.get("long", ""), 30)
    return Filled(
        key=token,
        point=f"{lat}, {lon}" if lat and lon else "",
        category=clean_line(form.get("service_code", ""), 64),
        text=clean_text(form.get("description", "")),
        name=_name(form, office),
        phone=clean_line(form.get("phone", "")),
        email=clean_line(form.get("email", "")),
        keep_private=form.get("may_publish", "").strip().lower() in ("false", "no", "0"),
    )


def _name(form: MultiDict[str, str], office: Office) -> str:
    first, last = clean_line(form.get("first_name", "")), clean_line(form.get("last_name", ""))
    family_first = office.city.languages[0] == "vi"
    return " ".join(filter(None, (last, first) if family_first else (first, last)))


def _given(form: MultiDict[str, str], question: Question) -> list[str]:
    """Values of one attribute; a list comes with brackets, with commas, or by naming it again."""
    code = question.code
    values = [*form.getlist(f"attribute[{code}]"), *form.getlist(f"attribute[{code}][]")]
    if question.datatype == ANY_OF:
        values = [part for value in values for part in value.split(",")]
    return values[:100]


def _notice(office: Office, secret: str, form: MultiDict[str, Any]) -> str:
    told = _("Mã tra cứu của người gửi, chỉ hiện lúc này: %(code)s.", code=code_of(office, secret))
    if form.get("media_url"):
        told += " " + _("Chưa lấy ảnh ở media_url: hãy gửi kèm tệp trong trường media.")
    return told
