"""Tell one report's story after another: when, where, what was written, and what was done about it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from random import Random

from minhbach.demo.calendar import moments
from minhbach.demo.course import Course
from minhbach.demo.ground import Ground
from minhbach.demo.material import Material
from minhbach.demo.pictures import street_scene
from minhbach.demo.writing import Plant, Writer
from minhbach.places.units import Place
from minhbach.records.bulk import History
from minhbach.records.contacts import Reach
from minhbach.records.models import PUBLIC_ID_ALPHABET
from minhbach.records.office import Office
from minhbach.records.work import NewReport, Step


@dataclass(frozen=True)
class Story:
    """One report from its arrival to where it stands today."""

    history: History
    planted: list[Plant]
    photo: bytes | None = None
    photo_is_fine: bool = False


def stories(office: Office, reports: int, seed: int, hashes: Sequence[str]) -> Iterator[Story]:
    """`reports` stories in the order of their arrival; as many as there are `hashes` have a receipt."""
    rng = Random(seed)  # noqa: S311  (stories, not secrets)
    material = Material.load(office.city, office.settings.data)
    now = _now(office)
    year = moments(rng, material.themes, material.year, now, office.city.timezone, reports)
    ground = Ground(office.atlas, material.year)
    course = Course(rng, office, material, now)
    receipts = dict(zip(rng.sample(range(reports), len(hashes)), hashes, strict=True))
    for number, (received, category) in enumerate(year):
        vintage = office.atlas.in_force(received.date()).id
        spot = ground.point(rng, vintage)
        yield _story(course, received, category, spot, vintage, receipts.get(number))


def _now(office: Office) -> datetime:
    """The clock; on a day that the settings fix, six in the evening of it."""
    if office.settings.today:
        return datetime.combine(office.settings.today, time(18), office.city.timezone)
    return office.now()


def _story(
    course: Course,
    received: datetime,
    category: str,
    spot: tuple[float, float, tuple[Place, ...]],
    vintage: str,
    receipt: str | None,
) -> Story:
    rng, material = course.rng, course.material
    shares = material.year["shares"]
    lat, lon, places = spot
    here = next(place for place in places if place.vintage == vintage)
    writer = Writer(rng, material, here, _district(places))
    unfit = rng.choices(material.unfit, [one.weight for one in material.unfit])[0]
    is_unfit = rng.random() < shares["refused"]
    text = writer.unfit(unfit.texts) if is_unfit else writer.complaint(material.themes[category])
    steps: list[Step] = []
    if not course.is_waiting(received):
        steps = (
            course.refusal(received, unfit)
            if is_unfit
            else course.handling(received, category, places, writer)
        )
    reach = _reach(rng, writer) if rng.random() < shares["contact"] else Reach()
    channels = material.year["channels"]
    photo = rng.random() < shares["photo"]
    new = NewReport(
        text=text,
        category=category,
        received_at=received,
        lat=lat,
        lon=lon,
        places=places,
        reach=reach,
        may_publish=rng.random() >= shares["private"],
        made_up=True,
        channel=rng.choices(list(channels), list(channels.values()))[0],
        source="demo",
        tracking_hash=receipt,
        public_id="".join(rng.choices(PUBLIC_ID_ALPHABET, k=10)),
        salt=rng.randbytes(16).hex(),
    )
    return Story(
        History(new, steps),
        writer.planted,
        street_scene(rng, lat, lon, writer.sender.name) if photo else None,
        rng.random() < 0.7,
    )


def _district(places: Sequence[Place]) -> str:
    """The newest district that the point was ever in: people know their streets by it."""
    return next((place.district_code for place in reversed(places) if place.district_code), "")


def _reach(rng: Random, writer: Writer) -> Reach:
    who = writer.sender
    reach = Reach(
        name=who.name if rng.random() < 0.8 else None,
        phone=who.phone,
        email=who.email if rng.random() < 0.2 else None,
    )
    kept = {"contact-name": reach.name, "contact-phone": reach.phone, "contact-email": reach.email}
    writer.planted.extend((kind, value) for kind, value in kept.items() if value)
    return reach
