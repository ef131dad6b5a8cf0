"""Read the words right before and after a number, with accents where the writer uses them."""

import re

from minhbach.privacy.text.folding import View
from minhbach.privacy.text.lexicon import Words

_MARKED = re.compile(r"[\u00c0-\u1ef9]")
_STREETS = frozenset(["đường", "duong", "phố", "pho"])
"""What follows is a street's own name, whatever it means: `đường Mã Lò`."""
_WORDS_AFTER = re.compile(r"\s?([^\W\d_]+\d?|%)(?:\s([^\W\d_]+))?")


class Nearby:
    """The neighbourhood of places in one text."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.accented = len(_MARKED.findall(view.composed)) * 20 > len(view.composed)
        """Whether `đến` and `đèn` can be told apart here."""
        self.shouted = view.composed == view.composed.upper()
        """Whether a capital means nothing here."""

    def before(self, at: int, table: Words) -> bool:
        """Whether the text before `at` ends in a phrase of `table` and a space."""
        piece = self.view.composed[max(0, at - 28) : at].lower()
        tokens = piece.split()[-3:] if piece[-1:].isspace() else []
        known = table if self.accented else table.bare
        return any(" ".join(tokens[start:]) in known for start in range(len(tokens)))

    def headed(self, at: int, heads: Words, stops: Words) -> bool:
        """Whether one of `heads` stands up to four words before `at`, with nothing but words between."""
        piece = re.split(r"[^\w\s]|\d", self.view.composed[max(0, at - 32) : at].lower())[-1]
        tokens = piece.split()[-5:]
        known, ends = (heads, stops) if self.accented else (heads.bare, stops.bare)
        for start in range(len(tokens) - 1, -1, -1):
            if tokens[start] in ends:
                return False
            if start and tokens[start - 1] in _STREETS:
                return False
            if tokens[start] in known or " ".join(tokens[start : start + 2]) in known:
                return True
        return False

    def after(self, at: int, table: Words) -> bool:
        """Whether a word or two of `table` follow at `at`; a capital makes it somebody's name instead."""
        found = _WORDS_AFTER.match(self.view.composed, at)
        if not found or (found.group(1)[0].isupper() and not self.shouted):
            return False
        known = table if self.accented else table.bare
        first, second = found.group(1).lower(), (found.group(2) or "").lower()
        return first in known or f"{first} {second}" in known
