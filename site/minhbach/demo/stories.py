"""Tell one report's story after another: when, where, what was written, and what was done about it."""

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import NamedTuple

from minhbach.demo.calendar import moments
from minhbach.demo.course import Course
from minhbach.demo.going import Going
from minhbach.demo.ground import Ground
from minhbach.demo.material import Material
from minhbach.demo.pictures import street_scene
from minhbach.demo.writing import Plant, Writer
from minhbach.places.units import Place
from minhbach.records.bulk import History
from minhbach.records.contacts import Reach
from minhbach.records.models import PUBLIC_ID_ALPHABET
from minhbach.records.office import Office
from minhbach.records.work import NewReport

Spot = tuple[float, float, tuple[Place, ...]]
"""Lat, lon, and where that is in every vintage."""
SAME_WITHIN = timedelta(days=12)
REMEMBERED = 40
"""Reports of one kind that may be told again."""


class Receipt(NamedTuple):
    """What of a tracking code is kept with its report."""

    hash: str
    tag: str


@dataclass(frozen=True)
class Story:
    """One report from its arrival to where it stands today."""

    history: History
    planted: list[Plant]
    going: Going
    photo: bytes | None = None
    photo_is_fine: bool = False
    twin: str | None = None
    """The public id of the report that it tells again, and when an operator merges it into that one."""
    merged_at: datetime | None = None
    supports: tuple[tuple[str, datetime], ...] = ()
    """Others who saw the same: a browser's hash, and when."""
    pseudonym: tuple[str, bool] | None = None
    """What its sender wants to be counted under, and whether for all to see."""


@dataclass(frozen=True)
class Told:
    """A report that another sender may tell again."""

    public_id: str
    received: datetime
    spot: Spot
    writer: Writer


def stories(office: Office, reports: int, seed: int, receipts: Sequence[Receipt]) -> Iterator[Story]:
    """`reports` stories in the order of their arrival; each of the `receipts` belongs to one of them."""
    rng = Random(seed)  # noqa: S311  (stories, not secrets)
    material = Material.load(office.city, office.settings.data)
    now = _now(office)
    year = moments(rng, material.themes, material.year, now, office.city.timezone, reports)
    ground = Ground(office.atlas, material.year)
    course = Course(rng, office, material, now)
    teller = Teller(course, ground)
    owners = dict(zip(rng.sample(range(reports), len(receipts)), receipts, strict=True))
    for number, (received, category) in enumerate(year):
        yield teller.tell(received, category, owners.get(number))


def _now(office: Office) -> datetime:
    """The clock; on a day that the settings fix, six in the evening of it."""
    if office.settings.today:
        return datetime.combine(office.settings.today, time(18), office.city.timezone)
    return office.now()


class Teller:
    """Tells stories in the order of their arrival; remembers what may be told again."""

    def __init__(self, course: Course, ground: Ground) -> None:
        self.course, self.ground = course, ground
        self.rng, self.material = course.rng, course.material
        self._told: dict[str, deque[Told]] = defaultdict(lambda: deque(maxlen=REMEMBERED))

    def tell(self, received: datetime, category: str, receipt: Receipt | None) -> Story:
        """The story of one report."""
        vintage = self.course.office.atlas.in_force(received.date()).id
        first = self._told_before(received, category, vintage)
        spot = first.spot if first else self.ground.point(self.rng, vintage)
        here = next(place for place in spot[2] if place.vintage == vintage)
        writer = Writer(self.rng, self.material, here, _district(spot[2]))
        if first:
            text = writer.again(first.writer, self.material.themes[category])
            return self._twin(self._new(text, received, category, spot, receipt, writer), writer, first)
        unfit = self.rng.choices(self.material.unfit, [one.weight for one in self.material.unfit])[0]
        refused = self.rng.random() < self.material.year["shares"]["refused"]
        text = writer.unfit(unfit.texts) if refused else writer.complaint(self.material.themes[category])
        new = self._new(text, received, category, spot, receipt, writer)
        if self.course.is_waiting(received):
            going = Going(received, self.course.now)
        elif refused:
            going = self.course.refusal(new, unfit, writer)
        else:
            going = self.course.handling(new, spot[2], writer)
        if not refused and going.last not in (None, "withdraw"):
            self._told[category].append(Told(new.public_id, received, spot, writer))
        return self._story(new, going, writer)

    def _told_before(self, received: datetime, category: str, vintage: str) -> Told | None:
        """A report of the same kind, from some hours or days before, that this one tells again."""
        if not self.course.chance("duplicates"):
            return None
        near = [one for one in self._told[category] if received - one.received < SAME_WITHIN
                and any(place.vintage == vintage and place.ward_code for place in one.spot[2])]  # fmt: skip
        return self.rng.choice(near) if near else None

    def _new(
        self,
        text: str,
        received: datetime,
        category: str,
        spot: Spot,
        receipt: Receipt | None,
        writer: Writer,
    ) -> NewReport:
        rng, shares, channels = self.rng, self.material.year["shares"], self.material.year["channels"]
        lat, lon, places = spot
        new = NewReport(
            text=text,
            category=category,
            received_at=received,
            lat=lat,
            lon=lon,
            places=places,
            reach=_reach(rng, writer) if rng.random() < shares["contact"] else Reach(),
            may_publish=rng.random() >= shares["private"],
            made_up=True,
            channel=rng.choices(list(channels), list(channels.values()))[0],
            source="demo",
            tracking_hash=receipt.hash if receipt else None,
            receipt_tag=receipt.tag if receipt else None,
            public_id="".join(rng.choices(PUBLIC_ID_ALPHABET, k=10)),
            salt=rng.randbytes(16).hex(),
        )
        return self.course.office.deadlines.stamped(new)

    def _twin(self, new: NewReport, writer: Writer, first: Told) -> Story:
        at = self.course.merging(new)
        going = Going(new.received_at, self.course.now)
        merged = at if at <= self.course.now else None
        return Story(History(new), writer.planted, going, twin=first.public_id, merged_at=merged)

    def _story(self, new: NewReport, going: Going, writer: Writer) -> Story:
        rng, shares = self.rng, self.material.year["shares"]
        joined: list[datetime] = []
        if self.course.chance("supported"):
            joined = going.join(self.course.after(going, "support") for _ in range(rng.randint(1, 6)))
        photo = rng.random() < shares["photo"]
        names = self.material.workflow["words"]["pseudonyms"]
        return Story(
            History(new, going.steps, evidence=going.evidence is not None),
            _kept(writer.planted, new, going),
            going,
            street_scene(rng, new.lat or 0, new.lon or 0, writer.sender.name) if photo else None,
            rng.random() < 0.7,
            supports=tuple((rng.randbytes(32).hex(), at) for at in joined),
            pseudonym=(rng.choice(names), rng.random() < 0.6) if self.course.chance("credited") else None,
        )


def _kept(planted: Sequence[Plant], new: NewReport, going: Going) -> list[Plant]:
    """Of what was planted, what is there: not every step came to pass, and an answer may replace another."""
    said = "\n".join([new.text, *going.said])
    return [(kind, value) for kind, value in planted if kind.startswith("contact-") or value in said]


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
