"""Find people's names in any text: by rules where capitals are used, by the trained tagger where they are not."""

from collections.abc import Iterator

from minhbach.privacy.text.folding import View
from minhbach.privacy.text.lexicon import Lexicon
from minhbach.privacy.text.names import find_names
from minhbach.privacy.text.spans import Found
from minhbach.privacy.text.tagger import tagger_of
from minhbach.privacy.text.vocabulary import Vocabulary, vocabulary_of
from minhbach.privacy.text.words import Word, split_words

SHOUTED = 0.6
"""Share of all-capital words from which a line's capitals mean nothing."""
LOWER_LEAST = 0.5
CASED_LEAST = 0.9


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
    tagger = tagger_of(lexicon.folder)
    if not _uses_capitals(words):
        return tagger.find(words, vocabulary, accents, LOWER_LEAST)
    hits = find_names(view, words, vocabulary, accents)
    return hits + [hit for hit in tagger.find(words, vocabulary, accents, CASED_LEAST) if _typed_small(view, hit)]


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
