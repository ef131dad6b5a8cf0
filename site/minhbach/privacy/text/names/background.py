"""How usual words are, in everyday text and in names: counts that help to tell one from the other."""

import gzip
import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

NO_WORD = 10
"""The class of what is no word; words and pairs have those below, by how often they are seen."""
_MOST_ODDS, _LEAST_ODDS = 5, -4


@dataclass(frozen=True)
class Background:
    """How usual words and pairs of words are in everyday text, by unaccented spelling."""

    words: dict[str, int]
    pairs: dict[tuple[str, str], int]
    names: dict[str, int]
    """How often a syllable is met in names."""

    @cached_property
    def _sizes(self) -> tuple[int, int]:
        return sum(self.names.values()) + 1000, sum(self.words.values()) + 1000

    def odds(self, bare: str, unseen: int = 0) -> int:
        """A coarse class, from 1, of the odds that `bare` is part of a name, were names as frequent as words.

        `unseen` sightings are left out, as in all that follows.
        """
        named, said = self._sizes
        count = max(0, self.words.get(bare, 0) - unseen)
        odds = (self.names.get(bare, 0) + 0.3) * said / ((count + 0.5) * named)
        return 1 - _LEAST_ODDS + max(_LEAST_ODDS, min(_MOST_ODDS, round(math.log(odds))))

    def seen(self, bare: str, unseen: int = 0) -> int:
        """A coarse class of how often the word is seen."""
        return _class(self.words.get(bare, 0) - unseen)

    def together(self, first: str, second: str, unseen: int = 0) -> int:
        """The same for two words in a row."""
        return _class(self.pairs.get((first, second), 0) - unseen)


def _class(count: int) -> int:
    return min(max(0, count).bit_length(), NO_WORD - 1)


def read_background(path: Path) -> Background:
    """Counts from lines `count word`, `count word word` and, of names, `count = syllable`."""
    words: dict[str, int] = {}
    pairs: dict[tuple[str, str], int] = {}
    names: dict[str, int] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            count, *spelled = line.split()
            if len(spelled) == 1:
                words[spelled[0]] = int(count)
            elif spelled[0] == "=":
                names[spelled[1]] = int(count)
            else:
                pairs[spelled[0], spelled[1]] = int(count)
    return Background(words, pairs, names)
