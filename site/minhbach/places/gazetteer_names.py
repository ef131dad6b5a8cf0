"""Names that are like what was typed: exact, begun, in part, or one slip of the finger away."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

EXACT, BEGUN, WITHIN, SLIPPED = 1.0, 0.8, 0.6, 0.65
_LEAST_BEGUN, _LEAST_SLIPPED = 2, 4


class NameIndex:
    """An index over folded names; answers are name → likeness from 0 to 1."""

    def __init__(self, names: Iterable[str]) -> None:
        self._joined: dict[str, set[str]] = {}
        self._holding: dict[str, set[str]] = {}
        self._shortened: dict[str, set[str]] = {}
        for name in names:
            joined = name.replace(" ", "")
            self._joined.setdefault(joined, set()).add(name)
            for word in name.split():
                self._holding.setdefault(word, set()).add(name)
            for short in _shortened(joined):
                self._shortened.setdefault(short, set()).add(joined)
        self._sorted = sorted(self._joined)
        self._words = sorted(self._holding)

    def like(self, words: Sequence[str]) -> dict[str, float]:
        """The names that these folded words may mean. A number means only itself."""
        joined = "".join(words)
        found = dict.fromkeys(self._joined.get(joined, ()), EXACT)
        if joined.isdigit() or not joined:
            return found
        for name in self._begun(joined):
            found.setdefault(name, BEGUN + 0.15 * len(joined) / len(name))
        for name in self._within(words):
            found.setdefault(name, WITHIN)
        if not any(likeness == EXACT for likeness in found.values()):
            for name in self._slipped(joined):
                found[name] = max(found.get(name, 0.0), SLIPPED)
        return found

    def _begun(self, joined: str) -> Iterable[str]:
        if len(joined) < _LEAST_BEGUN:
            return
        for index in range(bisect_left(self._sorted, joined), len(self._sorted)):
            if not self._sorted[index].startswith(joined):
                return
            yield from self._joined[self._sorted[index]]

    def _within(self, words: Sequence[str]) -> set[str]:
        """Names that hold all the words; the last one may be begun only."""
        holding = [self._holding.get(word, set()) for word in words[:-1]]
        last: set[str] = set()
        start = bisect_left(self._words, words[-1])
        for word in self._words[start : start + 200]:
            if not word.startswith(words[-1]):
                break
            if word == words[-1] or (len(words[-1]) > 1 and not words[-1].isdigit()):
                last |= self._holding[word]
        return last.intersection(*holding)

    def _slipped(self, joined: str) -> Iterable[str]:
        """Names one letter away: left out, put in, wrong, or changed with its neighbour."""
        if len(joined) < _LEAST_SLIPPED or any(sign.isdigit() for sign in joined):
            return
        for short in _shortened(joined):
            for other in self._shortened.get(short, ()):
                if one_slip(joined, other):
                    yield from self._joined[other]


def one_slip(a: str, b: str) -> bool:
    """Whether two words differ by one letter at most: put in, left out, wrong, or swapped with the next."""
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1:
        return False
    at = next((index for index, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) < len(b):
        return a[at:] == b[at + 1 :]
    changed = a[at : at + 2][::-1] == b[at : at + 2] and a[at + 2 :] == b[at + 2 :]
    return a[at + 1 :] == b[at + 1 :] or changed


def _shortened(joined: str) -> set[str]:
    """The word itself and the word without each of its letters, up to a reasonable length."""
    if not _LEAST_SLIPPED - 1 <= len(joined) <= 40:
        return {joined}
    return {joined} | {joined[:index] + joined[index + 1 :] for index in range(len(joined))}
