"""Find the initials that stand for a name: `N.V.A`, `t.t.h.`: how the press hides one, and still a name."""

import re

from minhbach.privacy.text.folding import View
from minhbach.privacy.text.reasons import Reason
from minhbach.privacy.text.spans import Found

_CAPITAL = re.compile(r"(?<![\w.])(?:[A-ZĐ]\.\s?){1,4}[A-ZĐ]\.?(?![\w])")
_NO_CAPITAL_NAMES = re.compile(
    r"(?:TP|T\.?Ư|V\.?V|U\.?S\.?A?|U\.?N|A\.?D|Q\.?\d|Đ\.?C|Đ\.?T|P\.?S|N\.?B|S\.?O\.?S|"
    r"C\.?K|P\.?V|X\.?H|K\.?P)\.?"
)
_SMALL = re.compile(
    r"(?<![\w.@/])(?:[a-z]\.\s?){2,4}[a-z]?(?![\w@])|(?<![\w.@/])(?:[a-z]\.){1,3}[a-z](?![\w@])"
)
_NO_SMALL_NAMES = re.compile(r"(?:v\.\s?v|t\.p|u\.s|q\.\d|a\.m|p\.m|k\.o|e\.g|i\.e|w\.c|p\.s).*")


def find_initials(view: View, start: int, end: int, capitals: bool) -> list[Found]:
    """Initials between two places of a view; small ones too where capitals tell nothing."""
    hits = [
        Found(m.start(), m.end(), "PERSON", Reason.INITIALS, 44)
        for m in _CAPITAL.finditer(view.composed, start, end)
        if not _NO_CAPITAL_NAMES.fullmatch(m.group())
        and not re.match(r"\s?\d", view.composed[m.end() : m.end() + 2])
    ]
    if not capitals:
        for found in _SMALL.finditer(view.bare, start, end):
            letters = sum(char.isalpha() for char in found.group())
            if letters >= 2 and not _NO_SMALL_NAMES.fullmatch(found.group()):
                shown = found.start() + len(found.group().rstrip())
                hits.append(Found(found.start(), shown, "PERSON", Reason.INITIALS, 34))
    return hits
