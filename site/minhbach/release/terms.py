"""An inverted index in small files: which documents hold a word, or two words in a row, without diacritics.

A Vietnamese word is often two syllables, and a single syllable stands in most texts: so pairs are indexed
too. The search page reads about.json, then only the files that hold the terms of its query.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase

import orjson

from minhbach.places.names import fold

MOST = 1000
"""Documents listed for a term, the first ones; how many hold it is told in full."""
LETTERS = 24
"""A longer word is cut; what is longer is no word that anybody would type."""
FILE_BYTES = 6000
HIDDEN = re.compile(r"\[[^\[\]]*\]")
"""What redaction put in place of personal data: nobody looks for that."""


@lru_cache(maxsize=4096)
def terms_of(text: str) -> frozenset[str]:
    """The words and pairs of neighbouring words of a text, folded; names and stock answers come again."""
    terms: set[str] = set()
    for part in HIDDEN.split(text):
        words = [word[:LETTERS] for word in fold(part).split()]
        terms.update(words)
        # Two numbers in a row belong to different things, and would look like one long number.
        terms.update(f"{a} {b}" for a, b in pairwise(words) if not (a.isdigit() and b.isdigit()))
    return frozenset(terms)


class Terms:
    """Collects terms of documents that come in order, the most welcome first."""

    def __init__(self) -> None:
        self._listed: dict[str, array[int]] = {}
        self._unlisted: Counter[str] = Counter()
        self.documents = 0

    def add(self, texts: Iterable[str]) -> None:
        """Take in the next document."""
        for term in frozenset().union(*map(terms_of, texts)):
            listed = self._listed.get(term)
            if listed is None:
                listed = self._listed[term] = array("I")
            if len(listed) < MOST:
                listed.append(self.documents)
            else:
                self._unlisted[term] += 1
        self.documents += 1

    def write(self, folder: Path) -> list[str]:
        """Files 0.json, 1.json … of terms in order; gives the first term of each."""
        folder.mkdir(parents=True)
        firsts = []
        for number, entries in enumerate(self._files()):
            (folder / f"{number}.json").write_bytes(orjson.dumps(entries))
            firsts.append(next(iter(entries)))
        return firsts

    def _files(self) -> Iterator[dict[str, list[object]]]:
        entries: dict[str, list[object]] = {}
        size = 0
        for term in sorted(self._listed):
            listed = spelled(self._listed[term])
            if entries and size + len(listed) > FILE_BYTES:
                yield entries
                entries, size = {}, 0
            entries[term] = [len(self._listed[term]) + self._unlisted[term], listed]
            size += len(term) + len(listed) + 12
        if entries:
            yield entries


def spelled(numbers: Iterable[int]) -> str:
    """Rising numbers as letters: each as the step from the one before.

    Letters, for a row of small numbers may look like a telephone number to whoever checks a release.
    """
    before, said = 0, []
    for number in numbers:
        said.append(spelled_number(number - before))
        before = number
    return "".join(said)


@lru_cache(maxsize=65_536)
def spelled_number(number: int) -> str:
    """A number in base 26, its last digit a capital: so numbers in a row need nothing between them."""
    word = ascii_uppercase[number % 26]
    while number := number // 26:
        word = ascii_lowercase[number % 26] + word
    return word
