"""Find people's names: a trained network reads every line, and a rule knows initials."""

import re
from collections.abc import Iterator
from dataclasses import replace

from minhbach.privacy.text.folding import View
from minhbach.privacy.text.lexicon import Lexicon
from minhbach.privacy.text.names.initials import find_initials
from minhbach.privacy.text.names.tagger import Tagged, tagger_of
from minhbach.privacy.text.reasons import Reason
from minhbach.privacy.text.spans import Found
from minhbach.privacy.text.vocabulary import Vocabulary, vocabulary_of
from minhbach.privacy.text.words import Word, longest_phrase, split_words

LONGEST_TITLE = 4
SHOUTED = 0.6
"""Share of all-capital words from which a line's capitals mean nothing."""
REACH = 2
"""Letters after a line that a rule may look at: a space and a digit after initials."""
_LINKED = re.compile(r"\S+")
_LINK = re.compile(r"@|://|\.(?:vn|com|net|org|gov|edu|info|io)(?![a-z])")

Read = dict[str, list[Found]]
"""Lines already read, with what was found, as offsets from the line's start."""


def find_people(view: View, lexicon: Lexicon, read: Read | None = None) -> list[Found]:
    """Names of people, line by line; a line that `read` holds is not read again."""
    known = {} if read is None else read
    hits: list[Found] = []
    for words in _lines(split_words(view)):
        start = words[0].start
        line = view.composed[start : words[-1].end + REACH]
        if line not in known:
            known[line] = [_moved(hit, -start) for hit in _in_line(view, words, lexicon)]
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


def _in_line(view: View, words: list[Word], lexicon: Lexicon) -> list[Found]:
    vocabulary = vocabulary_of(lexicon)
    hits = find_initials(view, words[0].start, words[-1].end, _uses_capitals(words))
    links = _links(view, words)
    accents = any(word.has_accent for word in words)
    for tagged in tagger_of(lexicon).find(words):
        start, end = _trimmed(words, tagged)
        if start >= end or words[start].start in links or _in_a_code(words, start):
            continue
        reason = _reason(words, start, end, vocabulary, accents)
        called = reason == Reason.TITLED and accents and "givens" in vocabulary.roles(words[start], accents)
        if not tagged.sure and not called:
            continue
        none = vocabulary.no_names
        if start and longest_phrase(words, start - 1, none, accents) == end:
            continue
        if reason == Reason.TITLED or longest_phrase(words, start, none, accents) != end:
            hits.append(Found(words[start].start, words[end - 1].end, "PERSON", reason, 40))
    return hits


def _links(view: View, words: list[Word]) -> set[int]:
    """Places inside addresses of mail and pages: links.py says which of those are somebody's."""
    inside: set[int] = set()
    for found in _LINKED.finditer(view.bare, words[0].start, words[-1].end):
        if _LINK.search(found.group()):
            inside.update(range(*found.span()))
    return inside


def _in_a_code(words: list[Word], at: int) -> bool:
    """Whether word `at` goes on with a file's number, or opens a sign's: `7970/STTTT-CNTT`, `W.207b`."""
    sign = [word.composed + word.gap * (place > 0) for place, word in enumerate(words[at : at + 3])]
    if len(sign) == 3 and len(sign[0]) == 1 and sign[1] == "." and sign[2][0].isdigit():
        return True
    return at > 1 and words[at - 1].composed == "/" and not words[at].gap and words[at - 2].composed.isdigit()


def _trimmed(words: list[Word], tagged: Tagged) -> tuple[int, int]:
    """The stretch without signs at its ends, save the dot of an initial."""
    start, end = tagged.start, tagged.end
    while start < end and not words[start].is_word:
        start += 1
    while start < end and not words[end - 1].is_word:
        if words[end - 1].composed == "." and len(words[end - 2].composed) == 1:
            break
        end -= 1
    return start, end


def _reason(words: list[Word], start: int, end: int, vocabulary: Vocabulary, accents: bool) -> Reason:
    """What an operator can see: a title before the name, a surname in front, or neither."""
    titles = vocabulary.before if accents else vocabulary.before.bare
    for size in range(1, min(LONGEST_TITLE, start) + 1):
        before = words[start - size : start]
        if " ".join(word.lower for word in before) in titles:
            return Reason.TITLED
    if end - start > 1 and "surnames" in vocabulary.roles(words[start], accents):
        return Reason.FULL_NAME
    return Reason.READ_AS_NAME


def _uses_capitals(words: list[Word]) -> bool:
    """Whether capitals tell names from other words here."""
    letters = [word for word in words if word.is_word and len(word.composed) > 1]
    if sum(word.is_upper for word in letters) >= SHOUTED * max(len(letters), 1):
        return False
    return any(word.is_title for word in words[1:])
