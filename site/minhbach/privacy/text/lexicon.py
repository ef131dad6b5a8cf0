"""The word lists that the rules read, from data/privacy/ of the city pack or of the default pack."""

import os
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from minhbach.config import DEFAULT_PACK, Settings
from minhbach.errors import BadInput
from minhbach.privacy.text.folding import bare


class Words(frozenset[str]):
    """Words and phrases as written, in lower case, that can also be asked for without accents."""

    bare: frozenset[str]
    longest: int
    openers: dict[str, int]
    """First word of a phrase → most words that a phrase starting so has; the same without accents."""
    bare_openers: dict[str, int]

    @classmethod
    def of(cls, items: Iterable[str]) -> "Words":
        """Words from written items, in any case."""
        words = cls(unicodedata.normalize("NFC", " ".join(item.lower().split())) for item in items)
        words.bare = frozenset(bare(word) for word in words)
        words.longest = max((word.count(" ") + 1 for word in words), default=0)
        words.openers, words.bare_openers = _openers(words), _openers(words.bare)
        return words

    @classmethod
    def divided(cls, text: str) -> "Words":
        """Words from a text where bars, or else spaces, divide them."""
        return cls.of(phrases_in(text))


def _openers(phrases: Iterable[str]) -> dict[str, int]:
    openers: dict[str, int] = {}
    for phrase in phrases:
        first, size = phrase.split(" ", 1)[0], phrase.count(" ") + 1
        openers[first] = max(size, openers.get(first, 0))
    return openers


@dataclass(frozen=True, eq=False)
class Lexicon:
    """What is public in this city, and the vocabulary of the language."""

    folder: Path
    public_numbers: frozenset[str]
    """Digits only, as dialled inside the country."""
    public_links: tuple[str, ...]
    """E-mail addresses, pages and domains that anybody may be sent to, in lower case."""
    own_names: Words
    """What people call this city and its parts."""
    streets: Words
    lesser_streets: Words
    """Streets believed only after a house's number: elsewhere they may be anybody's name, or any word."""
    places: Words
    """Other places and bodies whose names look like people's."""
    names: dict[str, Words] = field(repr=False)
    """The lists of names.toml by their keys."""
    screening: dict[str, Any] = field(repr=False)
    """The lists of screening.toml by their keys."""
    corpus: dict[str, str] = field(repr=False)
    """The patterns of corpus.toml and the lists of people.toml by their keys."""

    @classmethod
    def load(cls, folder: Path, city: Path) -> "Lexicon":
        """Read the language's lists from `folder` and the city's own from `city` (a TOML file)."""
        own = _read_toml(city)
        return cls(
            folder=folder,
            public_numbers=frozenset(_digits(own.get("public_numbers", ()))),
            public_links=tuple(bare(link) for link in own.get("public_links", ())),
            own_names=Words.of(own.get("own_names", ())),
            streets=Words.of([*_lines(folder / "streets.txt"), *phrases_in(own.get("streets", ""))]),
            lesser_streets=Words.of(phrases_in(own.get("lesser_streets", ""))),
            places=Words.of(
                [*phrases_in("|".join(_lines(folder / "places.txt"))), *own.get("own_names", ())]
            ),
            names={key: Words.divided(text) for key, text in _read_toml(folder / "names.toml").items()},
            screening=_read_toml(folder / "screening.toml"),
            corpus=_read_toml(folder / "corpus.toml") | _read_toml(folder / "people.toml"),
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
    return _lexicon_named(os.environ.get("MINHBACH_CITY"))


@lru_cache(maxsize=4)
def _lexicon_named(_: str | None) -> Lexicon:
    return lexicon_of(Settings.from_environment().pack)


@lru_cache(maxsize=4)
def lexicon_of(pack: Path) -> Lexicon:
    """The lexicon of one city pack, read once."""
    return Lexicon.load(language_folder(pack), pack / "data" / "privacy" / "city.toml")


def _read_toml(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read as TOML: {error}. Correct that line") from None


def _lines(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [line for line in lines if line and not line.startswith("#")]


def phrases_in(text: str) -> list[str]:
    """Phrases divided by bars, or else words divided by space."""
    if "|" not in text:
        return text.split()
    return [item for item in text.replace("\n", "|").split("|") if item.strip()]


def _digits(numbers: Iterable[str]) -> list[str]:
    return ["".join(filter(str.isdigit, number)) for number in numbers]
