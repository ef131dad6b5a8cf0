"""Find the part of an address that leads to one door: house number, alley, flat. The street's name stays."""

import re

from minhbach.privacy.text.doors import find_parts, is_counted, is_home_room, is_no_house, is_office_room
from minhbach.privacy.text.folding import View
from minhbach.privacy.text.lexicon import Lexicon
from minhbach.privacy.text.nearby import Nearby
from minhbach.privacy.text.parts import ALONE, DOOR, END, HELP, NUMBER, SLASHES, START
from minhbach.privacy.text.reasons import Reason
from minhbach.privacy.text.spans import Found
from minhbach.privacy.text.streets import is_coded_street, is_known_street, street_follows

_NOT_COUNTED = re.compile(
    r"(?<![a-z])(?:ngay|hom|luc|sang|chieu|toi|dem|trua|khoang|hon|gan|tren|duoi|co|du|"
    r"phuong|quan|khu pho|kp|to|ap|tuyen|xe|xe buyt|nam|thang|"
    r"cau|lop|giai|hang|top|vu|tang|km|tap|lan|duong|q\.|p\.|q|p|f|f\.|quy|tuan|thu|mung|"
    r"mong|tu|sau|truoc|gio|phut|lau|dieu|khoan|"
    r"ca|muc|cot|tru|so tien|tong|den|gom|it nhat|moi|cho|metro|ga|ql|tl|hl|quoc lo|tinh "
    r"lo|dot|chuong|huong lo|cong|hoi|thi|la|cac|"
    r"nhung|khoa|ky|ki|doan|nhom|doi|chang|vong|tran|chinh|vong|u|gia|diem|ty le|the "
    r"he|mua|the ky|thu|hon|dai|cao|rong|sau|"
    r"ngoai|trong|chi|con|them|mat|bi|nhat|lan thu|bang|huyen|xa|thon|hieu|ong|ba|anh|em|tong "
    r"dai|hotline|dau so|mac|canh|dai dien|tai san|cay so|so|bus|line|route|about|around|over|least|"
    r"gate|platform|grade|class|level|phase|flight|number|district|ward|only|for|next|last|past|every)\s$"
)
_DATE = re.compile(
    r"(?:0?[1-9]|[12]\d|3[01])\s?[/\\\-]\s?(?:0?[1-9]|1[0-2])(?:\s?[/\\\-]\s?(?:\d{2}|(?:19|20)\d{2}))?"
)
_DATE_BEFORE = re.compile(
    r"(?<![a-z])(?:ngay|hom|luc|sang|chieu|toi|dem|trua|tu|den|toi|nay|qua|kia|mai|truoc|"
    r"sau|thu|tuan|han|le|dip|mung|ky niem|giai phong|\d\s?h\d{0,2}|gio|vao|cn|cach mang|"
    r"duong)[\s,(]*$"
)
_DATE_STREETS = re.compile(r"(?:duong|pho|dai lo|cong vien|giao lo|quang truong)\s$")

