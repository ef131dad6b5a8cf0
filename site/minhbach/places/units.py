"""What a boundary set says: units (ward, district) of a dated generation, and where a point lies."""

from dataclasses import dataclass
from datetime import date

from shapely.geometry.base import BaseGeometry

WARD, DISTRICT = "ward", "district"


@dataclass(frozen=True)
class Unit:
    """One ward or district of one vintage; (vintage, code) is its key, a code alone is not."""

    vintage: str
    code: str
    level: str
    """WARD (phường, xã, thị trấn, đặc khu) or DISTRICT (quận, huyện, thành phố)."""
    kind: str
    """The unit's own type as the city says it: "Phường", "Xã", "Quận" …"""
    name: str
    """Full name in the city's language, type included: "Phường Bến Nghé"."""
    name_en: str
    slug: str
    """ASCII, lower-case, from the name: "phuong-ben-nghe"."""
    parent: str | None
    """The district's code; None where districts do not exist."""
    exact: bool
    """False where the shape was derived by an approximation."""
    geometry: BaseGeometry
    """Lon/lat, WGS 84; Polygon or MultiPolygon."""
    geometry_hash: str = ""
    """Names the shape by its own coordinates, so that two sets can be compared."""


@dataclass(frozen=True)
class Vintage:
    """A dated generation of boundaries (kỳ địa giới)."""

    id: str
    """Its first day as YYYY-MM-DD."""
    valid_from: date
    valid_to: date | None
    """Its last day; None while in force."""
    source: str
    licence: str
    redistributable: bool
    attribution: str
    title: str = ""
    """Its name in the city's language, and in English below."""
    title_en: str = ""
    attribution_en: str = ""
    """What maps say below them in English, where the source leaves the wording free."""


@dataclass(frozen=True)
class Neighbour:
    """A place beside the city, roughly drawn: only to say where a point outside lies."""

    name: str
    name_en: str
    geometry: BaseGeometry


@dataclass(frozen=True)
class Place:
    """Where a point lies in one vintage; codes and names are None when `method` is "outside"."""

    vintage: str
    ward_code: str | None
    ward: str | None
    district_code: str | None
    district: str | None
    method: str
    """"inside"; "edge" (on a shared border: the unit with the lowest code); "nearest" (in a gap or
    in water within the city's tolerance); "outside"."""
