"""Make up labelled sentences of every kind and writing habit: the open corpus that redaction is tested on.

Everything in it is invented; numbers come from ranges nobody can hold where such ranges exist.
"""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from minhbach.privacy.text.invented.habits import HABITS, Piece, written
from minhbach.privacy.text.invented.values import Values
from minhbach.privacy.text.lexicon import Lexicon

_SLOT = re.compile(r"\{(\w+)\}")
PEOPLE = frozenset({"FULL", "GIVEN", "GIVEN2", "NICK", "INITIALS", "FOREIGN", "ABROAD", "MINORITY"})
"""Slots of people; other slots in capitals are named by the kind of their value."""
PATTERNS = ("with_people", "news", "with_numbers", "clean")


@dataclass(frozen=True)
class Sentence:
    """A made-up text with the places of its private values: (start, end, kind) in code points."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    source: str
    """Which list of PATTERNS it comes from."""
    habit: str


def sentences(
    lexicon: Lexicon, count: int, seed: int, sources: tuple[str, ...], plain: bool = False
) -> Iterator[Sentence]:
    """`count` sentences drawn from the named pattern lists; the same seed gives the same sentences.

    `plain` leaves every writing habit out.
    """
    chance = random.Random(seed)  # noqa: S311 - made-up text, not a secret
    patterns = _patterns(lexicon)
    values = Values(lexicon, chance)
    for _ in range(count):
        source = chance.choice(sources)
        pieces = _filled(chance.choice(patterns[source]), values)
        habit = (
            "as written" if plain else chance.choices(list(HABITS), [h.weight for h in HABITS.values()])[0]
        )
        text, spans = written(pieces, HABITS[habit], chance)
        yield Sentence(text, spans, source, habit)


def filled_line(line: str, values: Values) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """A line with its slots filled, as written, and where its private values are."""
    return written(_filled(line, values), HABITS["as written"], values.chance)


def _patterns(lexicon: Lexicon) -> dict[str, list[str]]:
    return {key: [line for line in lexicon.corpus[key].splitlines() if line] for key in PATTERNS}


def _filled(pattern: str, values: Values) -> list[Piece]:
    pieces: list[Piece] = []
    done = 0
    for slot in _SLOT.finditer(pattern):
        pieces.append(Piece(pattern[done : slot.start()], None))
        name = slot.group(1)
        make: Callable[[], str] = getattr(values, name.lower())
        pieces.append(Piece(make(), "PERSON" if name in PEOPLE else name if name.isupper() else None))
        done = slot.end()
    pieces.append(Piece(pattern[done:], None))
    first = next((i for i, piece in enumerate(pieces) if piece.text), 0)
    text = pieces[first].text
    pieces[first] = Piece(text[:1].upper() + text[1:], pieces[first].kind)
    return pieces