_NUMBERED = re.compile(rf"{START}(?:so\s(?:moi\s|cu\s)?|(?:no\.?|nr\.?|number)\s|\#\s?)({NUMBER}){END}")
_SPELLED = re.compile(
    r"(?<![a-z])(?:nha )?so(?: nha)?(?: (?:mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin|muoi|tram|"
    r"linh|le|khong|xet|xuyet)){1,7}(?=\s(?:duong|pho|hem|ngo)\s)"
)
_SLASH = re.compile(
    START
    + rf"(?:so\s?)?([a-z]?\d{{1,4}}(?:[a-z]\d?)?{SLASHES}{{1,7}}|"
    + r"[a-z]\d{1,4}[a-z]?(?:[/\\]\d{1,4}[a-z]?){1,6})"
    + r"(?:\s?(?:xet|tren|xuyet)\s?\d{1,3})?"
    + END
)
_PLAIN = re.compile(r"(?<![a-z0-9/.,:+\-])\d{1,4}(?:[a-z]|\s?bis|\s?ter)?(?:-\d{1,4}[a-z]?)?(?=\s)")
_HOUSE_LETTERS = frozenset("abcdef")
"""Letters that part one house from the next; others are units: `12k`, `7h`."""
_PLACE_BEFORE = re.compile(
    r"(?<![a-z])(?:tai|o|doi dien|truoc|canh|ke|ben|nha|sat|gan|truoc nha|dia chi|ngay|"
    r"canh nha|hem|duong|doi dien nha|ke ben|sau|sau nha|truoc cua|ve|den|nha rieng|(?:tiem|shop|nha hang|"
    r"khach san|garage|dai ly|vua)(?: [a-z]+){0,2}|quan (?:an|oc|nhau|nuoc|ca phe|cafe|bia|com|pho|bun|"
    r"karaoke|lau|chay)|doan|at|opposite|near|behind|beside|outside|from|front of|next to|address|"
    r"address is)\s$"
)
_ROAD_WORDS_AFTER = re.compile(
    r"\s(?:duong|pho)\s(?:day|ong|ho|ke|ray|truyen|nuoc|mon|sa|xa|hoc|di|vao|bi|dang|nay|"
    r"do|noi|chinh|lon|nho|ngang|doc|hem|cong|bang|chay|song|bo|sat|huyet|tron|cat|rac|"
    r"khac)(?![a-z])"
)
_COORDINATES = re.compile(
    r"(?<![\d.])(?:8|9|1\d|2[0-3])[.,]\d{4,}\s?°?\s?[n,;/ ]{1,3}\s?1(?:0[2-9]|"
    r"1[0-7])[.,]\d{4,}(?:\s?°?\s?e)?(?!\d)"
)
_STREET_BEFORE = re.compile(
    r"(?<![a-z])(?:duong|pho|dai lo)(?! (?:day|ong|sat|truyen|ranh|mon|ray))(?: [a-z]+){1,5},\s(?:doan\s)?$|"
    r"(?<![a-z])(?:ap|to|khu pho|kp|thon|xom)\s\d{1,3}[a-z]?,\s$"
)
_FILE = re.compile(r"1[/\\](?:500|[125]0{3,4})|(?:19|20)\d\d[/\\](?:0?[1-9]|1[0-2])[/\\]\d+|.*[/\\]00.*")
"""The scale of a plan; a year, a month and a running number: a file, not a door."""
_RANGE = re.compile(
    rf"{START}((?:(?:so|nha|nha so|so nha|hem)\s)?(?!\d{{1,2}}[hgp]){NUMBER})\s(?:va|den|toi|voi|and|to|&)\s$"
)
_JOINT = re.compile(r"[\s,.\-–()]*(?:(?:trong|thuoc|cua)\s)?")


def find_addresses(view: View, lexicon: Lexicon) -> list[Found]:
    """House numbers, alleys, flats and exact coordinates."""
    text, near = view.bare, Nearby(view)
    hits = find_parts(near, lexicon)
    hits += [
        Found(m.start(), m.end(), "ADDRESS", Reason.COORDINATES, 90) for m in _COORDINATES.finditer(text)
    ]
    hits += [hit for m in _SLASH.finditer(text) if (hit := _slashed(m, near, lexicon))]
    hits += [hit for m in _NUMBERED.finditer(text) if (hit := _numbered(m, near, lexicon))]
    hits += [
        Found(m.start(), m.end(), "ADDRESS", Reason.NUMBERED_HOUSE, ALONE) for m in _SPELLED.finditer(text)
    ]
    hits += [hit for m in _PLAIN.finditer(text) if (hit := _plain(m, near, lexicon))]
    hits += [opening for hit in hits if (opening := _opening(hit, text))]
    return [
        joined
        for group in _neighbours(sorted(hits, key=lambda h: (h.start, -h.end)), text)
        if (joined := _joined(group, near))
    ]


def _slashed(found: re.Match[str], near: Nearby, lexicon: Lexicon) -> Found | None:
    """`12/3`, `123/45/6`: an address unless it reads as a date, a file or somebody's fraction."""
    view, number, at = near.view, found.group(1), found.start()
    before = view.bare[max(0, at - 20) : at]
    if _FILE.fullmatch(number) or is_no_house(near, at):
        return None
    if number.count("/") == 1 and is_counted(near, found.end(), lexicon):
        return None
    street = street_follows(near, found.end(), lexicon)
    if _DATE.fullmatch(number):
        if _DATE_BEFORE.search(before) or _DATE_STREETS.search(before):
            return None
        if not (street or _PLACE_BEFORE.search(before) or found.group().startswith("so")):
            return None
    elif number.count("/") == 1 and not (street or _looks_housed(number) or _PLACE_BEFORE.search(before)):
        return None
    return Found(at, found.end(), "ADDRESS", Reason.SLASHED, ALONE)


