"""What people decided about single words of a report, laid over what the rules hid: the last word counts.

A value that somebody hides is hidden wherever it stands in the report; one that an operator shows stays shown
whatever the rules find later. What its sender hides of their own words nobody shows again.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from minhbach.privacy.text import PLACEHOLDERS, Redaction, Span, redact
from minhbach.privacy.text.echoes import find_echoes
from minhbach.privacy.text.folding import View, fold
from minhbach.privacy.text.reasons import Reason
from minhbach.privacy.text.redaction import replaced
from minhbach.records.models import RedactionEdit, Report
from minhbach.records.workflow import CITIZEN

TEXT, ANSWER, INTERIM = "text", "answer", "interim"
PARTS = (TEXT, ANSWER, INTERIM)
SENDER = CITIZEN
"""Who made an edit, where it was not an operator."""
SHORTEST = 4
"""Letters from which accents and case no longer matter when a hidden value is looked for again."""
_GAP = r"[\s.,\-–()/]{0,2}"


def parts_of(report: Report) -> dict[str, str]:
    """The parts of a report that the public reads."""
    told = {ANSWER: report.answer, INTERIM: report.interim}
    return {TEXT: report.text} | {part: words for part, words in told.items() if words}


def redact_parts(parts: Mapping[str, str], edits: Sequence[RedactionEdit] = ()) -> dict[str, Redaction]:
    """Redact the parts of one report together: what is hidden in one is hidden in the other."""
    return {part: sheet.redaction() for part, sheet in lay_all(parts, edits).items()}


def settle(
    parts: Mapping[str, str], edits: Sequence[RedactionEdit]
) -> tuple[dict[str, str], list[RedactionEdit]]:
    """The parts as the public reads them, to stand in the place of the originals, and the edits to keep.

    What was shown stays shown, at its new place; what was hidden is gone, and its edits with it.
    """
    sheets = lay_all(parts, edits)
    kept = [
        RedactionEdit(**edit.model_dump(exclude={"id", "start", "end"}), start=start, end=end)
        for edit in edits
        if not edit.hide and edit.part in sheets
        for start, end in sheets[edit.part].places_shown(edit.start, edit.end)
    ]
    return {part: sheet.redaction().text for part, sheet in sheets.items()}, kept


def lay_all(parts: Mapping[str, str], edits: Sequence[RedactionEdit]) -> dict[str, "Sheet"]:
    """Each part of a report with the rules' spans and the edits laid on."""
    sheets = {part: Sheet(text, redact(text).spans) for part, text in parts.items()}
    _lay_in_order(sheets, edits)
    for part, sheet in sheets.items():
        for other in sheets:
            if other != part:
                sheet.hide_again(sheets[other].spans())
    return sheets


def apply(text: str, spans: Iterable[Span], edits: Sequence[RedactionEdit]) -> Redaction:
    """Lay the edits of one part over the spans that the rules found in it."""
    sheet = Sheet(text, spans)
    _lay_in_order(dict.fromkeys((edit.part for edit in edits), sheet), edits)
    return sheet.redaction()


def find_words(text: str, words: str) -> list[tuple[int, int]]:
    """Where exactly these words stand in `text`, in code points, composed or decomposed."""
    view, wanted = fold(text), fold(words).composed.strip()
    if not wanted:
        return []
    return [view.span(m.start(), m.end()) for m in re.finditer(_whole(re.escape(wanted)), view.composed)]


