"""Vietnamese text at the one door out: hide what identifies a person, advise on what to refuse."""

from minhbach.privacy.text.redaction import redact
from minhbach.privacy.text.spans import KINDS, PLACEHOLDERS, Redaction, Span

__all__ = ["KINDS", "PLACEHOLDERS", "Redaction", "Span", "redact"]