def _looks_housed(number: str) -> bool:
    left, right = (re.sub(r"\D", "", part) or "0" for part in re.split(r"[/\\]", number)[:2])
    return (
        int(left) > 31
        and int(right) < 1000
        and not (left == "24" and right == "7")
        and (len(left) >= 3 or int(left) > int(right))
    )


def _numbered(found: re.Match[str], near: Nearby, lexicon: Lexicon) -> Found | None:
    """`số 12` before a street, or after a word that places a house."""
    at = found.start()
    if found.group(1).endswith("k") or is_no_house(near, at) or is_counted(near, found.end(), lexicon):
        return None
    placed = _PLACE_BEFORE.search(near.view.bare[max(0, at - 20) : at])
    if (
        placed
        or _STREET_BEFORE.search(near.view.bare[max(0, at - 36) : at])
        or street_follows(near, found.end(), lexicon)
    ):
        return Found(at, found.end(), "ADDRESS", Reason.NUMBERED_HOUSE, ALONE)
    return None


def _plain(found: re.Match[str], near: Nearby, lexicon: Lexicon) -> Found | None:
    """A bare number right before a street's name: `45 Lê Lợi`."""
    text = near.view.bare
    before = text[max(0, found.start() - 20) : found.start()]
    if found.group()[-1] in _HOUSE_LETTERS and is_coded_street(near, found.end()):
        if is_no_house(near, found.start()):
            return None
        return Found(found.start(), found.end(), "ADDRESS", Reason.BEFORE_A_STREET, ALONE)
    placed = _PLACE_BEFORE.search(before) is not None
    if _NOT_COUNTED.search(before) and not placed:
        return None
    if re.search(r"(?<![a-z])(?:ngay|den|ve|gan|duong|sau)\s$", before) or lexicon.is_public_number(
        found.group()
    ):
        return None
    opening = _opened_before(text, found.start())
    if opening and is_no_house(near, opening.start()):
        return None
    if not is_known_street(near, found.end(), lexicon) and (
        _ROAD_WORDS_AFTER.match(text, found.end())
        or not street_follows(near, found.end(), lexicon, sure=not placed)
    ):
        return None
    return Found(found.start(), found.end(), "ADDRESS", Reason.BEFORE_A_STREET, ALONE)


def _opened_before(text: str, at: int) -> re.Match[str] | None:
    """A number with `đến` or `và` right before the number at `at`."""
    return _RANGE.search(text, max(0, at - 24), at)


def _opening(hit: Found, text: str) -> Found | None:
    """The first number of a range that `hit` ends: `từ số 120 đến số 130 Trường Chinh`."""
    found = _opened_before(text, hit.start) if hit.weight >= ALONE else None
    if not found:
        return None
    if found.group(1)[0].isdigit() and _NOT_COUNTED.search(text[max(0, found.start() - 20) : found.start()]):
        return None
    return Found(found.start(1), found.end(1), "ADDRESS", Reason.NUMBERED_HOUSE, ALONE)


def _neighbours(hits: list[Found], text: str) -> list[list[Found]]:
    """Parts that touch, overlap or stand next to one another, in groups."""
    groups: list[list[Found]] = []
    end = 0
    for hit in hits:
        if groups and (hit.start <= end or _JOINT.fullmatch(text, end, hit.start)):
            groups[-1].append(hit)
        else:
            groups.append([hit])
            end = 0
        end = max(end, hit.end)
    return groups


def _joined(group: list[Found], near: Nearby) -> Found | None:
    """One address (`số 12, hẻm 45/6`) of parts that together lead to a door, else nothing."""
    start, end = group[0].start, max(hit.end for hit in group)
    parts, reached = [], 0
    for hit in group:
        if hit.end > reached or hit.weight >= ALONE:
            parts.append(hit)
        reached = max(reached, hit.end)
    best = max(parts, key=lambda hit: (hit.weight, hit.reason != Reason.ROOM))
    if best.reason == Reason.ROOM and is_office_room(near, start, end):
        return None
    helped = any(hit.weight == HELP for hit in parts) or (
        best.reason != Reason.NUMBERED and is_home_room(near, start, end)
    )
    if best.weight >= ALONE or (best.weight == DOOR and helped):
        return Found(start, end, "ADDRESS", best.reason, max(best.weight, ALONE))
    return None
