"""Find people's names: by rules where capitals are used, with a trained tagger where they are not."""

from collections.abc import Iterator

from minhbach.privacy.text.folding import View
from minhbach.privacy.text.lexicon import Lexicon
from minhbach.privacy.text.names import find_names
from minhbach.privacy.text.smallcase import allowed_from, sure_names
from minhbach.privacy.text.smalltext import SmallText
from minhbach.privacy.text.spans import Found
from minhbach.privacy.text.tagger import tagger_of
from minhbach.privacy.text.vocabulary import Vocabulary, vocabulary_of
from minhbach.privacy.text.words import Word, split_words

SHOUTED = 0.6
"""Share of all-capital words from which a line's capitals mean nothing."""
CASED_DOUBT = 0.25
"""Taken from a small-letter name's probability where the writer does use capitals."""


def find_people(view: View, lexicon: Lexicon) -> list[Found]:
    """Names of people, line by line."""
    vocabulary = vocabulary_of(lexicon)
    hits: list[Found] = []
    for words in _lines(split_words(view)):
        hits.extend(_in_line(view, words, vocabulary, lexicon))
    return hits


def _lines(words: list[Word]) -> Iterator[list[Word]]:
    start = 0
    for at in range(1, len(words)):
        if words[at].gap == "\n":
            yield words[start:at]
            start = at
    if words:
        yield words[start:]


def _in_line(view: View, words: list[Word], vocabulary: Vocabulary, lexicon: Lexicon) -> list[Found]:
    accents = any(word.has_accent for word in words)
    capitals = _uses_capitals(words)
    hits = find_names(view, words, vocabulary, accents) if capitals else []
    tagger = tagger_of(lexicon.folder)
    text = SmallText(view, words, vocabulary, tagger.background, accents)
    doubt = CASED_DOUBT if capitals else 0.0
    small = sure_names(text) + [
        Found(
            words[first].start,
            words[text.with_foreign_rest(t.end) - 1].end,
            "PERSON",
            "reads as a name",
            30,
        )
        for t in tagger.find(words, vocabulary, accents)
        if (first := allowed_from(text, t.start, t.end, t.probability - doubt)) is not None
    ]
    return hits + [hit for hit in small if not capitals or _typed_small(view, hit)]


def _typed_small(view: View, hit: Found) -> bool:
    """Whether a name of two words or more stands there without any capital."""
    written = view.composed[hit.start : hit.end]
    return " " in written and written == written.lower()


def _uses_capitals(words: list[Word]) -> bool:
    """Whether capitals tell names from other words here."""
    letters = [word for word in words if word.is_word and len(word.composed) > 1]
    if sum(word.is_upper for word in letters) >= SHOUTED * max(len(letters), 1):
        return False
    return any(word.is_title for word in words[1:])
