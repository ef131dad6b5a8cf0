"""Work through lines of text one by one, for `minhbach redact` and `minhbach screen`: never all in memory."""

import json
from collections.abc import Iterable
from typing import TextIO

from minhbach.privacy.text.lexicon import Lexicon
from minhbach.privacy.text.redaction import redact
from minhbach.privacy.text.screening import screen


def redact_lines(lines: Iterable[str], out: TextIO, lexicon: Lexicon | None = None) -> int:
    """Write {"text", "spans": [{"start", "end", "kind", "text"}]} for each line; the number of lines.

    Offsets are code points of the line without its line break.
    """
    count = 0
    for line in lines:
        count += 1
        redaction = redact(line.removesuffix("\n").removesuffix("\r"), lexicon)
        spans = [{"start": s.start, "end": s.end, "kind": s.kind, "text": s.text} for s in redaction.spans]
        _write({"text": redaction.text, "spans": spans}, out)
    return count


def screen_lines(lines: Iterable[str], out: TextIO, lexicon: Lexicon | None = None) -> int:
    """Write {"decision", "reason", "words"} for each line; the number of lines."""
    count = 0
    for line in lines:
        count += 1
        advice = screen(line.removesuffix("\n").removesuffix("\r"), lexicon)
        _write({"decision": advice.decision, "reason": advice.reason, "words": list(advice.words)}, out)
    return count


def _write(answer: dict[str, object], out: TextIO) -> None:
    text = json.dumps(answer, ensure_ascii=False)
    # A lone surrogate cannot be written as UTF-8; JSON can spell it.
    if any("\ud800" <= char <= "\udfff" for char in text):
        text = json.dumps(answer)
    out.write(text + "\n")
