"""What people write, as the name tagger learns it: lines with slots for names, and words that name nobody."""

from pathlib import Path


def everyday_sentences(folder: Path) -> list[str]:
    """The civic and news sentences of everyday.txt."""
    return [line[2:] for line in _lines(folder) if line.startswith("- ")]


def everyday_words(folder: Path) -> list[str]:
    """Its two-syllable words."""
    return [word for line in _lines(folder) if not line.startswith("- ") for word in line.split("|") if word]


def written_lines(folder: Path) -> list[str]:
    """The lines of lines/, with a slot where a name stands."""
    return [line for path in sorted((folder / "lines").glob("*.txt")) for line in _lines_of(path)]


def _lines(folder: Path) -> list[str]:
    return _lines_of(folder / "everyday.txt")


def _lines_of(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
