"""Show a sender, before sending, what the public would read: made by the door itself, so it is the truth."""

from dataclasses import dataclass

from flask_babel import get_locale
from flask_babel import gettext as _

from minhbach.intake.clean import LEAST_TEXT, MOST_TEXT
from minhbach.intake.form import Filled
from minhbach.intake.spot import NoSpot, Spot, find_spot
from minhbach.places.units import WARD, Unit
from minhbach.privacy.publish import Surroundings, publish
from minhbach.privacy.text import PLACEHOLDERS, redact, screen
from minhbach.public.models import PublicReport
from minhbach.records.models import Report, ReportPlace
from minhbach.records.office import Office
from minhbach.records.workflow import ASSIGNED


@dataclass(frozen=True)
class Piece:
    """A stretch of the public text; a hidden one reads as its placeholder."""

    text: str
    hidden: bool = False


@dataclass(frozen=True)
class Preview:
    """What would be public of a report as filled in so far."""

    pieces: tuple[Piece, ...]
    hidden: int
    """How many personal details would be masked."""
    place: str | None
    """How exactly the place would be told; None as long as place or category are missing."""
    time: str | None
    """How exactly the day would be told; None like `place`."""
    keep_private: bool
    advice: str | None
    """What the sender should know before sending such a text; they may send it all the same."""


def preview(office: Office, filled: Filled) -> Preview:
    """Run the door's own rules over an unfinished form; nothing is kept."""
    text = filled.text[:MOST_TEXT]  # what is longer cannot be sent, and must not take long
    pieces = _pieces(text)
    place, time = _place_and_time(office, filled)
    return Preview(
        pieces=pieces,
        hidden=sum(piece.hidden for piece in pieces),
        place=place,
        time=time,
        keep_private=filled.keep_private,
        advice=_advice(office, text),
    )


def _advice(office: Office, text: str) -> str | None:
    """Kind words at the door: who to call, what to reword, what goes elsewhere. Nothing is refused here."""
    reason = screen(text).reason if len(text) >= LEAST_TEXT else None
    if reason == "emergency":
        numbers = ", ".join(office.city.facts["hotline"]["emergencies"])
        return _(
            "Nếu đang nguy hiểm, hãy gọi ngay %(numbers)s: ở đây không ai trực để đến ngay.", numbers=numbers
        )
    if reason in ("vulgar", "insulting"):
        return _("Mời bạn viết lại bớt nặng lời. Nếu vẫn gửi, tổng đài viên sẽ xem và quyết định.")
    refusal = office.city.refusals.get(reason or "")
    if refusal is None:
        return None
    words = refusal.text.within(str(get_locale()))
    return _("Có thể chúng tôi không tiếp nhận được: %(reason)s", reason=words)


def _pieces(text: str) -> tuple[Piece, ...]:
    cut, done = [], 0
    for span in redact(text).spans:
        cut += [Piece(text[done : span.start]), Piece(PLACEHOLDERS[span.kind], hidden=True)]
        done = span.end
    return tuple(piece for piece in [*cut, Piece(text[done:])] if piece.text)


def _place_and_time(office: Office, filled: Filled) -> tuple[str | None, str | None]:
    try:
        spot = find_spot(office, filled.point)
    except NoSpot:
        return None, None
    ward = office.atlas.unit(spot.now.vintage, spot.now.ward_code or "", WARD)
    if filled.category not in office.city.categories or ward is None:
        return None, None
    shown = _through_the_door(office, filled, spot, ward)
    time = _("chỉ tháng") if shown.date_precision == "month" else _("chỉ ngày, không có giờ")
    return _tell_place(shown, ward), time


def _through_the_door(office: Office, filled: Filled, spot: Spot, ward: Unit) -> PublicReport:
    """What publish() makes of this form, had an operator accepted it."""
    report = Report(text=filled.text, category=filled.category, status=ASSIGNED, lat=spot.lat, lon=spot.lon,
                    received_at=office.now())  # fmt: skip
    place = ReportPlace(report_id=0, vintage=spot.now.vintage, ward_code=spot.now.ward_code,
                        district_code=spot.now.district_code, method=spot.now.method)  # fmt: skip
    around = Surroundings(office.city.categories[filled.category], place, ward, office.local_day)
    return publish(report, around)


def _tell_place(shown: PublicReport, ward: Unit) -> str:
    if shown.lat is None or shown.location_method == "ward":
        return _("chỉ tên %(ward)s", ward=ward.name)
    metres = shown.location_uncertainty_m
    return _("điểm gần đúng trong %(ward)s, sai số đến %(metres)s m", ward=ward.name, metres=metres)
