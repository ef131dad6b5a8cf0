"""What operators corrected, as labelled cases to measure redaction by: the shape of a value, never the value.

Nothing in a case leads back to its report or to anybody, so it may outlive both.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from sqlmodel import col, select

from minhbach.privacy.text import PLACEHOLDERS, Span
from minhbach.privacy.text.invented.everyday import everyday_sentences, everyday_words
from minhbach.privacy.text.lexicon import Lexicon, default_lexicon
from minhbach.privacy.text.redaction import replaced
from minhbach.records.models import RedactionCase
from minhbach.records.office import Office

MOST_SHAPE = 48
MOST_LETTERS = 6
"""A longer run of letters keeps only so many: its length could tell the word."""
WORDS_AROUND = 4
MOST_AROUND = 120
# Lists of names.toml whose words may be somebody's name.
_NAMES = ("surnames", "surnames_sure", "middles", "givens", "givens_sure", "foreign_givens")
_WORD = re.compile("|".join([*map(re.escape, PLACEHOLDERS.values()), r"\S+"]))


def case_of(
    text: str, spans: Sequence[Span], span: Span, hide: bool, recipe: str, day: date
) -> RedactionCase:
    """The case that `span` of `text` is; what `spans` hide around it is kept as placeholders."""
    before = replaced(text[: span.start], [other for other in spans if other.end <= span.start])
    later = [_moved(other, span.end) for other in spans if other.start >= span.end]
    after = replaced(text[span.end :], later)
    return RedactionCase(
        kind=span.kind,
        hide=hide,
        shape=shape(span.text)[:MOST_SHAPE],
        before=_around(_WORD.findall(before)[-WORDS_AROUND:])[-MOST_AROUND:],
        after=_around(_WORD.findall(after)[:WORDS_AROUND])[:MOST_AROUND],
        rule=None if hide else span.reason,
        recipe=recipe,
        day=day,
    )


def shape(value: str) -> str:
    """`value` with a or A for a letter, 9 for a digit; plain signs stay, all others go."""
    return "".join(_shapes(value))


def _shapes(value: str) -> Iterator[str]:
    run = 0
    for char in value:
        run = run + 1 if char.isalpha() else 0
        if char.isalpha():
            yield ("A" if char.isupper() else "a") if run <= MOST_LETTERS else ""
        elif char.isdigit():
            yield "9"
        elif char.isspace():
            yield " "
        elif char.isascii() and char.isprintable():
            yield char


def _moved(span: Span, by: int) -> Span:
    return Span(span.start - by, span.end - by, span.kind, span.text, span.reason)


def _around(words: Sequence[str]) -> str:
    known = _everyday(default_lexicon())
    return " ".join(word if _says_nobody(word, known) else shape(word) for word in words)


def _says_nobody(word: str, known: frozenset[str]) -> bool:
    """Placeholders, and lower-case words that everybody uses and nobody is called by."""
    bare = word.strip(".,;:!?()\"'")
    return bare in known or bare in PLACEHOLDERS.values()


@lru_cache(maxsize=4)
def _everyday(lexicon: Lexicon) -> frozenset[str]:
    names = {part for key in _NAMES for phrase in lexicon.names.get(key, ()) for part in phrase.split()}
    kin = {part for phrase in lexicon.names.get("kin", ()) for part in phrase.split()}
    said = " ".join([*everyday_sentences(lexicon.folder), *everyday_words(lexicon.folder)]).split()
    common = {word.strip(".,;:!?()\"'") for word in said}
    return frozenset(word for word in (common - names) | kin if word.islower())


def read_cases(office: Office) -> Iterator[dict[str, object]]:
    """All cases in the order they were made, as rows for an export."""
    with office.private.reading() as session:
        for case in session.exec(select(RedactionCase).order_by(col(RedactionCase.id))):
            yield case.model_dump(exclude={"id"}) | {"day": case.day.isoformat()}
