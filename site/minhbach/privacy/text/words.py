"""Cut folded text into words, and find phrases of the lexicon in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from minhbach.privacy.text.folding import SEAL_CLASS, View
from minhbach.privacy.text.lexicon import Words

_TOKEN = re.compile(rf"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+|[{SEAL_CLASS}]|[^\w\s]|_")


@dataclass(frozen=True)
class Word:
    """One token of the text: letters, a number, or a single sign."""

    start: int
    end: int
    composed: str
    bare: str
    gap: str
    """What stands between the word before and this one: "", " ", or a line break."""

    @cached_property
    def lower(self) -> str:
        return self.composed.lower()

    @cached_property
    def is_word(self) -> bool:
        return self.composed[0].isalpha() and self.composed[0] < "\ue000"

    @cached_property
    def is_title(self) -> bool:
        """A capital first, and not only capitals (one letter alone counts)."""
        return self.composed[0].isupper() and (len(self.composed) == 1 or not self.composed.isupper())

    @cached_property
    def is_upper(self) -> bool:
        return len(self.composed) > 1 and self.composed.isupper()

    @cached_property
    def has_accent(self) -> bool:
        return self.lower != self.bare


def split_words(view: View) -> list[Word]:
    """The words of a view, in order. Offsets are into the view."""
    words = []
    done = 0
    for found in _TOKEN.finditer(view.composed):
        start, end = found.span()
        between = view.composed[done:start]
        gap = "\n" if "\n" in between else " " if between else ""
        words.append(Word(start, end, found.group(), view.bare[start:end], gap))
        done = end
    return words


def phrase_ends(
    words: list[Word], at: int, phrases: Words, accents: bool = True, limit: int | None = None
) -> Iterator[int]:
    """Ends (exclusive, at most `limit`) of every lexicon phrase that starts at word `at`, longest first.

    Unless `accents`, a phrase written without accents matches too.
    """
    first = words[at]
    most = phrases.openers.get(first.lower, 0)
    if not accents and not first.has_accent:
        most = max(most, phrases.bare_openers.get(first.bare, 0))
    last = min(len(words) if limit is None else limit, at + most)
    end = at + 1
    while end < last and words[end].gap == " ":
        end += 1
    for stop in range(end if most else at, at, -1):
        piece = words[at:stop]
        if (
            " ".join([w.lower for w in piece]) in phrases
            or not accents
            and not any(w.has_accent for w in piece)
            and " ".join([w.bare for w in piece]) in phrases.bare
        ):
            yield stop


def longest_phrase(
    words: list[Word], at: int, phrases: Words, accents: bool = True, limit: int | None = None
) -> int | None:
    """The end of the longest phrase starting at `at`, or None."""
    first = words[at]
    if first.lower not in phrases.openers and (accents or first.bare not in phrases.bare_openers):
        return None
    return next(phrase_ends(words, at, phrases, accents, limit), None)
