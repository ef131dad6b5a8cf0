"""What an inspector looks through: read-only questions to the private records. Nothing here writes."""

from minhbach.records.oversight.period import Period

__all__ = ["Period"]
