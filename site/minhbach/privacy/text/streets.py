"""Tell whether the name of a street follows a number, and is no person's."""

import re
from collections.abc import Container

from minhbach.privacy.text.folding import CAPITAL, SEAL_OF, View
from minhbach.privacy.text.lexicon import Lexicon, Words
from minhbach.privacy.text.nearby import Nearby
from minhbach.privacy.text.reasons import Reason
from minhbach.privacy.text.spans import Found

_HEAD = (
    r"(?:duong|pho|dai lo|ql|quoc lo|tinh lo|tl|huong lo|hl|ap|kp|khu pho|thon|xom|to|d\.|"
    r"hem|ngo|ngach|kiet|xet|khu dan cu|kdc|cu xa|chung cu|cc|street|road|alley)"
)
_STREET_AFTER = re.compile(rf"\s{{0,2}},?\s?(?:{_HEAD}\s|(?:ql|tl|hl|dt|kp)(?=\d))")
_NAME = rf"{CAPITAL}[^\W\d_]*"
_CAPITAL_STREET = re.compile(rf"\s(?:Đ\.\s?)?({_NAME})(?:\s({_NAME}|\d{{1,2}}))")
_STREET_AT_END = re.compile(rf"(?:\s{_NAME}){{1,4}}\s(?i:street|road|boulevard|avenue|quay|alley)(?![^\W_])")
"""An English street: `Le Thanh Ton Street`."""
_CODED_STREET = re.compile(
    r"\s(?!m[23](?!\d)|t[2-7](?!\d)|[qpf]\d|kp|to\d|cn\d)[a-z]{1,3}\d{1,3}[a-z]?(?![a-z0-9]|[/.\-]\w)"
)
_OFFICES = Words.divided(
    "trường|phường|quận|huyện|xã|tỉnh|khu|chợ|bệnh|công|ủy|uỷ|ubnd|sở|tổ|ấp|tết|tháng|ban|đội|cục|"
    "district|ward|hospital|school|vietnam"
)
"""What opens the name of a body, a unit or a day, and no street's."""
_REACH, _MOST_WORDS = 44, 6
"""Letters and words looked at for a street's name."""
_ON_A_STREET = {
    Reason.ALLEY, Reason.HOUSE, Reason.ADDRESS_LABEL, Reason.SLASHED, Reason.NUMBERED_HOUSE,
    Reason.BEFORE_A_STREET,
}  # fmt: skip
"""Numbers that a street follows; after a flat's or a room's stands who lives there, or the block."""
_ROOM = re.compile(r"(?<![a-z])(?:phong|can|ch|room|rm|apartment|apt|flat|unit|suite|p\.)")
_LONG = 6
"""Letters from which a street of one word is believed: `Pasteur`."""
_SURE_SURNAMES = frozenset(["nguyễn", "trần", "lê", "phạm", "huỳnh", "hoàng", "phan", "đặng", "bùi", "ngô"])
"""Surnames that are no everyday word, for text in capitals only."""


def street_follows(near: Nearby, at: int, lexicon: Lexicon, sure: bool = False) -> bool:
    """Whether a street is named at `at`; `sure` asks for a known street, a street word or a person's name."""
    view = near.view
    head = _STREET_AFTER.match(view.bare, at)
    if head and (not sure or head.group()[-1].isalpha()):
        return True
    if not sure and is_coded_street(near, at):
        return True
    at = head.end() - 1 if head else at
    if is_known_street(near, at, lexicon):
        return True
    capital = _CAPITAL_STREET.match(view.composed, at)
    if not capital:
        return bool(
            head
            and re.match(r"\s(?:so\s)?\d{1,3}[a-z]?(?![a-z0-9/])", view.bare[at : at + 9])
            and head.group().strip() != "to"
        )
    if near.shouted:
        return capital.group(1).lower() in _SURE_SURNAMES
    first = capital.group(1).lower()
    if head or (not sure and first not in _OFFICES):
        return True
    if _STREET_AT_END.match(view.composed, at):
        return True
    pair = f"{first} {(capital.group(2) or '').lower()}"
    surnames = lexicon.names["surnames"]
    known = first in surnames if near.accented else first in surnames.bare
    return known and pair not in lexicon.names["not_people"]


def is_coded_street(near: Nearby, at: int) -> bool:
    """Whether the name of a new quarter's street stands at `at`: `D2`, `TX25`."""
    return _CODED_STREET.match(near.view.bare, at) is not None


def is_known_street(near: Nearby, at: int, lexicon: Lexicon) -> bool:
    """Whether one of the city's streets is named at `at`, after a space or a comma.

    A lesser street in small letters needs its accents where the writer uses them: `để báo` is not `Đê Bao`.
    """
    bare, written = near.view.bare[at : at + _REACH], near.view.composed[at : at + _REACH]
    if _opens(bare, lexicon.streets.bare):
        return True
    if near.accented and not written[:3].lstrip(", ")[:1].isupper():
        return _opens(written.lower(), lexicon.lesser_streets)
    return _opens(bare, lexicon.lesser_streets.bare)


def _opens(text: str, streets: Container[str]) -> bool:
    """Whether the first words of `text`, in its first line, are one of `streets`."""
    piece = text.split("\n")[0]
    if not piece[:1].isspace() and piece[:1] != ",":
        return False
    found = re.findall(r"[^\W_]+", piece)[:_MOST_WORDS]
    if found and len(found[0]) >= _LONG and found[0] in streets:
        return True
    return any(" ".join(found[:size]) in streets for size in range(len(found), 1, -1))


def without_streets(view: View, people: list[Found], addresses: list[Found], lexicon: Lexicon) -> list[Found]:
    """`people` without the streets among them: what follows a house's number is its street."""
    houses = {
        hit.end
        for hit in addresses
        if hit.reason in _ON_A_STREET and not _ROOM.search(view.bare, hit.start, hit.end)
    }
    near = Nearby(view)

    def names_a_street(hit: Found) -> bool:
        at = hit.start - 1
        if at < 1 or view.composed[at] != " " or hit.reason in (Reason.TITLED, Reason.INITIALS):
            return False
        if at not in houses and view.composed[at - 1] != SEAL_OF["ADDRESS"]:
            return False
        return " " in view.composed[hit.start : hit.end] or is_known_street(near, at, lexicon)

    return [hit for hit in people if not names_a_street(hit)]
