"""Find again what was already hidden once: a name said a second time, a number without its label."""

import re
from collections.abc import Iterable

from minhbach.privacy.text.folding import CAPITAL, View, fold
from minhbach.privacy.text.reasons import Reason
from minhbach.privacy.text.spans import Found, Span

SHORTEST = 4
"""Letters and digits from which a repeated value is looked for as it is; names need two words."""
MOST = 200
"""Different values looked for in one text."""


def find_echoes(view: View, hidden: Iterable[Span]) -> list[Found]:
    """Repetitions in `view` of the values of `hidden` spans, and lone given names of people named in full."""
    hits: list[Found] = []
    for kind, value in dict.fromkeys((span.kind, span.text) for span in list(hidden)[:MOST]):
        seen = fold(value)
        hits += _repeated(view, kind, seen.bare.strip())
        if kind == "PERSON":
            hits += _given_alone(view, seen.composed)
    return hits


def _repeated(view: View, kind: str, value: str) -> list[Found]:
    name = kind == "PERSON"
    if sum(map(str.isalnum, value)) < SHORTEST or (name and " " not in value) or value not in view.bare:
        return []
    edge = r"(?<![^\W_]){}(?![^\W_])" if name or value.isalpha() else "{}"
    return [
        Found(m.start(), m.end(), kind, Reason.AGAIN, 20)
        for m in re.finditer(edge.format(re.escape(value)), view.bare)
    ]


def _given_alone(view: View, name: str) -> list[Found]:
    """`Hùng` after `Nguyễn Văn Hùng`: a capital, and no other capital right after it."""
    words = name.split()
    if len(words) < 2 or not words[-1].istitle() or len(words[-1]) < 2:
        return []
    given = re.compile(rf"(?<![\w.]){re.escape(words[-1])}(?![\w])(?! {CAPITAL})")
    return [
        Found(m.start(), m.end(), "PERSON", Reason.GIVEN_AGAIN, 20)
        for m in given.finditer(view.composed)
        if not _capital_before(view.composed, m.start())
    ]


def _capital_before(text: str, at: int) -> bool:
    """Whether a capitalised word stands right before: `Long` in `Hạ Long` is another name."""
    before = re.search(r"([^\W\d_]+) $", text[max(0, at - 20) : at])
    return before is not None and before.group(1)[0].isupper()
