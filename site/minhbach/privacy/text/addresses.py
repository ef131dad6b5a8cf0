"""Find the part of an address that leads to one door: house number, alley, flat. The street's name stays."""

import re

from minhbach.privacy.text.folding import View
from minhbach.privacy.text.lexicon import Lexicon
from minhbach.privacy.text.spans import Found

_N = (
    r"\d{1,4}[a-z]?\d?(?:\s?bis|"
    r"\s?ter)?(?:\s?[/\\]\s?\d{1,4}[a-z]?\d?(?![a-z0-9])|\s?[/\\]\s?[a-z]\d{1,3}|-\d{1,4}[a-z]?(?![/\d\w])){0,7}"
)
_SLASHED = r"\d{1,4}[a-z]?\d?(?:\s?[/\\]\s?\d{1,4}[a-z]?\d?(?![a-z0-9])|\s?[/\\]\s?[a-z]\d{1,3}){1,7}"
_END = (
    r"(?![a-z0-9/]|\s?(?:met|m|m2|tang|lau|tam|nguoi|can(?! ho)|phong ngu|mat tien|cai|ho "
    r"dan|ho|nam|thang|trieu|ty|tr|lan|con|chiec|gio|phut|ngay|%)(?![a-z0-9])|[.,:]\d)"
)
_HOUSE_END = (
    r"(?![a-z0-9/]|\s?(?:met|m|m2|tang|lau|tam|nguoi|phong ngu|mat tien|%|gio|phut|"
    r"ngay(?! nay))(?![a-z0-9])|[.,:]\d)"
)
_WIDE_END = r"(?![a-z0-9/]|\s?(?:met|m|m2)(?![a-z0-9])|[.,]\d)"
_SO = r"(?:so|s)\.?\s?"
_ALLEY_WORD = r"(?:hem cut|hem|hxh|ngo|ngach|kiet|xet|xec|xuyet|xuyec|nganh|duong hem)"
_CODE = r"(?:[a-z]{1,2}[.\-]?)?\d{1,4}(?:[.\-]\d{1,3}){0,2}[a-z]?"
_STREET_HEAD = (
    r"(?:duong|pho|dai lo|ql|quoc lo|tinh lo|tl|huong lo|hl|ap|kp|khu pho|thon|xom|to|d\.|"
    r"hem|ngo|ngach|kiet|xet|khu dan cu|kdc|cu xa|chung cu|cc)"
)
_BEFORE_OK = r"(?<![a-z0-9/.,\-])"
_NOT_NUMBERED = re.compile(
    r"(?<![a-z0-9])(?:cay|duong|tuyen|xe buyt|xe bus|bus|buyt|cau|quyet dinh|qd|khu pho|"
    r"kp|tram|tru|tru dien|tru den|cot|cot dien|den|thong bao|"
    r"cong van|cv|cong|kenh|to|to dan pho|phuong|quan|q\.|p\.|ap|thon|lop|lan|nghi dinh|"
    r"thong tu|chi thi|van ban|luat|hang|mau|"
    r"ho so|phan anh|bien so|don|giay phep|hop dong|dieu|khoan|tap|trang|bai|cau lac bo|"
    r"the|cong to|dien thoai|tai khoan|ban|"
    r"quoc lo|ql|tinh lo|tl|huong lo|hl|giai|doi|ca|toi|vi tri|cong tac|chuyen|toa|nha ga|"
    r"ga|ben|cua|loai|thu|top|don gia|nam|thang|ngay|"
    r"giay|ki hieu|ky hieu|so|chi so|va|den cot|huyen|xa|vung|nhom|dot|metro|tau|line)\s$"
)
_NOT_COUNTED = re.compile(
    r"(?<![a-z])(?:ngay|hom|luc|sang|chieu|toi|dem|trua|khoang|hon|gan|tren|duoi|co|du|"
    r"phuong|quan|khu pho|kp|to|ap|tuyen|xe|xe buyt|nam|thang|"
    r"cau|lop|giai|hang|top|vu|tang|km|tap|lan|duong|q\.|p\.|q|p|f|f\.|quy|tuan|thu|mung|"
    r"mong|tu|sau|truoc|gio|phut|lau|dieu|khoan|"
    r"ca|muc|cot|tru|so tien|tong|den|gom|it nhat|moi|cho|metro|ga|ql|tl|hl|quoc lo|tinh "
    r"lo|dot|chuong|huong lo|cong|hoi|thi|la|cac|"
    r"va|nhung|khoa|ky|ki|doan|nhom|doi|chang|vong|tran|chinh|vong|u|gia|diem|ty le|the "
    r"he|mua|the ky|thu|hon|dai|cao|rong|sau|"
    r"ngoai|trong|chi|con|them|mat|bi|nhat|lan thu|bang|huyen|xa|thon|ong|ba|anh|em|tong "
    r"dai|hotline|dau so|mac|canh|dai dien|tai san|cay so|so)\s$"
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

_LABELLED = tuple(
    (re.compile(_BEFORE_OK + pattern), weight, reason)
    for pattern, weight, reason in (
        (_ALLEY_WORD + r"\s?(?:" + _SO + r")?(?!\d{1,2}\s?m(?![a-z0-9/]))" + _N + _WIDE_END, 66, "alley"),
        (
            r"(?:so nha|nha so|can so|nha|so can ho|can nha so|can nha|lo so|sn)\s?[:.]?\s?(?:"
            + _SO
            + r")?(?!(?:19|20)\d\d(?!/))"
            + _N
            + _HOUSE_END,
            64,
            "house",
        ),
        (
            r"(?:so nha|nha so|can nha "
            r"so)\s?[:.]?\s?[a-z]{1,2}[.\-]?\d{1,4}[a-z]?(?:[/.\-]\d{1,4}[a-z]?){0,5}" + _END,
            64,
            "house",
        ),
        (
            r"(?:dia chi(?: nha)?|d/c|dc|đ/c|noi o|cho o|ngu tai|ngu|cu tru tai|tru tai|thuong "
            r"tru(?: tai)?|tam tru(?: tai)?|cu ngu(?: tai)?|add|address)(?: (?:nha|toi|em|minh|la|"
            r"o|tai|cua))*\s?[:.]?\s?(?P<door>(?:" + _SO + r")?" + _N + r")" + _HOUSE_END,
            64,
            "address label",
        ),
        (
            r"(?:can ho|can|phong|can ho so|can so|phong so|phong tro|p\.|"
            r"ch)\s?(?:so\s)?(?:[a-z]{1,2}[.\-]?\d{1,4}(?:[.\-]\d{1,3}){0,2}|\d{3,4}[a-z]?|"
            r"\d{1,2}[a-z]?[.\-]\d{1,2}(?:[.\-]\d{1,3})?|(?<=so )\d{1,3})(?:[a-z])?" + _END,
            62,
            "flat",
        ),
        (
            r"(?:block|blok|toa nha|toa|thap|lo)\s(?:[a-z]{1,2}\d{0,3}(?:[.\-]\d{1,3})?|"
            r"\d{1,2})[\s,\-]{1,3}(?:(?:tang|lau)\s\d{1,2}[\s,\-]{1,3})?(?:can(?: ho)?|phong|so|"
            r"ch)\s?(?:so\s)?" + _CODE + _END,
            65,
            "flat",
        ),
        (
            r"(?:tang|lau)\s\d{1,2}[\s,\-]{1,3}(?:can(?: ho)?|phong|p\.)\s?(?:so\s)?" + _CODE + _END,
            65,
            "flat",
        ),
        (r"(?:lo|nen)\s(?:so\s)?[a-z]{1,2}[.\-]?\d{1,4}(?:[.\-]\d{1,3})?" + _END, 60, "plot"),
    )
)
_NUMBERED = re.compile(_BEFORE_OK + r"(?:so)\s?(" + _N + r")" + _HOUSE_END)
_SLASH = re.compile(
    _BEFORE_OK
    + r"(?:so\s?)?([a-z]?"
    + _SLASHED
    + r"|[a-z]\d{1,4}[a-z]?(?:[/\\]\d{1,4}[a-z]?){1,6})(?:\s?(?:xet|tren|xuyet)\s?\d{1,3})?"
    + _HOUSE_END
)
_PLAIN = re.compile(r"(?<![a-z0-9/.,:+\-])\d{1,4}(?:[a-z]|\s?bis|\s?ter)?(?:-\d{1,4}[a-z]?)?(?=\s)")
_STREET_AFTER = re.compile(rf"\s{{0,2}},?\s?(?:{_STREET_HEAD}\s|(?:ql|tl|hl|dt|kp)(?=\d))")
_PLACE_BEFORE = re.compile(
    r"(?<![a-z])(?:tai|o|doi dien|truoc|canh|ke|ben|nha|sat|gan|truoc nha|dia chi|ngay|"
    r"canh nha|hem|duong|doi dien nha|ke ben|sau|sau nha|truoc cua|ve|den|nha rieng)\s$"
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
_CAPITAL_STREET = re.compile(r"\s(?:Đ\.\s?)?([^\W\d_a-z][^\W\d_]*)(?:\s([^\W\d_a-z][^\W\d_]*|\d{1,2}))")
_NEXT_NUMBER = re.compile(r"[\s,\-]{1,3}(?:nha )?so (?:nha )?" + _N + _HOUSE_END)
_JOINT = re.compile(r"[\s,.\-–]*")


def find_addresses(view: View, lexicon: Lexicon) -> list[Found]:
    """House numbers, alleys, flats and exact coordinates."""
    text = view.bare
    hits = [
        Found(
            m.start("door") if "door" in pattern.groupindex else m.start(), m.end(), "ADDRESS", reason, weight
        )
        for pattern, weight, reason in _LABELLED
        for m in pattern.finditer(text)
        if not _NOT_NUMBERED.search(text[max(0, m.start() - 20) : m.start()])
    ]
    hits += [Found(m.start(), m.end(), "ADDRESS", "coordinates", 90) for m in _COORDINATES.finditer(text)]
    hits += [hit for m in _SLASH.finditer(text) if (hit := _slashed(m, view, lexicon))]
    hits += [hit for m in _NUMBERED.finditer(text) if (hit := _numbered(m, view, lexicon))]
    hits += [
        Found(m.start(), m.end(), "ADDRESS", "numbered house", 62)
        for hit in hits
        if (m := _NEXT_NUMBER.match(text, hit.end))
    ]
    hits += [hit for m in _PLAIN.finditer(text) if (hit := _plain(m, view, lexicon))]
    return _joined(sorted(hits, key=lambda h: (h.start, -h.end)), text)


def _slashed(found: re.Match[str], view: View, lexicon: Lexicon) -> Found | None:
    """`12/3`, `123/45/6`: an address unless it reads as a date or somebody's fraction."""
    text, number = view.bare, found.group(1)
    before = text[max(0, found.start() - 20) : found.start()]
    if _NOT_NUMBERED.search(before) and not _STREET_AFTER.match(text, found.end()):
        return None
    street = _street_follows(view, found.end(), lexicon)
    if _DATE.fullmatch(number):
        if _DATE_BEFORE.search(before) or _DATE_STREETS.search(before):
            return None
        if not (street or _PLACE_BEFORE.search(before) or found.group().startswith("so")):
            return None
    elif number.count("/") == 1 and not (street or _looks_housed(number) or _PLACE_BEFORE.search(before)):
        return None
    return Found(found.start(), found.end(), "ADDRESS", "house number with slashes", 63)


def _looks_housed(number: str) -> bool:
    left, right = (re.sub(r"\D", "", part) or "0" for part in re.split(r"[/\\]", number)[:2])
    return (
        int(left) > 31
        and int(right) < 1000
        and not (left == "24" and right == "7")
        and (len(left) >= 3 or int(left) > int(right))
    )


def _numbered(found: re.Match[str], view: View, lexicon: Lexicon) -> Found | None:
    """`số 12` before a street, or after a word that places a house."""
    text = view.bare
    before = text[max(0, found.start() - 20) : found.start()]
    if _NOT_NUMBERED.search(before):
        return None
    if _street_follows(view, found.end(), lexicon) or _PLACE_BEFORE.search(before):
        return Found(found.start(), found.end(), "ADDRESS", "numbered house", 62)
    return None


def _plain(found: re.Match[str], view: View, lexicon: Lexicon) -> Found | None:
    """A bare number right before a street's name: `45 Lê Lợi`."""
    text = view.bare
    before = text[max(0, found.start() - 20) : found.start()]
    if _NOT_COUNTED.search(before) and not _PLACE_BEFORE.search(before):
        return None
    if re.search(r"(?<![a-z])(?:ngay|den|ve|gan|duong|sau)\s$", before) or lexicon.is_public_number(
        found.group()
    ):
        return None
    if _ROAD_WORDS_AFTER.match(text, found.end()) or not _street_follows(
        view, found.end(), lexicon, sure=True
    ):
        return None
    return Found(found.start(), found.end(), "ADDRESS", "number before a street", 61)


def _street_follows(view: View, at: int, lexicon: Lexicon, sure: bool = False) -> bool:
    head = _STREET_AFTER.match(view.bare, at)
    if head and (not sure or head.group()[-1].isalpha()):
        return True
    at = head.end() - 1 if head else at
    if _is_known_street(view, at, lexicon):
        return True
    capital = _CAPITAL_STREET.match(view.composed, at)
    if not capital:
        return bool(
            head
            and re.match(r"\s(?:so\s)?\d{1,3}[a-z]?(?![a-z0-9/])", view.bare[at : at + 9])
            and head.group().strip() != "to"
        )
    if not sure or head:
        return True
    first = capital.group(1).lower()
    pair = f"{first} {(capital.group(2) or '').lower()}"
    return first in lexicon.names["surnames"] and pair not in lexicon.names["not_people"]


def _is_known_street(view: View, at: int, lexicon: Lexicon) -> bool:
    words = re.findall(r"[^\W_]+", view.bare[at : at + 44].split("\n")[0])[: lexicon.streets.longest]
    piece = view.bare[at : at + 2]
    if not piece[:1].isspace() and piece[:1] != ",":
        return False
    return any(" ".join(words[:size]) in lexicon.streets.bare for size in range(len(words), 1, -1))


def _joined(hits: list[Found], text: str) -> list[Found]:
    """Neighbouring parts of one address (`số 12, hẻm 45/6`) as one."""
    joined: list[Found] = []
    for hit in hits:
        last = joined[-1] if joined else None
        if last and (hit.start <= last.end or _JOINT.fullmatch(text, last.end, hit.start)):
            stronger = max(last, hit, key=lambda h: h.weight)
            joined[-1] = Found(
                last.start, max(last.end, hit.end), "ADDRESS", stronger.reason, stronger.weight
            )
        else:
            joined.append(hit)
    return joined
