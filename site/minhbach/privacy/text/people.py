"""Find people's names: by rules where capitals are used, with a trained tagger where they are not."""

from collections.abc import Iterator
from dataclasses import replace

from minhbach.privacy.text.folding import View
from minhbach.privacy.text.lexicon import Lexicon
from minhbach.privacy.text.names import find_names
from minhbach.privacy.text.smallcase import SURE, allowed_from, sure_names
from minhbach.privacy.text.smalltext import SmallText
from minhbach.privacy.text.spans import Found
from minhbach.privacy.text.tagger import CASED, NameTagger, tagger_of
from minhbach.privacy.text.vocabulary import Vocabulary, is_syllable, vocabulary_of
from minhbach.privacy.text.words import Word, longest_phrase, split_words

SHOUTED = 0.6
"""Share of all-capital words from which a line's capitals mean nothing."""
_PUBLIC_ROLES = frozenset({"one_word_places", "capital_words", "short_forms", "things"})
CASED_LEAST, CERTAIN = 0.85, 0.98
"""Probability from which capitalised words are a name by no rule; the same where they may be a country."""
REACH = 24
"""Letters after a line that a rule may look at: an age or a year of birth."""
CASED_DOUBT = 0.25
"""Taken from a small-letter name's probability where the writer does use capitals."""


Read = dict[str, list[Found]]
"""Lines already read, with what was found, as offsets from the line's start."""


def find_people(view: View, lexicon: Lexicon, read: Read | None = None) -> list[Found]:
    """Names of people, line by line; a line that `read` holds is not read again."""
    vocabulary = vocabulary_of(lexicon)
    known = {} if read is None else read
    hits: list[Found] = []
    for words in _lines(split_words(view)):
        start = words[0].start
        line = view.composed[start : words[-1].end + REACH]
        if line not in known:
            known[line] = [_moved(hit, -start) for hit in _in_line(view, words, vocabulary, lexicon)]
        hits.extend(_moved(hit, start) for hit in known[line])
    return hits


def _moved(hit: Found, by: int) -> Found:
    return replace(hit, start=hit.start + by, end=hit.end + by)


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
    hits += _read_as_names(text, tagger_of(lexicon.folder, CASED)) if capitals else []
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


def _read_as_names(text: SmallText, tagger: NameTagger) -> list[Found]:
    """Capitalised words that the tagger of cased text is sure of: names that no rule knows."""
    hits = []
    for tagged in tagger.find(text.words, text.vocabulary, text.accents):
        inside = [at for at in range(tagged.start, tagged.end) if text.words[at].is_title]
        if inside and tagged.probability >= CASED_LEAST:
            start, end = inside[0], inside[-1] + 1
            if not _is_public(text, start, end, tagged.probability):
                hits.append(
                    Found(text.words[start].start, text.words[end - 1].end, "PERSON", "reads as a name", 33)
                )
    return hits


def _is_public(text: SmallText, start: int, end: int, probability: float) -> bool:
    """Whether capitalised words name a place, a people, a shop or a body."""
    roles = text.roles(start)
    if end - start == 1 and roles & _PUBLIC_ROLES and not ("givens" in roles and probability >= CERTAIN):
        return True
    known = longest_phrase(text.words, start, text.vocabulary.not_people, text.accents)
    if known and known >= end and not text.titled(start):
        return True
    headed = text.after_place_head(start) or text.inside_place(start)
    before = text.words[start - 1] if start else None
    if before and before.is_title and not is_syllable(before.bare) and "surnames" not in roles:
        return True
    if not headed and not (start and "things" in text.roles(start - 1)):
        return False
    full = end - start >= 3 and "surnames_sure" in roles
    return not (full and probability >= SURE)


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
