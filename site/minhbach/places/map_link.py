"""Read the place out of a pasted map link: by its letters alone, no request is made."""

import re
from collections.abc import Iterator
from itertools import product
from urllib.parse import unquote, unquote_plus, urlsplit

from minhbach.places.coordinates import Point
from minhbach.places.plus_code import find_plus_code

MOST_READ = 2000
SHORTENERS = (
    "goo.gl",
    "maps.app.goo.gl",
    "g.co",
    "bit.ly",
    "osm.org/go",
    "openstreetmap.org/go",
    "tinyurl.com",
)
"""Links that hold no place: only their host could say where they lead."""
_NUMBER = r"(-?\d{1,3}\.\d{1,20})"
_PAIR = re.compile(rf"{_NUMBER}(?:\s*[,~_ ]\s*|%2C)(?:\+|%20)?{_NUMBER}")
_PLACE = re.compile(rf"!3d{_NUMBER}!4d{_NUMBER}")
_MAP = re.compile(rf"(?:^|[#&?])map=\d{{1,2}}(?:\.\d+)?/{_NUMBER}/{_NUMBER}")
_LINK = re.compile(r"(?:https?://|geo:)\S+|\b(?:[\w-]+\.)+[a-z]{2,}/\S+", re.I)
_LATS, _LONS = ("mlat", "lat", "latitude", "y"), ("mlon", "lon", "lng", "long", "longitude", "x")
_PLACED = (
    "q",
    "query",
    "ll",
    "sll",
    "coordinate",
    "destination",
    "daddr",
    "center",
    "cp",
    "sp",
    "loc",
    "at",
    "map",
)
"""Parameters that hold a pair, the most telling first."""


def find_link(text: str) -> str | None:
    """The first map or web address in `text`."""
    found = _LINK.search(text[:MOST_READ])
    return found[0] if found else None


def is_short_link(link: str) -> bool:
    """Whether only the shortener's host knows where the link leads: the reader must open it first."""
    address = link.split("://", 1)[-1].removeprefix("www.").lower()
    return any(address.startswith(f"{host}/") for host in SHORTENERS) and read_link(link, (0, 0)) is None


def read_link(link: str, near: tuple[float, float]) -> Point | None:
    """The point that a map link names, its marker before the map's middle; None where it holds none.

    Understood: Google, OpenStreetMap, Apple, Bing, HERE, Waze, Yandex, geo: and any link with lat and lon
    parameters; a Plus Code in it is read near `near`.
    """
    for lat, lon in _candidates(link[:MOST_READ], near):
        if abs(lat) <= 90 and abs(lon) <= 180:
            return lat, lon
    return None


def _candidates(link: str, near: tuple[float, float]) -> Iterator[Point]:
    plain = unquote_plus(link)
    if found := _PLACE.findall(plain):  # the last one is the place; those before are a route's stops
        yield _point(found[-1])
    given = _parameters(link)
    for lat, lon in product(_LATS, _LONS):
        if lat in given and lon in given and (pair := _PAIR.fullmatch(f"{given[lat]},{given[lon]}")):
            yield _point(pair.groups())
    turned = ".yandex." in f".{_host(link)}."  # the one host that writes longitude first
    for name in _PLACED if not turned else ("pt", "ll", "whatshere[point]"):
        if name in given and (pair := _PAIR.search(given[name])):
            first, second = _point(pair.groups())
            yield (second, first) if turned else (first, second)
    if place := find_plus_code(unquote(link), near):
        yield place
    if found := _MAP.findall(plain):
        yield _point(found[-1])
    if pair := _PAIR.search(plain.split("?", 1)[0]):
        yield _point(pair.groups())


def _parameters(link: str) -> dict[str, str]:
    """What stands behind ? and #, by lower-case name; the first of equals."""
    given: dict[str, str] = {}
    for part in re.split(r"[?#&;]", link)[1:]:
        name, _, value = part.partition("=")
        given.setdefault(unquote_plus(name).lower(), unquote_plus(value))
    return given


def _host(link: str) -> str:
    try:
        return (urlsplit(link if "://" in link else f"https://{link}").hostname or "").lower()
    except ValueError:
        return ""


def _point(pair: tuple[str | None, ...]) -> Point:
    return float(pair[0] or 0), float(pair[1] or 0)
