"""Hide what identifies a person, keep what the report is about."""

from collections.abc import Iterable

from minhbach.privacy.text.addresses import find_addresses
from minhbach.privacy.text.echoes import find_echoes
from minhbach.privacy.text.folding import SEALS, View, fold
from minhbach.privacy.text.lexicon import Lexicon, default_lexicon
from minhbach.privacy.text.links import find_links
from minhbach.privacy.text.names.people import Read, find_people
from minhbach.privacy.text.numbers import find_numbers
from minhbach.privacy.text.papers import find_papers
from minhbach.privacy.text.spans import PLACEHOLDERS, Found, Redaction, Span, without_overlaps
from minhbach.privacy.text.streets import without_streets

MOST_PASSES = 40
"""A second pass usually finds nothing; this only bounds text made to be slow."""


def redact(text: str, lexicon: Lexicon | None = None) -> Redaction:
    """Replace every personal detail in `text` by a readable placeholder. Idempotent, linear in length.

    Span offsets are code points of `text` as given. Placeholders already in the text are left alone.
    """
    words = lexicon or default_lexicon()
    spans: list[Span] = []
    shown = text
    read: Read = {}
    for _ in range(MOST_PASSES):
        view = fold(shown)
        hits = _find(view, words, read) + find_echoes(view, spans)
        sealed = {at for at, char in enumerate(view.composed) if char in SEALS}
        found = [_span(view, shown, h) for h in without_overlaps(hits, view.composed, sealed)]
        if not found:
            break
        spans = _merged(spans, found, text)
        shown = replaced(text, spans)
    return Redaction(shown, tuple(spans))


def _find(view: View, lexicon: Lexicon, read: Read) -> list[Found]:
    addresses = find_addresses(view, lexicon)
    people = find_people(view, lexicon, read)
    return [
        *find_links(view, lexicon),
        *find_papers(view),
        *find_numbers(view, lexicon),
        *addresses,
        *without_streets(view, people, addresses, lexicon),
    ]


def _span(view: View, shown: str, hit: Found) -> Span:
    start, end = view.span(hit.start, hit.end)
    return Span(start, end, hit.kind, shown[start:end], hit.reason)


def _merged(spans: list[Span], found: list[Span], text: str) -> list[Span]:
    """`found` (offsets into the partly replaced text) moved back to input offsets, among `spans`."""
    moved = []
    shift = 0
    waiting = iter(spans)
    following = next(waiting, None)
    for span in found:
        while following and following.start + shift < span.start:
            shift += len(PLACEHOLDERS[following.kind]) - (following.end - following.start)
            following = next(waiting, None)
        start, end = span.start - shift, span.end - shift
        moved.append(Span(start, end, span.kind, text[start:end], span.reason))
    return sorted([*spans, *moved], key=lambda s: s.start)


def replaced(text: str, spans: Iterable[Span]) -> str:
    """`text` with the placeholder of each of `spans` (in order, without overlap) in its place."""
    pieces, done = [], 0
    for span in spans:
        pieces += [text[done : span.start], PLACEHOLDERS[span.kind]]
        done = span.end
    return "".join([*pieces, text[done:]])
