"""The one base of every expected failure: commands print it as one line, pages translate it."""


class MinhBachError(Exception):
    """Something a person can mend; the message says what is wrong, where, and what to do."""


class BadInput(MinhBachError):
    """A file, a value or an option that cannot be used as it is."""


class UnsafeState(MinhBachError):
    """Going on would publish or lose something; the work stopped before it did."""
