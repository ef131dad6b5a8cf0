"""Say what a run of digits is: somebody's phone, identity paper, bank account, or none of our business."""

import re

from minhbach.privacy.text.digits import Group, Run, digit_runs, set_aside
from minhbach.privacy.text.folding import SEAL_CLASS, View
from minhbach.privacy.text.lexicon import Lexicon
from minhbach.privacy.text.reasons import Reason
from minhbach.privacy.text.spans import Found

_REACH = 48
"""How far before a number its label may stand."""

_BANKS = (
    "vietcombank|vcb|techcombank|tcb|mbbank|mb bank|vietinbank|bidv|agribank|acb|sacombank|tpbank|vpbank|"
    "tech|msb|seabank|eximbank|scb|lpbank|lienviet|pvcombank|shinhan|abbank|vib|hdbank|shb|ocb|momo"
)
_LABELS = {
    "PHONE": r"sdt|so dt|so dien thoai|dien thoai|dthoai|dt|phone|tel|mobile|di dong|so may|lien he|lien lac|"
    r"goi|call|alo|zalo|zl|viber|whatsapp|nhan tin|hotline|fax|so lh|lh|may ban",
    "ID": r"cccd|cc cd|cmnd|cmtnd|cmt|can cuoc|chung minh|ho chieu|passport|mst|ma so thue|bhxh|"
    r"bao hiem xa hoi|"
    r"bhyt|bao hiem y te|the bao hiem|dinh danh|gplx|giay phep lai xe|bang lai|ma khach hang|ma kh|danh bo|"
    r"so danh ba|vneid|giay to tuy than",
    "BANK": r"stk|so tk|so tai khoan|tai khoan|tk|account|acc|chuyen khoan|ck|the ngan hang|so "
    rf"the|the tin dung|{_BANKS}|zalopay|ngan hang|nganhang|visa|mastercard|atm|bank",
    "CODE": r"ma phan anh|ma pa|ma tra cuu|ma ho so|so ho so|bien nhan|so bien nhan|phan anh so|"
    r"ma so phan anh|"
    r"ma don|van ban so|quyet dinh so|cong van so|nghi dinh|thong tu|ma tru|tru so|tru den|ma den|so hieu|"
    r"ma hieu|toa do|serial|ma van don|so seri|ma tuyen|hop dong so|hoa don so|ma yeu cau|"
    r"request|ticket|ma vu viec|ma vach|barcode|ma san pham|so lo|lo sx|so bao danh|sbd|so cong bo|"
    r"so dang ky|ma tram|ma tu|ma nap|so thu tu|phieu tiep nhan|phieu hen",
}
_LABEL = re.compile(
    r"(?<![a-z])(?:" + "|".join(f"(?P<{kind}>{words})" for kind, words in _LABELS.items()) + r")(?![a-z])"
)
_BANK_AFTER = re.compile(
    r"[\s,;:(\-]{0,4}(?:(?:tai |o |nh |ngan hang |bank )?)"
    rf"(?:{_BANKS}|mb|ngan hang)(?![a-z])"
)
_HIDE = r"[*x•●×#]"
_MASKED = tuple(
    re.compile(rf"(?<![a-z0-9*•])(?:{pattern})(?![a-z0-9*•])")
    for pattern in (
        rf"\d{{2,6}}(?:[ \-]?\d{{2}})?(?:[ \-]?{_HIDE}){{3,12}}(?:[ \-]?\d){{2,6}}",
        r"\d{6}(?:\.{3,6}|…)\d{3,4}",
        rf"0[35789](?:[ .\-]?\d){{4,6}}(?:[ .\-]?{_HIDE}){{2,4}}",
        rf"(?:{_HIDE}[ \-]?){{4,16}}\d{{3,6}}",
    )
)
"""Numbers partly starred out by a machine: what is left still tells one account from another."""
_PHONE = re.compile(r"(?:0[35789]\d{8}|02\d{8,9}|01[2689]\d{8}|(?:00)?84(?:0)?(?:[35789]\d{8}|2\d{8,9}))")
_CITIZEN = re.compile(r"0(?:0[1-9]|[1-8]\d|9[0-6])[0-9]\d{8}")


