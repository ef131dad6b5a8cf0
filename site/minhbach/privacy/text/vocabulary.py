"""What each word may be, looked up once: a surname, a title, the head of a place's name."""

import re
from dataclasses import dataclass
from functools import lru_cache

from minhbach.privacy.text.lexicon import Lexicon, Words
from minhbach.privacy.text.words import Word

_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?"
    r"(?:uye|uya|uyu|oai|oay|oeo|uay|uoi|uou|ieu|yeu|oao|[iy]e|uo|ua|ue|ui|uu|uy|oa|oe|oi|oo|ai|ao|au|ay|eo|eu|ia|iu|[aeiouy])"
    r"(?:ch|ng|nh|[cmnpt])?"
)
WORD_LISTS = (
    "surnames",
    "surnames_sure",
    "middles",
    "givens",
    "givens_sure",
    "foreign_givens",
    "kin",
    "kin_sure",
    "acts",
    "capital_words",
    "place_links",
    "one_word_places",
    "things",
    "functions",
    "numbers",
    "openers",
    "short_forms",
)


@dataclass(frozen=True)
class Vocabulary:
    """The lexicon turned around: from a word to the lists that hold it."""

    accented: dict[str, frozenset[str]]
    plain: dict[str, frozenset[str]]
    """The same by unaccented spelling, for text that has no accents."""
    before: Words
    """Titles and kinship words, as phrases: a name may follow."""
    introductions: Words
    place_heads: Words
    not_people: Words
    """Streets, places, bodies and everyday phrases that look like names."""
    streets: Words
    compounds: Words
    no_names: Words
    """What a network may take for a name and is none."""

    def roles(self, word: Word, accents: bool) -> frozenset[str]:
        """The lists that hold `word`; by its unaccented spelling if the text around has no accents."""
        if accents or word.has_accent:
            return self.accented.get(word.lower, _NONE)
        return self.plain.get(word.bare, _NONE)


_NONE: frozenset[str] = frozenset()


@lru_cache(maxsize=4)
def vocabulary_of(lexicon: Lexicon) -> Vocabulary:
    """The vocabulary of a lexicon, built once."""
    accented: dict[str, set[str]] = {}
    plain: dict[str, set[str]] = {}
    short_places = Words.of(place for place in lexicon.places if " " not in place)
    for key in WORD_LISTS:
        words = short_places if key == "one_word_places" else lexicon.names[key]
        for word in words:
            accented.setdefault(word, set()).add(key)
        for word in words.bare:
            plain.setdefault(word, set()).add(key)
    names = lexicon.names
    return Vocabulary(
        accented={word: frozenset(keys) for word, keys in accented.items()},
        plain={word: frozenset(keys) for word, keys in plain.items()},
        before=Words.of([*names["titles"], *names["kin"]]),
        introductions=names["introductions"],
        place_heads=names["place_heads"],
        not_people=Words.of(w for w in [*names["not_people"], *lexicon.places, *lexicon.streets] if " " in w),
        streets=lexicon.streets,
        compounds=names["compounds"],
        no_names=names["no_names"],
    )


@lru_cache(maxsize=65536)
def is_syllable(plain: str) -> bool:
    """Whether Vietnamese spelling allows `plain` (lower case, no accents) as a syllable."""
    return _SYLLABLE.fullmatch(plain) is not None
