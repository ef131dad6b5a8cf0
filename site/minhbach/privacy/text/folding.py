"""Read text the way a person does: one plain letter for each letter seen, with its place in the input.

People hide numbers from filters by accident and on purpose: decomposed accents, zero-width characters,
full-width or Cyrillic look-alikes. Every rule reads the folded view, and every span points back to the input.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from minhbach.privacy.text.spans import PLACEHOLDERS

# Looks alike in most fonts; only letters that turn up inside numbers, e-mails and plates.
LOOKALIKES = str.maketrans(
    "АВЕКМНОРСТУХаеорсухіІЅѕјΑΒΕΖΗΙΚΜΝΟΡΤΥΧοօ",
    "ABEKMHOPCTYXaeopcyxiISsjABEZHIKMNOPTYXoo",
)
ORDINARY = re.compile(r"[\t\n\r\x20-\x7e\u00c0-\u024f\u1e00-\u1eff“”‘’–—…]*")
VIETNAMESE_MARKS = frozenset("\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323")
CAPITAL = "[" + "".join(char for char in map(chr, range(0x41, 0x1F00)) if char.isupper()) + "]"
"""A class of all capital letters, `Đ` and `Ế` too: `[^a-z]` would take `đ` for one."""
UNREADABLE = "\ufffd"
_HIDDEN = {label: chr(0xE000 + i) for i, label in enumerate(sorted(set(PLACEHOLDERS.values())))}
SEALS = frozenset(_HIDDEN.values())
"""One character stands for one placeholder, so that no rule reads or extends into it."""
SEAL_OF = {kind: _HIDDEN[label] for kind, label in PLACEHOLDERS.items()}
SEAL_CLASS = f"\ue000-{chr(0xE000 + len(_HIDDEN) - 1)}"
_PLACEHOLDER = re.compile("|".join(re.escape(label) for label in _HIDDEN))


class _BareTable(dict[int, str]):
    """Code point → lower-case letter without marks, computed once for each."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = "d" if char in "đĐ" else unicodedata.normalize("NFD", char)[0].lower()[0]
        self[code] = plain
        return plain


_BARE = _BareTable()


@dataclass(frozen=True)
class View:
    """The folded text twice, letter for letter: with accents and case, and without."""

    composed: str
    bare: str
    starts: Sequence[int]
    """Where each folded character starts in the input; one more entry closes the last."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Input offsets of a folded range, hidden characters after it included."""
        return self.starts[start], self.starts[end]


def bare(text: str) -> str:
    """`text` in lower case without marks (composed input assumed)."""
    return text.translate(_BARE)


def fold(text: str) -> View:
    """The folded view of `text`. Linear; takes any str, lone surrogates and NUL too."""
    if ORDINARY.fullmatch(text) and not _PLACEHOLDER.search(text):
        return View(text, text.translate(_BARE), range(len(text) + 1))
    letters: list[str] = []
    starts: list[int] = []
    done = 0
    for found in _PLACEHOLDER.finditer(text):
        _fold_piece(text, done, found.start(), letters, starts)
        letters.append(_HIDDEN[found.group()])
        starts.append(found.start())
        done = found.end()
    _fold_piece(text, done, len(text), letters, starts)
    composed = "".join(letters)
    return View(composed, composed.translate(_BARE), [*starts, len(text)])


def _fold_piece(text: str, start: int, end: int, letters: list[str], starts: list[int]) -> None:
    for at in range(start, end):
        char = text[at]
        kind = unicodedata.category(char)
        if kind in ("Mn", "Me"):
            # A mark on nothing (or after a placeholder) has nothing to change.
            if letters and char in VIETNAMESE_MARKS and letters[-1] not in SEALS:
                letters[-1] = unicodedata.normalize("NFC", letters[-1] + char)[0]
        elif kind == "Cf" or (kind == "Cc" and char not in "\t\n\r"):
            continue
        else:
            letters.append(_readable(char, kind))
            starts.append(at)


def _readable(char: str, kind: str) -> str:
    if kind in ("Cs", "Co", "Cn"):
        return UNREADABLE
    if kind == "Nd":
        return str(unicodedata.digit(char))
    if char.isascii():
        return char
    if kind.startswith("Z"):
        return "\n" if kind in ("Zl", "Zp") else " "
    plain = unicodedata.normalize("NFKC", char)
    return (plain if len(plain) == 1 else char).translate(LOOKALIKES)
