"""Find names in text without capitals: what rules are sure of, and what of the tagger they allow."""

import re

from minhbach.privacy.text.smalltext import SmallText
from minhbach.privacy.text.spans import Found
from minhbach.privacy.text.words import longest_phrase

EVERYDAY = 20
"""The same for pairs that the list of everyday words holds (see training.EVERYDAY_WEIGHT)."""
AREAS = frozenset({"tinh", "huyen", "quan", "xa", "ap", "thon", "pho"})
COMMON = 60
"""Times a word is seen in everyday text from which it is no name by itself."""
ALONE, FULL, SURE = 0.8, 0.5, 0.95
"""Probability from which one word, or more, is a name that no title announces; and where everyday use or a
place's name speaks against it."""
NAME_ROLES = frozenset({"surnames", "middles", "givens"})
_MIDDLES_SURE = frozenset({"van", "thi"})
_INITIALS = re.compile(
    r"(?<![\w.@/])(?:[a-z]\.\s?){2,4}[a-z]?(?![\w@])|(?<![\w.@/])(?:[a-z]\.){1,3}[a-z](?![\w@])"
)
_NOT_INITIALS = re.compile(r"(?:v\.\s?v|t\.p|u\.s|q\.\d|a\.m|p\.m|k\.o|e\.g|i\.e|w\.c|p\.s).*")


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
    if (
        titled
        and len(text.words[at].bare) == 1
        and at + 1 < len(text.words)
        and text.words[at + 1].composed == "."
    ):
        return at + 1, "initial after a title"
    if introduced and not titled and roles & NAME_ROLES and not text.usual(at - 1):
        end = _given_end(text, at, 3)
        if end - at >= 2 or ("givens" in roles and not text.usual(at) and _is_rare(text, at)):
            return end, "after an introduction"
    if (titled or introduced) and text.is_strange(at):
        end = at + 1
        while (
            end < at + 4
            and end < len(text.words)
            and (text.is_strange(end) or text.words[end].composed == "-")
        ):
            end += 1
        return end, "foreign name after a title"
    pair = text.is_strange(at) and text.is_strange(at + 1) and text.words[at + 1].gap == " "
    if pair and not _is_place(text, at, at + 2):
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
        if (
            titled
            and sure
            and end - at == 2
            and "givens" not in text.roles(end - 1)
            and _may_end_name(text, end)
        ):
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
    tail = bool(text.roles(end - 1) & {"acts", "functions", "place_links"})
    if text.inside_place(at) or (known and (known >= end or (known == end - 1 and tail))):
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


def _given_end(
    text: SmallText, at: int, most: int, first_anyhow: bool = False, within_usual: bool = False
) -> int:
    """The end of up to `most` name words from `at`, before a word that starts an everyday one."""
    end = at
    while (
        end < len(text.words) and end - at < most and text.words[end].gap == " " and text.words[end].is_word
    ):
        anyhow = first_anyhow and end == at
        if not anyhow and not text.roles(end) & NAME_ROLES:
            break
        inner = within_usual and end + 1 < at + most and bool(text.roles(end + 1) & NAME_ROLES)
        if not anyhow and not inner and text.usual(end):
            break
        end += 1
    return end


def _initials(text: SmallText) -> list[Found]:
    hits = []
    first, last = text.words[0].start, text.words[-1].end
    for found in _INITIALS.finditer(text.view.bare, first, last):
        letters = sum(char.isalpha() for char in found.group())
        if letters >= 2 and not _NOT_INITIALS.fullmatch(found.group()):
            hits.append(
                Found(found.start(), found.start() + len(found.group().rstrip()), "PERSON", "initials", 34)
            )
    return hits


def allowed_from(text: SmallText, start: int, end: int, probability: float) -> int | None:
    """Where in a tagged stretch a name may start: its first word, or a surname after everyday words."""
    for at in range(start, end):
        named = at == start or ("surnames" in text.roles(at) and end - at >= 2)
        if named and _allowed(text, at, end, probability):
            return at
    return None


def _allowed(text: SmallText, start: int, end: int, probability: float) -> bool:
    """Whether a tagged stretch of words may be a name: no place, no everyday word, enough to go on."""
    titled = text.titled(start) or text.ends_before(start, text.vocabulary.introductions)
    if not titled and _is_place(text, start, end):
        return False
    if end - start == 1:
        usual = text.usual(start) or text.usual(start - 1)
        return (titled or probability >= ALONE) and (not usual or probability >= SURE)
    if titled:
        return True
    if probability < SURE and all(text.usual(at) for at in range(start, end - 1)):
        return False
    known = longest_phrase(text.words, start, text.vocabulary.not_people, text.accents)
    return probability >= FULL and not (known and known >= end - 1 and probability < SURE)
