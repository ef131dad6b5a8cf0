"""What a CSV file may hold, since a spreadsheet runs what looks like a formula."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so has an apostrophe put before it."""


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
