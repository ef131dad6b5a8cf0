"""Find names with the trained network: every way of writing is read by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from minhbach.privacy.text.lexicon import Lexicon
from minhbach.privacy.text.names.background import read_background
from minhbach.privacy.text.names.features import COLUMNS, Rows, Sight
from minhbach.privacy.text.names.network import LABELS, Floats, Network
from minhbach.privacy.text.vocabulary import vocabulary_of
from minhbach.privacy.text.words import Word

MODEL = "names.npz"
BACKGROUND = "background.txt.gz"
SEED = 0.40
"""Probability from which a word makes a name: in doubt it is hidden."""
SEED_TITLED = 0.2
"""The same for a given name after a title whose accents are written; without, `ba` is any three."""
LEAST = 0.05
"""Probability from which a word beside it is part of that name."""
NAME_SIGNS = frozenset(".-'’\"“”")
"""Signs that a name may hold: N.V.A, Jong-un, K'Brêu, Hùng "sẹo"."""
LONGEST_PIECE = 200
"""Words read at a time: keeps memory flat on endless lines."""
MOST_PIECES = 64
_NONE, _FIRST = LABELS.index("O"), LABELS.index("B")


@dataclass(frozen=True)
class Tagged:
    """Words `start` to `end` (exclusive) that read as a name; not `sure`: only if a title stands before."""

    start: int
    end: int
    sure: bool


class NameTagger:
    """The network of a language folder with what it needs to see words."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._network = Network(lexicon.folder / MODEL)
        background = read_background(lexicon.folder / BACKGROUND)
        self._sight = Sight(vocabulary_of(lexicon), background, self._network.bare, self._network.accented)

    def find(self, words: list[Word]) -> list[Tagged]:
        """Stretches of words of one line that read as a name."""
        if not words:
            return []
        chances = np.concatenate(list(self._read(self._sight.rows(words))))
        inside = 1 - chances[:, _NONE]
        inside[[not (word.is_word or word.composed in NAME_SIGNS) for word in words]] = 0
        return list(_stretches(inside, chances[:, _FIRST], SEED))

    def _read(self, rows: Rows) -> Iterator[Floats]:
        """Probabilities of every word, many pieces of a long line at once."""
        whole = len(rows) // LONGEST_PIECE
        pieces = rows[: whole * LONGEST_PIECE].reshape(whole, LONGEST_PIECE, len(COLUMNS))
        for at in range(0, whole, MOST_PIECES):
            yield self._network.probabilities(pieces[at : at + MOST_PIECES]).reshape(-1, len(LABELS))
        rest = rows[whole * LONGEST_PIECE :]
        if len(rest):
            yield self._network.probabilities(rest[None])[0]


def _stretches(inside: Floats, first: Floats, seed: float) -> Iterator[Tagged]:
    """Runs of words from LEAST on that hold one from SEED_TITLED on; `first` says where a name starts."""
    start = None
    for at in range(len(inside) + 1):
        ends = at == len(inside) or inside[at] < LEAST
        if start is not None and (ends or first[at] >= 0.5):
            most = inside[start:at].max()
            if most >= SEED_TITLED:
                yield Tagged(start, at, bool(most >= seed))
            start = None
        if not ends and start is None:
            start = at


@lru_cache(maxsize=4)
def tagger_of(lexicon: Lexicon) -> NameTagger:
    """The tagger of a lexicon, made once."""
    return NameTagger(lexicon)
