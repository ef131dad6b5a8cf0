"""Measure redaction against labelled sentences: recall and precision by kind, and what clean text loses."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from minhbach.privacy.text.spans import KINDS, Redaction

_MARK = re.compile(r"\{([A-Z]+):([^}]*)\}")
Labelled = tuple[str, tuple[tuple[int, int, str], ...]]
"""A text and its private values: (start, end, kind) in code points."""


@dataclass
class Score:
    """Counts by kind, of labelled values and of hidden spans."""

    values: Counter[str] = field(default_factory=Counter)
    hidden: Counter[str] = field(default_factory=Counter)
    """Values of which no letter or digit is shown any more."""
    spans: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    """Hidden spans that touch no labelled value."""
    clean: int = 0
    touched: int = 0
    """Texts without any value, and those of them that lost something."""
    seconds: float = 0.0
    texts: int = 0

    def rows(self) -> list[dict[str, object]]:
        """One row a kind, then the sum: kind, values, recall, spans, precision."""
        rows = [self._row(kind, [kind]) for kind in KINDS if self.values[kind] or self.spans[kind]]
        return [*rows, self._row("all", list(KINDS))]

    def _row(self, name: str, kinds: list[str]) -> dict[str, object]:
        values, hidden = sum(self.values[k] for k in kinds), sum(self.hidden[k] for k in kinds)
        spans, wrong = sum(self.spans[k] for k in kinds), sum(self.wrong[k] for k in kinds)
        return {
            "kind": name,
            "values": values,
            "recall": round(hidden / values, 4) if values else None,
            "spans": spans,
            "precision": round(1 - wrong / spans, 4) if spans else None,
        }


def score(
    labelled: Iterable[Labelled],
    redact: Callable[[str], Redaction],
    clock: Callable[[], float],
    missed: Callable[[str, str, str], None] | None = None,
) -> Score:
    """Redact every text and count; `missed(what, value, text)` is told of each miss and wrong span."""
    result = Score()
    for text, values in labelled:
        began = clock()
        spans = redact(text).spans
        result.seconds += clock() - began
        result.texts += 1
        covered = {at for span in spans for at in range(span.start, span.end)}
        for start, end, kind in values:
            whole = all(at in covered or not text[at].isalnum() for at in range(start, end))
            result.values[kind] += 1
            result.hidden[kind] += whole
            if missed and not whole:
                missed(f"missed {kind}", text[start:end], text)
        for span in spans:
            wrong = not any(start < span.end and span.start < end for start, end, _ in values)
            result.spans[span.kind] += 1
            result.wrong[span.kind] += wrong
            if missed and wrong:
                missed(f"wrong {span.kind} ({span.reason})", span.text, text)
        if not values:
            result.clean += 1
            result.touched += bool(spans)
    return result


def read_labelled(path: Path) -> list[Labelled]:
    """Lines with values marked `{KIND:value}`; lines that start with # are notes."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [unmarked(line) for line in lines if line and not line.startswith("#")]


def unmarked(line: str) -> Labelled:
    """The text of a marked line and the places of its values."""
    text, values, done = "", [], 0
    for mark in _MARK.finditer(line):
        text += line[done : mark.start()]
        values.append((len(text), len(text) + len(mark.group(2)), mark.group(1)))
        text += mark.group(2)
        done = mark.end()
    return text + line[done:], tuple(values)
