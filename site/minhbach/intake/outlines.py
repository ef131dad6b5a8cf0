"""The form's map: today's ward outlines as one small file that a browser may keep."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from minhbach.places import outlines as drawing
from minhbach.places.atlas import Atlas


@dataclass(frozen=True)
class Drawn:
    """A GeoJSON file as it goes over the wire."""

    packed: bytes
    """gzip'd."""
    etag: str


@lru_cache(maxsize=4)
def ward_outlines(atlas: Atlas, vintage: str) -> Drawn:
    """The wards of a vintage, drawn once a process."""
    packed = drawing.packed(drawing.outlines(atlas, vintage))
    return Drawn(packed, hashlib.sha256(packed).hexdigest()[:16])


@lru_cache(maxsize=4)
def ward_choices(atlas: Atlas, vintage: str) -> tuple[tuple[str | None, tuple[tuple[str, str], ...]], ...]:
    """(district's name or None, its wards as (code, name)) for a list to choose from, in natural order."""
    names = {district.code: district.name for district in atlas.districts(vintage)}
    groups: dict[str | None, list[tuple[str, str]]] = {}
    for ward in atlas.wards(vintage):
        groups.setdefault(names.get(ward.parent or ""), []).append((ward.code, ward.name))
    return tuple(
        (district, tuple(sorted(wards, key=lambda ward: _natural(ward[1]))))
        for district, wards in sorted(groups.items(), key=lambda group: _natural(group[0] or ""))
    )


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """Words in order, numbers by value: Quận 3 before Quận 10."""
    return tuple((int(word), "") if word.isdecimal() else (-1, word) for word in name.split())
