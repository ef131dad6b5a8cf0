"""Read a city pack's data/ folder; a mistake in it is told by file, entry and key."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from minhbach.errors import BadInput
from minhbach.toml import read_toml

T = TypeVar("T")
CONCERNS = ("public", "home", "sensitive")
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Words(dict[str, str]):
    """A text in the pack's languages; falls back to the first language that it has."""

    def within(self, language: str) -> str:
        return self.get(language) or next(iter(self.values()))


@dataclass(frozen=True)
class Category:
    """What a report is about (lĩnh vực)."""

    code: str
    name: Words
    hint: Words
    concerns: str
    """"public", "home" or "sensitive": how exactly its place may be published."""
    agency: str
    """Code of the agency that handles it; "@ward" means the ward's own."""
    days: int
    same_m: int = 100
    """Two reports of this kind that are this near, in metres, may well be of the same thing."""


@dataclass(frozen=True)
class Agency:
    """Who handles reports (đơn vị xử lý)."""

    code: str
    name: Words
    kind: str


@dataclass(frozen=True)
class PerUnit:
    """A pattern that gives every unit of a level an agency of its own."""

    level: str
    code: str
    kind: str
    name: Words

    def of(self, code: str, names: Mapping[str, str]) -> Agency:
        """The agency of the unit with this code and these names by language."""
        words = Words(
            {
                lang: text.format(name=names.get(lang) or next(iter(names.values())))
                for lang, text in self.name.items()
            }
        )
        return Agency(code=self.code.format(code=code), name=words, kind=self.kind)


@dataclass(frozen=True)
class Refusal:
    """A ground for refusing a report, in the words that the citizen reads."""

    code: str
    text: Words
    go: Words | None = None
    """Where to turn instead: told before anybody writes a page. None where there is no such place."""
    staff: Words | None = None
    """What those who refuse call it, where its sender and the public read something gentler."""

    @property
    def for_staff(self) -> Words:
        """The words for behind the door."""
        return self.staff or self.text


@dataclass(frozen=True)
class City:
    """One city's pack, read and checked."""

    id: str
    name: Words
    service: Words
    publisher: Words
    timezone: ZoneInfo
    languages: tuple[str, ...]
    centre: tuple[float, float]
    """Lat, lon."""
    facts: Mapping[str, Any]
    """The rest of city.toml: hotline, licence, lookup."""
    categories: Mapping[str, Category]
    agencies: Mapping[str, Agency]
    per_unit: tuple[PerUnit, ...]
    refusals: Mapping[str, Refusal]

    @classmethod
    def load(cls, data: Path) -> "City":
        """Read data/{city,categories,agencies,refusals}.toml; BadInput names file, entry and key."""
        facts = read_toml(data / "city.toml")
        agencies = read_toml(data / "agencies.toml")
        where = data / "city.toml"
        try:
            city = cls(
                id=facts["id"],
                name=Words(facts["name"]),
                service=Words(facts["service"]),
                publisher=Words(facts["publisher"]),
                timezone=ZoneInfo(facts["timezone"]),
                languages=tuple(facts["languages"]),
                centre=(float(facts["centre"][0]), float(facts["centre"][1])),
                facts=facts,
                categories=_entries(data / "categories.toml", "category", Category),
                agencies=_entries(data / "agencies.toml", "agency", Agency),
                per_unit=tuple(
                    PerUnit(p["level"], p["code"], p["kind"], Words(p["name"]))
                    for p in agencies.get("per_unit", [])
                ),
                refusals=_entries(data / "refusals.toml", "refusal", Refusal),
            )
        except ZoneInfoNotFoundError as unknown:
            raise BadInput(f"{where}: timezone: {unknown.args[0]}") from None
        except KeyError as missing:
            raise BadInput(f"{where}: {missing} is missing: add it") from None
        except (ValueError, TypeError, IndexError) as wrong:
            raise BadInput(f"{where}: {wrong}: check timezone, languages, names and centre") from None
        city._check_categories(data / "categories.toml")
        return city

    @cached_property
    def category_codes(self) -> tuple[str, ...]:
        return tuple(self.categories)

    def _check_categories(self, where: Path) -> None:
        for category in self.categories.values():
            if category.concerns not in CONCERNS:
                raise BadInput(f"{where}: {category.code}: concerns must be one of {', '.join(CONCERNS)}")
            if category.agency != "@ward" and category.agency not in self.agencies:
                raise BadInput(f"{where}: {category.code}: no agency {category.agency!r} in agencies.toml")


def read_code(entry: Mapping[str, Any], where: str) -> str:
    """The code of an entry; BadInput where it is none."""
    code = entry.get("code")
    if not isinstance(code, str) or not CODE.fullmatch(code) or len(code) > 64:
        raise BadInput(f"{where}: code is {code!r}: use small letters, digits and dashes")
    return code


def _entries(path: Path, key: str, kind: type[T]) -> dict[str, T]:
    """Entries of one file by code, in the file's order; a code may stand only once."""
    found: dict[str, T] = {}
    for number, entry in enumerate(read_toml(path).get(key, []), start=1):
        code = entry.get("code")
        if not code or code in found:
            raise BadInput(f"{path}: {key} {number}: needs a code of its own, has {code!r}")
        try:
            found[code] = kind(**{k: Words(v) if isinstance(v, dict) else v for k, v in entry.items()})
        except TypeError as wrong:
            raise BadInput(f"{path}: {key} {code}: {wrong}") from None
    return found
