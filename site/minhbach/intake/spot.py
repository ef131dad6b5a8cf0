"""A pin on the map: which units it lies in, today and in former vintages, or that it is no place of ours."""

from dataclasses import dataclass

from flask_babel import get_locale
from flask_babel import gettext as _

from minhbach.intake.clean import read_point
from minhbach.places.units import Place, Vintage
from minhbach.records.office import Office


@dataclass(frozen=True)
class Spot:
    """A pin inside the city."""

    lat: float
    lon: float
    places: tuple[Place, ...]
    """One a vintage, as the records keep them."""
    now: Place
    """In the vintage in force today."""
    former: tuple[tuple[Vintage, Place], ...]
    """In each earlier vintage whose names differ from the following one's, newest first."""


class NoSpot(Exception):
    """The pin cannot be taken; the message is a sentence for the citizen, at the map."""


def find_spot(office: Office, text: str) -> Spot:
    """Read what the map or a hand put into the pin's field; raises NoSpot."""
    if not text.strip():
        raise NoSpot(_("Hãy chạm vào bản đồ để đặt ghim tại nơi xảy ra sự việc."))
    point = read_point(text)
    if point is None:
        example = _example(office)
        raise NoSpot(_("Chưa đọc được tọa độ. Hãy ghi vĩ độ, kinh độ, ví dụ: %(example)s.", example=example))
    if point == office.city.centre:
        raise NoSpot(_("Ghim vẫn ở giữa bản đồ mặc định. Hãy dời ghim đến đúng nơi xảy ra sự việc."))
    places = tuple(office.atlas.locate(*point))
    today = office.atlas.in_force(office.today()).id
    now = next(place for place in places if place.vintage == today)
    if now.ward_code is None:
        city = office.city.name.within(str(get_locale()))
        raise NoSpot(_outside(office, point, today, city))
    return Spot(*point, places, now, _former(office, places, now))


def _outside(office: Office, point: tuple[float, float], today: str, city: str) -> str:
    """That the place is not ours, and whose it is where the boundaries know."""
    neighbour = office.atlas.neighbour(*point, today)
    if neighbour is None:
        return _("Vị trí này nằm ngoài %(city)s, nên chúng tôi không tiếp nhận được.", city=city)
    there = neighbour.name if get_locale().language == office.city.languages[0] else neighbour.name_en
    return _(
        "Vị trí này thuộc %(there)s, ngoài %(city)s, nên chúng tôi không tiếp nhận được. "
        "Mời bạn gửi đến nơi tiếp nhận của địa phương đó.",
        there=there,
        city=city,
    )


def _former(office: Office, places: tuple[Place, ...], now: Place) -> tuple[tuple[Vintage, Place], ...]:
    """Earlier names, each told once: a unit that kept its name through a reform is not repeated."""
    found = []
    following = now
    by_id = {vintage.id: vintage for vintage in office.atlas.vintages}
    for place in sorted(places, key=lambda place: place.vintage, reverse=True):
        if place.vintage < now.vintage and place.ward:
            if (place.ward, place.district) != (following.ward, following.district):
                found.append((by_id[place.vintage], place))
            following = place
    return tuple(found)


def _example(office: Office) -> str:
    lat, lon = office.city.centre
    return f"{lat + 0.0012:.4f}, {lon - 0.0013:.4f}"