def find_numbers(view: View, lexicon: Lexicon) -> list[Found]:
    """Phones, identity numbers and accounts, written in digits or spelled out."""
    guarded = set_aside(view.bare, lexicon.is_public_number)
    hits: list[Found] = []
    for run in digit_runs(guarded):
        hits.extend(_hits_in(run, guarded))
    bare = view.bare
    return hits + [hit for shape in _MASKED for m in shape.finditer(bare) if (hit := _masked(m, bare))]


def _masked(found: re.Match[str], text: str) -> Found | None:
    label = _label_before(text, found.start())
    written = re.sub(r"[ .\-]", "", found.group())
    if label == "CODE" or (label is None and written[0] not in "*0123456789"):
        return None
    phone = re.match(r"0[35789]", written) and len(written) == 10
    kind = label if label in ("ID", "BANK") else "PHONE" if phone or label == "PHONE" else "BANK"
    return Found(found.start(), found.end(), kind, Reason.STARRED_OUT, 82)


def _hits_in(run: Run, text: str) -> list[Found]:
    """The whole run if it reads as one number, else the first shortest stretches of groups that do."""
    groups = run.groups
    alone = any(_PHONE.fullmatch(g.digits) or _CITIZEN.fullmatch(g.digits) for g in groups)
    if len(groups) == 1 or not alone:
        whole = _classify(groups, run, text)
        if whole:
            return [whole]
    hits: list[Found] = []
    at = 0
    while at < len(groups):
        for end in range(at + 1, len(groups) + 1):
            hit = _classify(groups[at:end], run, text) if end - at < len(groups) else None
            if hit:
                hits.append(hit)
                at = end
                break
        else:
            at += 1
    return hits


def _classify(groups: tuple[Group, ...], run: Run, text: str) -> Found | None:
    digits = "".join(g.digits for g in groups)
    start, end = groups[0].start, groups[-1].end
    if not 7 <= len(digits) <= 20:
        return None
    label = _label_before(text, start)
    kind = _kind(digits, label, _BANK_AFTER.match(text, end) is not None, run, len(groups))
    if kind is None:
        return None
    while start and text[start - 1] in "+(":
        start -= 1
    labelled = Reason(f"labelled {label}") if label else Reason.NUMBER_SHAPE
    return Found(start, end, kind, Reason.SPELLED_OUT if run.spoken else labelled, 80)


def _label_before(text: str, start: int) -> str | None:
    before = text[max(0, start - _REACH) : start]
    before = re.split(rf"[{SEAL_CLASS}\n;!?]|\. ", before)[-1]
    label = None
    for found in _LABEL.finditer(before):
        label = found.lastgroup
    return label


def _kind(digits: str, label: str | None, bank_after: bool, run: Run, groups: int) -> str | None:
    size = len(digits)
    if size == 13 and digits.startswith("893") and label not in ("BANK", "ID"):
        return None  # an article number of Vietnam's range, from a packet
    if bank_after and size >= 8 or label == "BANK" and not (_PHONE.fullmatch(digits) and groups > 2):
        return "BANK"
    if label == "ID" and size >= 7:
        return "ID"
    if _PHONE.fullmatch(digits) or (run.plus and 8 <= size <= 15):
        return "PHONE"
    if label == "PHONE":
        return "PHONE" if size <= 13 else None
    if label == "CODE":
        return None
    return _unlabelled(digits, run, groups)


def _unlabelled(digits: str, run: Run, groups: int) -> str | None:
    size = len(digits)
    if size == 12 and _CITIZEN.fullmatch(digits):
        return "ID"
    if run.spoken:
        return "PHONE" if 9 <= size <= 12 else None
    if size == 16 and (groups == 4 or _passes_luhn(digits)):
        return "BANK"
    round_sum = digits.endswith("000")
    if groups == 1 and size in (9, 10, 12) and not round_sum:
        return "ID"
    if groups == 1 and 13 <= size <= 19 and not round_sum and digits[:2] not in ("19", "20"):
        return "BANK"
    return None


def _passes_luhn(digits: str) -> bool:
    """The check digit of payment cards (ISO/IEC 7812-1)."""
    doubled = [int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0
