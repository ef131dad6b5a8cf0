"""How people type: with or without diacritics, in lower case, in shorthand, with slips of the finger."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

_HOLE = re.compile(r"(\{\w+\})")


@dataclass(frozen=True)
class Hand:
    """One person's way of typing."""

    plain: bool
    """Without diacritics."""
    lower: bool
    shorthand: Mapping[str, str]
    typos: int
    """How many slips a sentence may have."""

    def sentence(self, rng: Random, template: str) -> str:
        """Type a template; what stands in braces is left as it is, so that planted data stays findable."""
        parts = _HOLE.split(template)
        for at in range(0, len(parts), 2):
            for word, short in self.shorthand.items():
                parts[at] = re.sub(rf"\b{word}\b", short, parts[at])
        if self.typos:
            at = rng.randrange(0, len(parts), 2)
            parts[at] = _slip(rng, parts[at])
        return "".join(parts)

    def finish(self, text: str) -> str:
        """What the whole text, planted data included, looks like from this hand."""
        text = without_marks(text) if self.plain else text
        return text.lower() if self.lower else text


NEAT = Hand(plain=False, lower=False, shorthand={}, typos=0)


def some_hand(rng: Random, wording: Mapping[str, Any]) -> Hand:
    """A hand drawn from the pack's shares."""
    shares = wording["typing"]
    return Hand(
        plain=rng.random() < shares["plain"],
        lower=rng.random() < shares["lower"],
        shorthand=wording["shorthand"] if rng.random() < shares["shorthand"] else {},
        typos=int(rng.random() < shares["typos"]),
    )


def without_marks(text: str) -> str:
    """Vietnamese as typed without a Vietnamese keyboard."""
    bare = "".join(sign for sign in unicodedata.normalize("NFD", text) if unicodedata.category(sign) != "Mn")
    return bare.replace("đ", "d").replace("Đ", "D")


def _slip(rng: Random, text: str) -> str:
    """Swap two letters within a word, or press one twice."""
    words = list(re.finditer(r"[^\W\d_]{4,}", text))
    if not words:
        return text
    at = rng.choice(words).start() + rng.randrange(1, 3)
    if rng.random() < 0.5:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at] + text[at:]
