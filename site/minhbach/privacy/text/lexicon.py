"""The word lists that the rules read, from data/privacy/ of the city pack or of the default pack."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from minhbach.config import DEFAULT_PACK, Settings
from minhbach.errors import BadInput
from minhbach.privacy.text.folding import bare

SHORTEST_PUBLIC = 3


@dataclass(frozen=True)
class Lexicon:
    """What is public in this city, and the vocabulary of the language."""

    folder: Path
    public_numbers: frozenset[str]
    """Digits only, as dialled inside the country."""
    public_links: tuple[str, ...]
    """E-mail addresses, pages and domains that anybody may be sent to, in lower case."""

    @classmethod
    def load(cls, folder: Path, city: Path) -> "Lexicon":
        """Read the language's lists from `folder` and the city's own from `city` (a TOML file)."""
        own = _read_toml(city)
        return cls(
            folder=folder,
            public_numbers=frozenset(_digits(own.get("public_numbers", ()))),
            public_links=tuple(bare(link) for link in own.get("public_links", ())),
        )

    def is_public_number(self, digits: str) -> bool:
        """Whether `digits` is a line the city publishes, with or without the country code."""
        local = "0" + digits[2:] if digits.startswith("84") else digits
        return digits in self.public_numbers or local in self.public_numbers


def language_folder(pack: Path) -> Path:
    """The pack's data/privacy if it brings the language along, else the default pack's."""
    own = pack / "data" / "privacy"
    return own if (own / "names.toml").is_file() else DEFAULT_PACK / "data" / "privacy"


def default_lexicon() -> Lexicon:
    """The lexicon of the city that MINHBACH_CITY names, read once."""
    return lexicon_of(Settings.from_environment().pack)


@lru_cache(maxsize=4)
def lexicon_of(pack: Path) -> Lexicon:
    """The lexicon of one city pack, read once."""
    return Lexicon.load(language_folder(pack), pack / "data" / "privacy" / "city.toml")


def _read_toml(path: Path) -> dict:  # type: ignore[type-arg]
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read as TOML: {error}. Correct that line") from None


def _digits(numbers: Iterable[str]) -> list[str]:
    return ["".join(filter(str.isdigit, number)) for number in numbers]
