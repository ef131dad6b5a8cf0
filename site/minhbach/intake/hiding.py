"""What a sender hides besides what the rules hide: words of the text, cells of a photo."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from minhbach.privacy.photos import SENDER as BY_SENDER
from minhbach.privacy.photos import Box, write_boxes
from minhbach.privacy.text import HIDDEN, PLACEHOLDERS, Redaction
from minhbach.privacy.wording.edits import SENDER, TEXT, find_words, redact_parts
from minhbach.records.models import RedactionEdit

COLUMNS, ROWS = 8, 6
"""A photo is hidden cell by cell: coarse, and as easy by keyboard as by finger."""
CELLS = COLUMNS * ROWS
MOST_STRETCHES = 200
_WORD = re.compile(r"[^\W_](?:\S*[^\W_])?")
_STRETCH = re.compile(r"([0-9]{1,4})-([0-9]{1,4})")

OPEN, CHOSEN, MASKED = "open", "chosen", "masked"
Stretches = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Hiding:
    """What a sender hides of a report that they send."""

    words: tuple[tuple[int, int], ...] = ()
    boxes: tuple[str | None, ...] = ()
    """Of each photo, in their order."""


NOTHING = Hiding()


@dataclass(frozen=True)
class Word:
    """A piece of the text as its sender sees it before sending."""

    text: str
    state: str | None = None
    """OPEN (may be hidden), CHOSEN (its sender hides it), MASKED (the rules do); None for what is no word."""
    value: str = ""
    """As the form's field names it."""


def edits_of(text: str, hidden: Stretches, at: datetime, report_id: int = 0) -> list[RedactionEdit]:
    """A sender's stretches as the records keep them, neighbours in one; all of them hide, none shows."""
    return [
        RedactionEdit(id=None, report_id=report_id, part=TEXT, start=start, end=end, kind=HIDDEN, hide=True,
                      actor=SENDER, at=at)
        for start, end in _runs(text, hidden)
    ]  # fmt: skip


def redacted(text: str, hidden: Stretches, at: datetime) -> Redaction:
    """The text as the public would read it."""
    return redact_parts({TEXT: text}, edits_of(text, hidden, at))[TEXT]


def words_of(text: str, hidden: Stretches, redaction: Redaction) -> list[Word]:
    """The text cut into words to choose from; what the rules hide is one piece each."""
    chosen = set(hidden)
    found, done = [], 0
    for start, end, masked in _stops(text, hidden, redaction):
        found.append(Word(text[done:start]))
        value = f"{start}-{end}"
        if masked is not None:
            found.append(Word(masked, MASKED))
        else:
            found.append(Word(text[start:end], CHOSEN if (start, end) in chosen else OPEN, value))
        done = end
    found.append(Word(text[done:]))
    return [word for word in found if word.text]


def read_hidden(values: Iterable[str], text: str) -> tuple[tuple[int, int], ...]:
    """The stretches that a form names, each a whole word of the text; whatever else it says is dropped."""
    words = {(found.start(), found.end()) for found in _WORD.finditer(text)}
    read = (_STRETCH.fullmatch(value) for value in values)
    asked = {(int(found[1]), int(found[2])) for found in read if found}
    return tuple(sorted(asked & words)[:MOST_STRETCHES])


def carry_over(hidden: Stretches, before: str, after: str) -> tuple[tuple[int, int], ...]:
    """The same words in a text that was changed since: what its sender hid stays hidden."""
    found = {place for start, end in hidden for place in find_words(after, before[start:end])}
    return read_hidden((f"{start}-{end}" for start, end in found), after)


def read_cells(values: Iterable[str]) -> tuple[int, ...]:
    """The cells that a form names."""
    return tuple(sorted({int(value) for value in values if value.isdecimal() and int(value) < CELLS}))


def boxes_of(cells: Sequence[int]) -> str | None:
    """Cells as the boxes that the records keep with a photo; None for none."""
    boxes = [_box(cell) for cell in cells]
    return write_boxes(boxes) if boxes else None


def _runs(text: str, hidden: Stretches) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for start, end in sorted(hidden):
        if runs and not text[runs[-1][1] : start].strip():
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs


def _box(cell: int) -> Box:
    row, column = divmod(cell, COLUMNS)
    return Box(column / COLUMNS, row / ROWS, (column + 1) / COLUMNS, (row + 1) / ROWS, BY_SENDER)


def _stops(text: str, hidden: Stretches, redaction: Redaction) -> list[tuple[int, int, str | None]]:
    """Words and hidden pieces in order; a word that its sender chose stays a word, to be taken back."""
    chosen = set(hidden)
    masks = [(span.start, span.end, PLACEHOLDERS[span.kind]) for span in redaction.spans]
    words = [(found.start(), found.end()) for found in _WORD.finditer(text)]
    free = [word for word in words if word in chosen or not any(_overlap(word, mask) for mask in masks)]
    kept = [mask for mask in masks if not any(_overlap(word, mask) for word in free)]
    return sorted([*((start, end, None) for start, end in free), *kept], key=lambda stop: stop[:2])


def _overlap(word: tuple[int, int], mask: tuple[int, int, str]) -> bool:
    return word[0] < mask[1] and mask[0] < word[1]