class Sheet:
    """One text letter by letter: the span that hides it, and whether an operator let it be read."""

    def __init__(self, text: str, spans: Iterable[Span] = ()) -> None:
        self.text = text
        self.view = fold(text)
        self._cover: list[Span | None] = [None] * len(text)
        self._shown = bytearray(len(text))
        for span in spans:
            self._put(span)

    def hide(self, start: int, end: int, kind: str) -> list[Span]:
        """Hide a stretch; returns what it says, to be hidden wherever else it stands."""
        start, end = _whole_letters(self.text, start, end)
        if start >= end:
            return []
        span = Span(start, end, kind, self.text[start:end], Reason.BY_HAND)
        self._put(span)
        return [span]

    def hide_value(self, spans: Sequence[Span], over_shown: bool = True) -> None:
        """Hide what `spans` say wherever it still stands in the open, even where it had been shown."""
        for found in self._said_again(spans, self._hand_again(spans)):
            self._fill(found, over_shown)

    def hide_again(self, spans: Sequence[Span]) -> None:
        """Hide what `spans` of another part say, but nothing that an operator let be read here."""
        for found in self._said_again(spans, ()):
            self._fill(found, over_shown=False)

    def show(self, start: int, end: int) -> None:
        """Let a stretch be read, and every other hidden stretch that says exactly the same."""
        start, end = _whole_letters(self.text, start, end)
        value = _value(self.text[start:end])
        same = [(span.start, span.end) for span in self.spans() if _value(span.text) == value]
        for first, last in [(start, end), *same]:
            self._cover[first:last] = [None] * (last - first)
            self._shown[first:last] = b"\1" * (last - first)

    def spans(self) -> tuple[Span, ...]:
        """What is hidden now, in order and without overlap."""
        return tuple(self._spans())

    def stretches_shown(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """What an operator let be read between `start` and `end`, and still is."""
        shown = [at for at in range(start, min(end, len(self.text))) if self._shown[at]]
        for _, run in groupby(enumerate(shown), key=lambda pair: pair[1] - pair[0]):
            places = [at for _, at in run]
            yield places[0], places[-1] + 1

    def places_shown(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Where those stretches stand in the redacted text."""
        hidden = self.spans()
        for first, last in self.stretches_shown(start, end):
            before = [span for span in hidden if span.end <= first]
            shift = sum(len(PLACEHOLDERS[span.kind]) - (span.end - span.start) for span in before)
            yield first + shift, last + shift

    def redaction(self) -> Redaction:
        """The text as the public may read it."""
        spans = self.spans()
        return Redaction(replaced(self.text, spans), spans)

    def _spans(self) -> Iterator[Span]:
        for _, run in groupby(range(len(self.text)), key=lambda at: id(self._cover[at])):
            places = list(run)
            span, start, end = self._cover[places[0]], places[0], places[-1] + 1
            if span and (start, end) != (span.start, span.end):  # cut by another: without space at its ends
                piece = self.text[start:end]
                start, end = start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
                span = span if any(map(str.isalnum, piece)) else None
            if span:
                yield Span(start, end, span.kind, self.text[start:end], span.reason)

    def _put(self, span: Span) -> None:
        size = span.end - span.start
        self._cover[span.start : span.end] = [span] * size
        self._shown[span.start : span.end] = bytes(size)

    def _fill(self, span: Span, over_shown: bool) -> None:
        """Cover what of `span` is in the open."""
        for at in range(span.start, span.end):
            if self._cover[at] is None and (over_shown or not self._shown[at]):
                self._cover[at], self._shown[at] = span, 0

    def _said_again(self, spans: Sequence[Span], more: Iterable[Span]) -> list[Span]:
        echoes = (
            (*self.view.span(echo.start, echo.end), echo.kind, echo.reason)
            for echo in find_echoes(self.view, spans)
        )
        found = [Span(a, b, kind, self.text[a:b], reason) for a, b, kind, reason in echoes]
        return [*found, *more]

    def _hand_again(self, spans: Sequence[Span]) -> Iterator[Span]:
        for span in spans:
            for start, end in _repeats(self.view, span.text):
                yield Span(start, end, span.kind, self.text[start:end], Reason.AGAIN)


def _lay_in_order(sheets: Mapping[str, Sheet], edits: Iterable[RedactionEdit]) -> None:
    """Operators' edits as they came, then the sender's: so that no operator's word stands over theirs."""
    ordered = sorted(edits, key=lambda edit: edit.id or 0)
    for edit in (edit for edit in ordered if edit.actor != SENDER and edit.part in sheets):
        _lay(sheets, edit)
    for edit in (edit for edit in ordered if edit.actor == SENDER and edit.hide and edit.part in sheets):
        _lay_of_sender(sheets, edit)


def _lay_of_sender(sheets: Mapping[str, Sheet], edit: RedactionEdit) -> None:
    """In their own words for good; in others' where it can name somebody, until an operator shows it."""
    told = sheets[edit.part].hide(edit.start, edit.end, edit.kind)
    sheets[edit.part].hide_value(told)
    naming = [span for span in told if not (span.text.islower() and span.text.isalpha())]
    for part, sheet in sheets.items():
        if part != edit.part:
            sheet.hide_value(naming, over_shown=False)


def _lay(sheets: Mapping[str, Sheet], edit: RedactionEdit) -> None:
    sheet = sheets[edit.part]
    if not edit.hide:
        sheet.show(edit.start, edit.end)
        return
    told = sheet.hide(edit.start, edit.end, edit.kind)
    for every in sheets.values():
        every.hide_value(told)


def _repeats(view: View, value: str) -> Iterator[tuple[int, int]]:
    """Where `value` is said again: a number whatever divides it, long words whatever their accents."""
    seen = fold(value)
    signs = [char for char in seen.bare if char.isalnum()]
    composed, bare = seen.composed.strip(), seen.bare.strip()
    if len(signs) >= SHORTEST and all(map(str.isdigit, signs)):
        found = re.finditer(rf"(?<!\d){_GAP.join(signs)}(?!\d)", view.bare)
    elif len(signs) >= SHORTEST:
        found = re.finditer(_whole(re.escape(bare)), view.bare)
    elif signs:
        found = re.finditer(_whole(re.escape(composed)), view.composed)
    else:
        return
    for match in found:
        yield view.span(match.start(), match.end())


def _whole(pattern: str) -> str:
    """The pattern where no letter or digit goes on before or after it."""
    return rf"(?<![^\W_]){pattern}(?![^\W_])"


def _value(text: str) -> str:
    return fold(text).composed.strip()


def _whole_letters(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch within the text, grown so that no letter is parted from its marks."""
    start, end = max(0, min(start, len(text))), max(0, min(end, len(text)))
    while 0 < start < len(text) and _hangs(text[start]):
        start -= 1
    while start < end < len(text) and _hangs(text[end]):
        end += 1
    return start, end


def _hangs(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Me", "Cf")
