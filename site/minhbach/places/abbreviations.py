"""Take apart what people type to find a place, by the pack's words: "P1 Q5" is ward 1 in district 5."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any

from minhbach.errors import BadInput
from minhbach.places.names import fold

MOST_READ = 200
MOST_WORDS = 24
_LONGEST_PHRASE = 5

Spelling = frozenset[tuple[str, str]]
"""Words as (folded, their marks in order of the alphabet): "hòa" and "hoà" are equal, "hoa" is not."""


@dataclass(frozen=True)
class Part:
    """One name that was typed, with the type of unit that it was said to be."""

    kind: str
    """Folded ("phuong"); "" when none was typed."""
    words: tuple[str, ...]
    """Folded."""


@dataclass(frozen=True)
class Asked:
    """What somebody looks for: the parts of an address, two ways of reading them, and how it was spelt."""

    readings: tuple[tuple[Part, ...], ...]
    spelling: Spelling


@dataclass(frozen=True)
class SearchWords:
    """A pack's data/search.toml."""

    short: Mapping[str, str] = field(default_factory=dict)
    nickname: Mapping[str, str] = field(default_factory=dict)
    anywhere: frozenset[tuple[str, ...]] = frozenset()
    before: frozenset[tuple[str, ...]] = frozenset()
    """Phrases passed over anywhere, and those passed over where a name begins."""
    compass: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, data: Path) -> "SearchWords":
        """Read data/search.toml; a pack without one has no short forms. BadInput names what is wrong."""
        path = data / "search.toml"
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
            return cls(
                {fold(short): fold(words) for short, words in table.get("short", {}).items()},
                {fold(name): fold(words) for name, words in table.get("nickname", {}).items()},
                _phrases(table, "anywhere"),
                _phrases(table, "before"),
                dict(table.get("compass", {})),
            )
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, AttributeError, TypeError) as wrong:
            raise BadInput(f"{path}: {wrong}; see the default pack's file for its form") from None

    def take_apart(self, text: str, kinds: Iterable[str]) -> Asked:
        """Read `text` once with its types of units (`kinds`, folded) set apart and once without."""
        chunks = [self._words(chunk, kinds) for chunk in re.split(r"[,;\n]|\s[-–]\s", text[:MOST_READ])]
        phrases = sorted((tuple(kind.split()) for kind in kinds if kind), key=len, reverse=True)
        apart = tuple(part for words in chunks for part in _set_apart(words, phrases))
        plain = tuple(Part("", words) for words in chunks if words)
        readings = (apart, plain) if apart != plain else (apart,)
        return Asked(tuple(reading for reading in readings if reading), spelling(text[:MOST_READ]))

    def _words(self, chunk: str, kinds: Iterable[str]) -> tuple[str, ...]:
        plain = self._without_skipped(fold(chunk).split()[:MOST_WORDS])
        apart = [word for token in plain for word in self._split(token, kinds)]
        words = [
            self.short[word]
            if word in self.short and self._is_short(word, index, len(apart), kinds)
            else word
            for index, word in enumerate(apart)
        ]
        named = [self.nickname.get(word, word) for word in words]
        return tuple(self._without_skipped(" ".join(named).split()))

    def _is_short(self, word: str, index: int, count: int, kinds: Iterable[str]) -> bool:
        """One or two letters alone may be anything, and a type of unit stands before its name."""
        if index + 1 < count or len(word) > 2:
            return True
        return index > 0 and self.short[word] not in kinds

    def _split(self, token: str, kinds: Iterable[str]) -> tuple[str, ...]:
        """ "q1" is "q 1" where q is short for a type of unit."""
        found = re.fullmatch(r"([a-z]+)(\d{1,3})", token)
        if found and self.short.get(found[1], "") in kinds:
            return found[1], str(int(found[2]))
        return (token,)

    def _without_skipped(self, words: Sequence[str]) -> list[str]:
        kept: list[str] = []
        index = 0
        while index < len(words):
            begins = numbers_before(kept) == len(kept)
            skipped = _longest(self.anywhere, words[index:]) or (
                _longest(self.before, words[index:]) if begins else 0
            )
            kept += words[index : index + 1] if not skipped else []
            index += skipped or 1
        return kept


def _phrases(table: Mapping[str, Any], key: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(fold(phrase).split()) for phrase in table.get("skip", {}).get(key, ()))


def _longest(phrases: frozenset[tuple[str, ...]], words: Sequence[str]) -> int:
    """How many of the first words are one of the phrases."""
    return next((n for n in range(_LONGEST_PHRASE, 0, -1) if tuple(words[:n]) in phrases), 0)


def spelling(text: str) -> Spelling:
    """How the words of a text are spelt, wherever the tone mark was put."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text.lower()))
    return frozenset((fold(word), _marks(word)) for word in words)


def _marks(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word)
    return "".join(sorted(sign for sign in decomposed if unicodedata.combining(sign) or sign == "đ"))


def _set_apart(words: Sequence[str], phrases: Sequence[tuple[str, ...]]) -> list[Part]:
    """Cut before each type of unit; a number right behind a type ends its name ("phuong 12 | go vap")."""
    parts: list[Part] = []
    kind = ""
    name: list[str] = []
    index = 0
    while index <= len(words):
        rest = words[index:]
        phrase = next((one for one in phrases if tuple(rest[: len(one)]) == one), None)
        ended = not rest or phrase or (kind and name and name[0].isdigit())
        if ended and name:
            parts.append(Part(kind, tuple(name)))
            kind, name = "", []
        if phrase:
            kind = " ".join(phrase)
            index += len(phrase)
            if index >= len(words) and parts and not parts[-1].kind:  # "Ben Nghe Ward": the type comes last
                parts[-1] = Part(kind, parts[-1].words)
        else:
            name += rest[:1]
            index += 1
    return parts


def numbers_before(words: Sequence[str]) -> int:
    """How many words at the start are a house number: "12", "45b"."""
    return len(list(takewhile(lambda word: word[0].isdigit(), words)))
