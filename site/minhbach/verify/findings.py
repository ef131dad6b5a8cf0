"""What a check found, in words that name the file and the record."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

MOST = 20
"""Of one check; the rest is counted."""


@dataclass(frozen=True)
class Finding:
    """One thing that does not hold."""

    check: str
    where: str
    """File, and line or record."""
    what: str

    def line(self) -> str:
        return f"FAIL {self.check}: {self.where}: {self.what}"


@dataclass
class Verdict:
    """Everything that was checked, and what did not hold."""

    release: str
    passed: list[str] = field(default_factory=list)
    """A line for every check that holds."""
    findings: list[Finding] = field(default_factory=list)
    more: int = 0
    """Findings beyond the most that are kept of each check."""
    notes: list[str] = field(default_factory=list)

    def take(self, check: str, found: Iterable[Finding], holds: str) -> None:
        """Run a check to its end; `holds` says what was seen where nothing was found."""
        count = 0
        for finding in found:
            count += 1
            if count <= MOST:
                self.findings.append(finding)
        self.more += max(0, count - MOST)
        if not count:
            self.passed.append(f"ok   {check}: {holds}")

    def lines(self) -> Iterator[str]:
        """For a person at a terminal."""
        yield f"release {self.release}"
        yield from self.passed
        yield from (finding.line() for finding in self.findings)
        if self.more:
            yield f"FAIL … and {self.more} more"
        yield from (f"note {note}" for note in self.notes)
