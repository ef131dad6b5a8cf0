"""Fill a public.db with made-up reports, as the door would leave it."""

import random
from datetime import date, timedelta

import shapely

from minhbach.places.units import Unit
from minhbach.public.counting.releases import date_release
from minhbach.public.models import PublicPlace, PublicReport, PublicTotal
from minhbach.public.showroom import Showroom

FIRST, DAYS = date(2024, 12, 1), 181
RELEASED = date(2025, 5, 31)
ALPHABET = "23456789bcdfghjkmnpqrstvwxyz"
CATEGORIES = ("giao-thong", "thoat-nuoc", "tieng-on", "moi-truong", "y-te")
TEXTS = (
    "Nắp cống trước chợ bị vỡ, xe máy dễ sụp bánh.",
    "o ga lon giua duong, toi qua co nguoi te xe",
    "Đèn đường hẻm này tắt ba hôm rồi, tối quá đi làm về không dám đi.\nMong đơn vị sớm thay bóng.",
    "Rác chất đống ở đầu hẻm, <b>bốc mùi</b> & ruồi nhặng nhiều; số liên hệ [số điện thoại đã che].",
)


def fill(
    room: Showroom, reports: int = 60, seed: int = 1, day: date = RELEASED, **changes: object
) -> Showroom:
    """Write that many believable public reports, their places and totals, and date a release."""
    chance = random.Random(seed)  # noqa: S311  (believable, not secret)
    rows = [made_up(room, chance, **changes) for _ in range(reports)]
    with room.public.writing() as session:
        session.add_all(rows)
        session.flush()
        session.add_all(place for row in rows for place in places(room, row))
        session.add_all(totals(rows))
        date_release(session, day)
    return room


def made_up(room: Showroom, chance: random.Random, **changes: object) -> PublicReport:
    """One believable public report in a ward of its day."""
    received = FIRST + timedelta(days=chance.randrange(DAYS))
    vintage = room.atlas.in_force(received).id
    ward = chance.choice(room.atlas.wards(vintage))
    lat, lon = inside(ward, chance)
    done = min(received + timedelta(days=chance.randrange(15)), RELEASED)
    resolved = done if chance.random() < 0.7 else None
    values: dict[str, object] = {
        "public_id": "".join(chance.choice(ALPHABET) for _ in range(10)),
        "status": "resolved" if resolved else "assigned",
        "category": chance.choice(CATEGORIES),
        "agency": chance.choice(["so-xay-dung", f"ubnd-{ward.code}"]),
        "text": chance.choice(TEXTS),
        "answer": "Đơn vị đã cử người xuống xử lý xong trong buổi sáng." if resolved else None,
        "received": received,
        "resolved": resolved,
        "days": (resolved - received).days if resolved else None,
        "lat": lat,
        "lon": lon,
        "location_method": "grid-10m",
        "location_uncertainty_m": 10,
        "vintage": vintage,
        "ward_code": ward.code,
        "district_code": ward.parent,
        "channel": "web",
        "made_up": True,
    }
    return PublicReport(**values | changes)


def inside(ward: Unit, chance: random.Random) -> tuple[float, float]:
    """A point of the ward, to four decimals as the door gives it."""
    west, south, east, north = ward.geometry.bounds
    for _ in range(200):
        lat, lon = round(chance.uniform(south, north), 4), round(chance.uniform(west, east), 4)
        if shapely.contains_xy(ward.geometry, lon, lat):
            return lat, lon
    point = ward.geometry.representative_point()
    return point.y, point.x


def places(room: Showroom, row: PublicReport) -> list[PublicPlace]:
    """The report's units in every vintage, from its published point."""
    if row.lat is None or row.lon is None:
        return []
    return [
        PublicPlace(public_id=row.public_id, vintage=there.vintage, ward_code=there.ward_code,
                    district_code=there.district_code)
        for there in room.atlas.locate(row.lat, row.lon)
    ]  # fmt: skip


def totals(rows: list[PublicReport]) -> list[PublicTotal]:
    """Monthly totals that add up: what is public, and two refused, three waiting, one withheld a month."""
    months = sorted({f"{row.received:%Y-%m}" for row in rows})
    public = {month: sum(f"{row.received:%Y-%m}" == month for row in rows) for month in months}
    return [
        PublicTotal(month=m, received=public[m] + 6, published=public[m], refused=2, waiting=3, withheld=1)
        for m in months
    ]
