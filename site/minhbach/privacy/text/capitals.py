"""Find runs of capitalised words, the raw material of names, and the initials that stand for one."""

import re
from collections.abc import Iterator

from minhbach.privacy.text.folding import View
from minhbach.privacy.text.spans import Found
from minhbach.privacy.text.vocabulary import is_syllable
from minhbach.privacy.text.words import Word

LONGEST_CHUNK = 30
PARTICLES = frozenset({"von", "van", "der", "de", "da", "di", "bin", "al", "el", "del", "la"})
_INITIALS = re.compile(r"(?<![\w.])(?:[A-ZĐ]\.\s?){1,4}[A-ZĐ]\.?(?![\w])")
_NOT_INITIALS = re.compile(
    r"(?:TP|T\.?Ư|V\.?V|U\.?S\.?A?|U\.?N|A\.?D|Q\.?\d|Đ\.?C|Đ\.?T|P\.?S|N\.?B|S\.?O\.?S|"
    r"C\.?K|P\.?V|X\.?H|K\.?P)\.?"
)


def capital_runs(words: list[Word]) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words that stand together."""
    at = 0
    while at < len(words):
        if not is_capital(words[at]):
            at += 1
            continue
        end = at + 1
        while end < min(len(words), at + LONGEST_CHUNK) and _continues(words, end):
            end += 1
        while end > at + 1 and not words[end - 1].is_word:
            end -= 1
        yield at, end
        at = end


def is_capital(word: Word) -> bool:
    return word.is_word and (word.is_title or word.is_upper)


def _continues(words: list[Word], at: int) -> bool:
    """Whether word `at` goes on with the name before it: a capital, `V.`, or a Korean `-hyun`."""
    word, last = words[at], words[at - 1]
    if word.composed == "." and word.gap == "":
        follows = at + 1 < len(words) and is_capital(words[at + 1])
        return len(last.composed) == 1 and last.is_title and follows
    if word.composed == "-" and word.gap == "":
        return at + 1 < len(words) and words[at + 1].is_word and words[at + 1].gap == "" and last.is_word
    if last.composed == "-":
        return word.is_word and word.gap == ""
    if last.composed == ".":
        return is_capital(word) and word.gap in ("", " ")
    if (
        word.lower in PARTICLES
        and word.gap == " "
        and (last.lower in PARTICLES or not is_syllable(last.bare))
    ):
        return at + 1 < len(words) and (is_capital(words[at + 1]) or words[at + 1].lower in PARTICLES)
    return is_capital(word) and (word.gap == " " or last.lower in PARTICLES)


def initials(view: View) -> list[Found]:
    """`N.V.A`, `T.T.H.`: how the press hides a name, and still a name."""
    return [
        Found(m.start(), m.end(), "PERSON", "initials", 44)
        for m in _INITIALS.finditer(view.composed)
        if not _NOT_INITIALS.fullmatch(m.group())
        and not re.match(r"\s?\d", view.composed[m.end() : m.end() + 2])
    ]
