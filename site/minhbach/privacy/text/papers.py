"""Find numbers with letters in them: passports, health cards, customer codes, licence plates."""

import re

from minhbach.privacy.text.digits import SHAPES, WALL
from minhbach.privacy.text.folding import View
from minhbach.privacy.text.reasons import Reason
from minhbach.privacy.text.spans import Found

_PAPERS = (
    (re.compile(r"(?<![^\W_])[A-Z]\s?\d{7,8}[A-Z]?(?![^\W_])"), Reason.PASSPORT),
    (re.compile(r"(?<![^\W_])[A-Z]{2}[ .\-]?\d(?:[ .\-]?\d){12}(?!\d)"), Reason.HEALTH_CARD),
)
_HEALTH_CARD = re.compile(r"(?<![a-z0-9])[a-z]{2}[1-5]\d{12}(?!\d)")
_LABELLED = re.compile(
    r"(?<![a-z])(?:cccd|cmnd|cmt|can cuoc|ho chieu|hc|passport|visa|bhyt|bhxh|the bao "
    r"hiem(?: y te)?|gplx|bang lai(?: xe)?|(?:id|identity|citizen|residence|trc|insurance)(?: card)?|"
    r"driver.?s licen[cs]e|driving licen[cs]e|tax (?:code|id)|"
    r"ma khach hang|ma kh|ma so thue|mst|danh bo|dinh danh|giay khai sinh)(?: (?:so|la|"
    r"cua|toi|em|minh|ca nhan|ong|ba|ma|con|be|nha|vo|chong|me|bo|moi|cu|dien|nuoc|no\.?|number|is|my|num))*"
    r"\s?[:#\-]?\s?((?:[a-z]{1,4}[ \-]?)?\d(?:[ .\-]?\d){5,14}|(?=(?:[a-z]*\d){4})[a-z0-9]{7,10})(?![a-z0-9])"
)
_BOOKS = tuple(
    (
        re.compile(
            rf"(?<![a-z])(?:{label})(?: (?:so|ma|ma so|seri|serial|ky hieu|la|mang))*"
            rf"\s?[:#]?\s?({shape})(?![a-z0-9])"
        ),
        kind,
    )
    for label, shape, kind in (
        (r"so tiet kiem|so tk|the tiet kiem", r"[a-z]{1,3}[ .\-]?\d{5,12}|\d(?:[ .]?\d){5,14}", "BANK"),
        (
            r"so do|so hong|giay chung nhan(?: quyen su dung dat)?|quyen su dung dat|gcn(?:qsdd)?|"
            r"giay khai sinh|(?:giay )?(?:dang )?ky ket hon|giay to xe|ca vet(?: xe)?|cavet",
            r"[a-z]{2}[ .\-]?\d{5,8}|\d{6,9}",
            "ID",
        ),
    )
)
_PROVINCE = r"(?:1[1-9]|[2-9]\d)"
_SERIES = (
    r"(?!(?:cc|km|kg|cm|mm|ml|tr|ty)(?![a-z]))(?:[a-hk-npr-vxyz]|[a-hk-npr-vxyz][1-9]|[a-hk-npr-vxyz]{2}|"
    r"md[1-9]|"
    r"ld|da|kt|td|hc|mk|ng|nn|qt|cv|cd)"
)
_TAIL = r"(?:\d{3}\.\d{2}(?!\d|[.,]\d)|(?:\d{3}[.,\- ]?\d{2}|\d{4})(?![a-z0-9]|[.,]\d))"
_EDGE = r"(?:(?<![a-z0-9])|(?<=bien)|(?<=xe)|(?<=bs)|(?<=bsx)|(?<=bks)|(?<=so))"
"""Where a plate may start: also glued to the word that announces it."""
_SAID = r"(?:khong|ko|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin)"
_PLATES = (
    (
        re.compile(rf"{_EDGE}{_PROVINCE}[ \-.]?{_SERIES}[ \-.]{{1,3}}{_TAIL}"),
        Reason.PLATE,
    ),
    (
        re.compile(rf"(?<![a-z])(?:{_SAID}\s){{2}}(?!{_SAID}\s){_SERIES}(?:\s{_SAID}){{4,6}}(?![a-z0-9])"),
        Reason.SPELLED_OUT,
    ),
    (re.compile(rf"{_EDGE}{_PROVINCE}[ \-.]?{_SERIES}\d{{5}}(?!\d|[.,]\d)"), Reason.PLATE),
    (
        re.compile(r"(?<![a-z0-9])\d{2}[ \-.]?\d{3}[ \-.]?(?:ng|nn|qt|cv)[ \-.]?\d{2,3}(?![a-z0-9])"),
        Reason.DIPLOMATIC_PLATE,
    ),
    (
        re.compile(
            rf"(?<![A-Za-z0-9]){_PROVINCE}(?:[A-HL-PS-VXYZ]|"
            rf"[A-Z][A-Z1-9])[\-.]\d{{2}}\.\d{{3}}(?![A-Za-z0-9]|[.,]\d)"
        ),
        Reason.PLATE_DOT,
    ),
    (
        re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}[ \-]\d{2}[ \-.]\d{2}(?![A-Za-z0-9]|[.\-/]\d)"),
        Reason.MILITARY_PLATE,
    ),
)
_PLATE_LABELLED = re.compile(
    r"(?<![a-z])(?:bien so(?: xe)?|bien kiem soat|bks|bsx|bs|so xe|bien xe|bang so|"
    r"bien(?: vang| xanh| trang| do)?|"
    r"xe(?: (?:may|oto|o to|tai|hoi|bien|bon|ben|con|khach|ba gac|van|sh|wave|cau|rac|cont|container|"
    r"dau keo|quan doi|quan su|cuu thuong|ban tai))?)"
    r"(?: (?:so|la|xe|mang|kiem soat|bien|dang ky))*\s?[:\-]?\s?"
    r"((?=[a-z0-9 .\-]{0,12}\d{2})(?!\d{2}\s?(?:k|h|cc|km|kg|cm)[ \-]{1,3}(?:\d{4}(?!\d)|\d{2}[.,]\d))"
    r"\d{2}[ \-.]?[a-z]{1,2}\d?[ \-.]{0,3}\d(?:[.,\- ]?\d){3,4}|"
    r"\d{3}[. ]\d{2}|[a-z]{2}[ \-]?\d{2}[ \-.]?\d{2})"
    r"(?![a-z0-9])"
)
_UPRIGHT = re.compile(r"[A-Z]")
_STREET_LIKE = re.compile(r"^\d{2}[ ](?:m|k|g|l|h|p|s|t|d|v|a|u|n|c)[ ]\d")


