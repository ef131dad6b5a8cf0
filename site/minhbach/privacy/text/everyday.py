"""What people write when they name nobody: the sentences and words that the name tagger learns from."""

from pathlib import Path


def everyday_sentences(folder: Path) -> list[str]:
    """The civic and news sentences of everyday.txt."""
    return [line[2:] for line in _lines(folder) if line.startswith("- ")]


def everyday_words(folder: Path) -> list[str]:
    """Its two-syllable words."""
    return [word for line in _lines(folder) if not line.startswith("- ") for word in line.split("|") if word]


def _lines(folder: Path) -> list[str]:
    lines = (folder / "everyday.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
