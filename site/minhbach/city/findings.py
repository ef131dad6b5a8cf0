"""What is wrong with a city pack, where, and how to mend it: one finding a fault."""

from dataclasses import dataclass

ERROR, WARNING, NOTICE = "error", "warning", "notice"
SEVERITIES = (ERROR, WARNING, NOTICE)


@dataclass(frozen=True)
class Finding:
    """One thing to know about a pack before it serves people."""

    file: str
    """Relative to the pack or, for boundaries, to the home."""
    feature: str
    """The entry or unit; "" for the file as a whole."""
    what: str
    mend: str
    severity: str = ERROR
    """ERROR: the pack cannot serve; WARNING: it will mislead; NOTICE: to be known."""

    @property
    def line(self) -> str:
        """The finding as one line of text."""
        where = f"{self.file}, {self.feature}" if self.feature else self.file
        return f"{self.severity}: {where}: {self.what}; {self.mend}"


def in_order(findings: list[Finding]) -> list[Finding]:
    """Errors first, then by file, each file's in the order found."""
    return sorted(findings, key=lambda finding: (SEVERITIES.index(finding.severity), finding.file))