def find_papers(view: View) -> list[Found]:
    """Identity papers with letters and licence plates."""
    guarded = view.composed
    for guard in SHAPES:
        guarded = _walled(guarded, guard, view.bare)
    bare = "".join(WALL if g == WALL else b for g, b in zip(guarded, view.bare, strict=True))
    hits = [Found(m.start(), m.end(), "ID", why, 85) for p, why in _PAPERS for m in p.finditer(guarded)]
    hits += [Found(m.start(1), m.end(1), "ID", Reason.NAMED_PAPER, 86) for m in _LABELLED.finditer(bare)]
    hits += [Found(m.start(), m.end(), "ID", Reason.HEALTH_CARD, 85) for m in _HEALTH_CARD.finditer(bare)]
    hits += [
        Found(m.start(1), m.end(1), kind, Reason.NAMED_BOOK, 86)
        for pattern, kind in _BOOKS
        for m in pattern.finditer(bare)
    ]
    return hits + _plates(view, bare, guarded)


def _plates(view: View, bare: str, composed: str) -> list[Found]:
    hits = [
        Found(m.start(1), m.end(1), "PLATE", Reason.NAMED_PLATE, 88) for m in _PLATE_LABELLED.finditer(bare)
    ]
    for pattern, reason in _PLATES:
        text = composed if "A-Za-z" in pattern.pattern else bare
        for found in pattern.finditer(text):
            written = view.composed[found.start() : found.end()]
            if _UPRIGHT.search(written) or not _STREET_LIKE.match(found.group()):
                hits.append(Found(found.start(), found.end(), "PLATE", reason, 84))
    return hits


def _walled(text: str, guard: re.Pattern[str], bare: str) -> str:
    for found in guard.finditer(bare):
        text = text[: found.start()] + WALL * (found.end() - found.start()) + text[found.end() :]
    return text
