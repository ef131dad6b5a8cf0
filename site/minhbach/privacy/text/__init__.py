"""Vietnamese text at the one door out: hide what identifies a person, advise on what to refuse."""

from minhbach.privacy.text.lines import redact_lines, screen_lines
from minhbach.privacy.text.redaction import redact
from minhbach.privacy.text.screening import Screening, screen
from minhbach.privacy.text.spans import HIDDEN, KINDS, PLACEHOLDERS, Redaction, Span

__all__ = [
    "HIDDEN",
    "KINDS",
    "PLACEHOLDERS",
    "Redaction",
    "Screening",
    "Span",
    "redact",
    "redact_lines",
    "screen",
    "screen_lines",
]
