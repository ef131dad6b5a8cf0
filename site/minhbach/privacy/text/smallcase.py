"""Find names in text without capitals: what rules are sure of, and what the tagger finds that no rule forbids."""

import re
from dataclasses import dataclass

from minhbach.privacy.text.features import Background
from minhbach.privacy.text.folding import View
from minhbach.privacy.text.lexicon import Words
from minhbach.privacy.text.spans import Found
from minhbach.privacy.text.vocabulary import Vocabulary, is_syllable
from minhbach.privacy.text.words import Word, longest_phrase

EVERYDAY = 20
"""The same for pairs that the list of everyday words holds (see training.EVERYDAY_WEIGHT)."""
AREAS = frozenset({"tinh", "huyen", "quan", "xa", "ap", "thon", "pho"})
COMMON = 60
"""Times a word is seen in everyday text from which it is no name by itself."""
USUAL = 6
"""Times a pair of words is seen in everyday text from which it is no name."""
ALONE, FULL = 0.8, 0.5
"""Probability from which one word, or more, is a name that no title announces."""
NAME_ROLES = frozenset({"surnames", "middles", "givens"})
_MIDDLES_SURE = frozenset({"van", "thi"})
_INITIALS = re.compile(r"(?<![\w.@/])(?:[a-z]\.\s?){2,4}[a-z]?(?![\w@])|(?<![\w.@/])(?:[a-z]\.){1,3}[a-z](?![\w@])")
_NOT_INITIALS = re.compile(r"(?:v\.\s?v|t\.p|u\.s|q\.\d|a\.m|p\.m|k\.o|e\.g|i\.e|w\.c|p\.s).*")


@dataclass(frozen=True)
class SmallText:
    """One line without capitals, with what is needed to read it."""

    view: View
    words: list[Word]
    vocabulary: Vocabulary
    background: Background
    accents: bool

    def roles(self, at: int) -> frozenset[str]:
        """Lists that hold word `at`; nothing for a sign, a number or past the end."""
        if at >= len(self.words) or not self.words[at].is_word:
            return frozenset()
        return self.vocabulary.roles(self.words[at], self.accents)

    def ends_before(self, at: int, phrases: Words, longest: int = 4) -> bool:
        """Whether one of `phrases` ends right before word `at`; a colon may stand between."""
        stop = at - 1 if at and self.words[at - 1].composed in ":-" else at
        for size in range(1, longest + 1):
            begin = stop - size
            if begin >= 0 and longest_phrase(self.words, begin, phrases, self.accents, stop) == stop:
                return True
        return False

    def titled(self, at: int) -> bool:
        """Whether a title or kinship word stands right before word `at`, and is no part of an everyday word."""
        if self.ends_before(at, self.vocabulary.offices):
            return not self._inside_place(at)
        phrases = self.vocabulary.before if self.accents else self.vocabulary.before_plain
        return self.ends_before(at, phrases) and not self.usual(at - 2) and not self._inside_place(at)

    def after_place_head(self, at: int) -> bool:
        """Whether `đường`, `trường`, … stand right before word `at`."""
        heads = self.vocabulary.place_heads if self.accents else self.vocabulary.place_heads_plain
        return self.ends_before(at, heads)

    def _inside_place(self, at: int) -> bool:
        """Whether word `at` goes on with a place that starts before it: `bắc giang` is no uncle Giang."""
        return any(
            (longest_phrase(self.words, start, self.vocabulary.not_people, self.accents) or 0) > at
            for start in range(max(0, at - 3), at)
        )

    def usual(self, at: int, times: int = USUAL) -> bool:
        """Whether words `at` and `at + 1` often stand together in everyday text."""
        if at < 0 or at + 1 >= len(self.words):
            return False
        return self.background.pairs.get((self.words[at].bare, self.words[at + 1].bare), 0) >= times

    def with_foreign_rest(self, end: int) -> int:
        """`end` moved past words no Vietnamese would spell: `kim jong-un`, `giuse`."""
        stop = end + 2
        while end < min(stop, len(self.words)) and self.words[end].gap == " " and _is_strange(self, end):
            end += 1
        return self.with_hyphens(end)

    def with_hyphens(self, end: int) -> int:
        """`end` moved past parts that hang on by a hyphen: `jong-un`."""
        while end + 1 < len(self.words) and self.words[end].composed == "-" and not self.words[end].gap:
            if self.words[end + 1].gap or not self.words[end + 1].is_word:
                break
            end += 2
        return end


def sure_names(text: SmallText) -> list[Found]:
    """Names that their form or the words before them give away."""
    hits = []
    at = 0
    while at < len(text.words):
        end, reason = _name_at(text, at)
        if end:
            end = text.with_foreign_rest(end)
            hits.append(Found(text.words[at].start, text.words[end - 1].end, "PERSON", reason, 34))
        at = max(end, at + 1)
    return hits + _initials(text)


def _name_at(text: SmallText, at: int) -> tuple[int, str]:
    """The end of the name that starts at word `at` (0: none) and why it is one."""
    roles = text.roles(at)
    titled = text.words[at].is_word and text.titled(at)
    if not text.words[at].is_word or (_heads_place(text, at) and not titled):
        return 0, ""
    introduced = text.ends_before(at, text.vocabulary.introductions)
    if "surnames" in roles:
        end = _surname_led(text, at, titled or introduced)
        if end:
            return end, "surname and given name"
    if titled and "givens" in roles and not text.usual(at - 1) and not text.usual(at):
        by_office = at > 1 and text.ends_before(at, text.vocabulary.offices)
        if by_office or (_is_rare(text, at) and not _is_place(text, at, at + 1)):
            return _given_end(text, at, 2), "after a title"
    if titled and len(text.words[at].bare) == 1 and at + 1 < len(text.words) and text.words[at + 1].composed == ".":
        return at + 1, "initial after a title"
    if introduced and not titled and roles & NAME_ROLES and not text.usual(at - 1):
        end = _given_end(text, at, 3)
        if end - at >= 2 or ("givens" in roles and not text.usual(at) and _is_rare(text, at)):
            return end, "after an introduction"
    if (titled or introduced) and _is_strange(text, at):
        end = at + 1
        while end < at + 4 and end < len(text.words) and (_is_strange(text, end) or text.words[end].composed == "-"):
            end += 1
        return end, "foreign name after a title"
    if "foreign_givens" in roles and not is_syllable(text.words[at].bare) and _is_strange(text, at + 1):
        return at + 2, "foreign name"
    return 0, ""


