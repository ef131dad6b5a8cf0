"""Show a sender, before sending, what the public would read: made by the door itself, so it is the truth."""

from dataclasses import dataclass

from flask_babel import get_locale
from flask_babel import gettext as _

from minhbach.intake.clean import LEAST_TEXT, MOST_TEXT
from minhbach.intake.form import Filled
from minhbach.intake.hiding import Stretches, Word, redacted, words_of
from minhbach.intake.spot import NoSpot, Spot, find_spot
from minhbach.intake.still import Still
from minhbach.places.units import WARD, Unit
from minhbach.privacy.publish import Surroundings, publish
from minhbach.privacy.text import PLACEHOLDERS, Redaction, redact, screen
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
    words: list[Word]
    """The same text word by word, to hide more of."""
    hidden: int
    """How many stretches are masked."""
    place: str | None
    """How exactly the place would be told; None as long as place or category are missing."""
    picture: str | None
    """The place that would be public on a map, as a data address; None where it is a ward's name alone."""
    time: str | None
    """How exactly the day would be told; None like `place`."""
    keep_private: bool


@dataclass(frozen=True)
class Hint:
    """What somebody should know while they still write."""

    advice: str | None
    details: int
    """Personal details that the rules would hide."""


def preview(office: Office, filled: Filled, hidden: Stretches = ()) -> Preview:
    """Run the door's own rules over an unfinished form; nothing is kept."""
    text = filled.text[:MOST_TEXT]  # what is longer cannot be sent, and must not take long
    redaction = redacted(text, hidden, office.now())
    pieces = _pieces(text, redaction)
    place, picture, time = _place_and_time(office, filled)
    return Preview(
        pieces=pieces,
        words=words_of(text, hidden, redaction),
        hidden=sum(piece.hidden for piece in pieces),
        place=place,
        picture=picture,
        time=time,
        keep_private=filled.keep_private,
    )


def hint(office: Office, text: str) -> Hint:
    """Kind words about a text so far, and how much of it is personal."""
    text = text[:MOST_TEXT]
    return Hint(_advice(office, text), len(redact(text).spans))


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
    words = (refusal.go or refusal.text).within(str(get_locale()))
    return _("Có thể chúng tôi không tiếp nhận được: %(reason)s", reason=words)


def _pieces(text: str, redaction: Redaction) -> tuple[Piece, ...]:
    cut, done = [], 0
    for span in redaction.spans:
        cut += [Piece(text[done : span.start]), Piece(PLACEHOLDERS[span.kind], hidden=True)]
        done = span.end
    return tuple(piece for piece in [*cut, Piece(text[done:])] if piece.text)


def _place_and_time(office: Office, filled: Filled) -> tuple[str | None, str | None, str | None]:
    try:
        spot = find_spot(office, filled.point)
    except NoSpot:
        return None, None, None
    ward = office.atlas.unit(spot.now.vintage, spot.now.ward_code or "", WARD)
    if filled.category not in office.city.categories or ward is None:
        return None, None, None
    shown = _through_the_door(office, filled, spot, ward)
    time = _("chỉ tháng") if shown.date_precision == "month" else _("chỉ ngày, không có giờ")
    return _tell_place(shown, ward), _picture(office, shown, ward), time


def _picture(office: Office, shown: PublicReport, ward: Unit) -> str | None:
    if shown.lat is None or shown.lon is None or shown.location_method == "ward":
        return None
    return Still(office.atlas, ward).around(shown.lat, shown.lon, shown.location_uncertainty_m or 0)


def _through_the_door(office: Office, filled: Filled, spot: Spot, ward: Unit) -> PublicReport:
    """What publish() makes of this form, had an operator accepted it."""
    report = Report(text=filled.text, category=filled.category, status=ASSIGNED, lat=spot.lat, lon=spot.lon,
                    received_at=office.now(), accepted_at=office.now())  # fmt: skip
    place = ReportPlace(report_id=0, vintage=spot.now.vintage, ward_code=spot.now.ward_code,
                        district_code=spot.now.district_code, method=spot.now.method)  # fmt: skip
    around = Surroundings(office.city.categories[filled.category], place, ward, office.local_day)
    return publish(report, around)


def _tell_place(shown: PublicReport, ward: Unit) -> str:
    if shown.lat is None or shown.location_method == "ward":
        return _("chỉ tên %(ward)s", ward=ward.name)
    metres = shown.location_uncertainty_m
    return _("điểm gần đúng trong %(ward)s, sai số đến %(metres)s m", ward=ward.name, metres=metres)
