"""Tell whether the name of a street follows a number."""

import re

from minhbach.privacy.text.folding import View
from minhbach.privacy.text.lexicon import Lexicon
from minhbach.privacy.text.nearby import Nearby

_HEAD = (
    r"(?:duong|pho|dai lo|ql|quoc lo|tinh lo|tl|huong lo|hl|ap|kp|khu pho|thon|xom|to|d\.|"
    r"hem|ngo|ngach|kiet|xet|khu dan cu|kdc|cu xa|chung cu|cc)"
)
_STREET_AFTER = re.compile(rf"\s{{0,2}},?\s?(?:{_HEAD}\s|(?:ql|tl|hl|dt|kp)(?=\d))")
_CAPITAL_STREET = re.compile(r"\s(?:Đ\.\s?)?([^\W\d_a-z][^\W\d_]*)(?:\s([^\W\d_a-z][^\W\d_]*|\d{1,2}))")
_SURE_SURNAMES = frozenset(["nguyễn", "trần", "lê", "phạm", "huỳnh", "hoàng", "phan", "đặng", "bùi", "ngô"])
"""Surnames that are no everyday word, for text in capitals only."""


def street_follows(near: Nearby, at: int, lexicon: Lexicon, sure: bool = False) -> bool:
    """Whether a street is named at `at`; `sure` asks for a known street, a street word or a person's name."""
    view = near.view
    head = _STREET_AFTER.match(view.bare, at)
    if head and (not sure or head.group()[-1].isalpha()):
        return True
    at = head.end() - 1 if head else at
    if is_known_street(view, at, lexicon):
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
    if not sure or head:
        return True
    first = capital.group(1).lower()
    pair = f"{first} {(capital.group(2) or '').lower()}"
    return first in lexicon.names["surnames"] and pair not in lexicon.names["not_people"]


def is_known_street(view: View, at: int, lexicon: Lexicon) -> bool:
    """Whether one of the city's streets is named at `at`, after a space or a comma."""
    piece = view.bare[at : at + 44].split("\n")[0]
    if not piece[:1].isspace() and piece[:1] != ",":
        return False
    found = re.findall(r"[^\W_]+", piece)[: lexicon.streets.longest]
    return any(" ".join(found[:size]) in lexicon.streets.bare for size in range(len(found), 1, -1))