def _heads_place(text: SmallText, at: int) -> bool:
    """Whether word `at` is `trường` or `đường` before a place, not the surname `Trương` or `Dương`."""
    heads = text.vocabulary.place_heads if text.accents else text.vocabulary.place_heads_plain
    head = longest_phrase(text.words, at, heads, text.accents)
    if head is None or head >= len(text.words):
        return False
    return longest_phrase(text.words, head, text.vocabulary.not_people, text.accents) is not None


def _surname_led(text: SmallText, at: int, titled: bool) -> int:
    if at + 1 >= len(text.words) or text.words[at + 1].gap != " " or text.usual(at, EVERYDAY):
        return 0
    sure = "surnames_sure" in text.roles(at)
    end = 0
    middle = text.words[at + 1].bare in _MIDDLES_SURE or (titled and text.words[at + 1].bare == "a")
    if (sure or titled or text.accents) and middle and _may_be_given(text, at + 2):
        end = _given_end(text, at + 2, 3, first_anyhow=True)
    else:
        end = _given_end(text, at + 1, 3, titled and sure and _is_rare(text, at + 1), within_usual=titled)
        if titled and sure and end - at == 2 and "givens" not in text.roles(end - 1) and _may_end_name(text, end):
            end += 1
        size = end - at
        shaped = size >= 3 and "givens" in text.roles(end - 1) and bool(NAME_ROLES & text.roles(at + 1))
        likely = shaped and (sure or text.accents) and not text.usual(at - 1)
        if not likely and not (titled and (sure or text.accents) and size >= (2 if sure else 3)):
            return 0
    if not titled and _is_place(text, at, end):
        return 0
    return end


def _is_place(text: SmallText, at: int, end: int) -> bool:
    """Whether a known street or place fills the words, or `đường`, `trường`, … stands before them."""
    known = longest_phrase(text.words, at, text.vocabulary.not_people, text.accents)
    if known and known >= end:
        return True
    area = at > 0 and text.words[at - 1].bare in AREAS and end - at >= 3
    return text.after_place_head(at) and not area


def _is_rare(text: SmallText, at: int) -> bool:
    return at < len(text.words) and text.background.words.get(text.words[at].bare, 0) < COMMON


def _may_end_name(text: SmallText, at: int) -> bool:
    """After a title, a surname and a middle name, a rare word that no list holds is the given name."""
    return _may_be_given(text, at) and _is_rare(text, at) and not text.roles(at) & {"acts", "functions"}


def _may_be_given(text: SmallText, at: int) -> bool:
    """After `văn` or `thị` any word may be a given name."""
    return at < len(text.words) and text.words[at].is_word and text.words[at].gap == " "


def _given_end(text: SmallText, at: int, most: int, first_anyhow: bool = False, within_usual: bool = False) -> int:
    """The end of up to `most` name words from `at`, before a word that starts an everyday one."""
    end = at
    while end < len(text.words) and end - at < most and text.words[end].gap == " " and text.words[end].is_word:
        anyhow = first_anyhow and end == at
        if not anyhow and not text.roles(end) & NAME_ROLES:
            break
        inner = within_usual and end + 1 < at + most and bool(text.roles(end + 1) & NAME_ROLES)
        if not anyhow and not inner and text.usual(end):
            break
        end += 1
    return end


def _is_strange(text: SmallText, at: int) -> bool:
    """A word that Vietnamese spelling does not allow and that is no known brand or short form."""
    if at >= len(text.words) or not text.words[at].is_word or len(text.words[at].bare) < 3:
        return False
    known = text.roles(at) & {"one_word_places", "capital_words", "things", "kin"}
    return not is_syllable(text.words[at].bare) and not known and text.background.words.get(text.words[at].bare, 0) < USUAL


def _initials(text: SmallText) -> list[Found]:
    hits = []
    first, last = text.words[0].start, text.words[-1].end
    for found in _INITIALS.finditer(text.view.bare, first, last):
        letters = sum(char.isalpha() for char in found.group())
        if letters >= 2 and not _NOT_INITIALS.fullmatch(found.group()):
            hits.append(Found(found.start(), found.start() + len(found.group().rstrip()), "PERSON", "initials", 34))
    return hits


def allowed(text: SmallText, start: int, end: int, probability: float) -> bool:
    """Whether a tagged stretch of words may be a name: no place, no everyday word, enough to go on."""
    titled = text.titled(start) or text.ends_before(start, text.vocabulary.introductions)
    if not titled and _is_place(text, start, end):
        return False
    usual = text.usual(start - 1) or any(text.usual(at) for at in range(start, end - 1))
    if titled:
        return (not usual and not (end - start == 1 and text.usual(start))) or probability > 0.95
    if longest_phrase(text.words, start, text.vocabulary.not_people, text.accents):
        return False
    if end - start == 1:
        return probability >= ALONE and "givens" in text.roles(start) and not usual and not text.usual(start) and _is_rare(text, start)
    return not usual and probability >= FULL
