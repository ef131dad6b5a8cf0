"""Name the codes of the reports: each code column is followed by the name that it stands for."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import repeat
from typing import Any

import pyarrow as pa

from minhbach.places.units import DISTRICT, WARD
from minhbach.public.counting.edition import Edition

NAMED_AFTER = {"category": "category_name", "agency": "agency_name", "ward_code": "ward_name",
               "district_code": "district_name"}  # fmt: skip
"""Each code is followed by its name."""


class Names:
    """Names in the city's first language, each looked up once."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._language = edition.showroom.city.languages[0]
        self.category = cache(self._category)
        self.agency = cache(self._agency)
        self.unit = cache(self._unit)

    def _category(self, code: str) -> str:
        """A category's name; its code where the pack no longer has it."""
        known = self._edition.showroom.city.categories.get(code)
        return known.name.within(self._language) if known else code

    def _agency(self, code: str | None, vintage: str | None) -> str | None:
        """The name of an agency, of the pack or of a unit of that vintage."""
        known = self._edition.agency_of(code, vintage) if code else None
        return known.name.within(self._language) if known else None

    def _unit(self, vintage: str | None, code: str | None, level: str) -> str | None:
        """A unit's full name."""
        known = self._edition.unit(vintage or "", code, level)
        return known.name if known else None

    def beside(self, columns: Mapping[str, Sequence[Any]]) -> dict[str, pa.Array]:
        """The columns of names for a batch's columns of codes."""
        vintages = columns["vintage"]
        named = {
            "category_name": list(map(self.category, columns["category"])),
            "agency_name": list(map(self.agency, columns["agency"], vintages)),
            "ward_name": list(map(self.unit, vintages, columns["ward_code"], repeat(WARD))),
            "district_name": list(map(self.unit, vintages, columns["district_code"], repeat(DISTRICT))),
        }
        return {name: pa.array(values, pa.string()) for name, values in named.items()}
