"""The parts of an address: those that lead to one door, and those that only help to find it."""

import re

from minhbach.privacy.text.lexicon import Lexicon, Words
from minhbach.privacy.text.nearby import Nearby
from minhbach.privacy.text.reasons import Reason
from minhbach.privacy.text.spans import Found
from minhbach.privacy.text.streets import is_known_street

ALONE, DOOR, HELP = 64, 40, 20
"""Weights: hides by itself; hides with a HELP beside it; hides only beside one of the others."""

_DIGITS = r"(?!00)\d{1,4}(?:[a-z]\d?)?"
SLASHES = rf"(?:\s?[/\\]\s?{_DIGITS}(?![a-z0-9])|\s?[/\\]\s?[a-z]\d{{1,3}})"
NUMBER = rf"{_DIGITS}(?:\s?bis|\s?ter)?(?:{SLASHES}|-\d{{1,4}}[a-z]?(?![/\d\w])){{0,7}}"
START, END = r"(?<![a-z0-9/.,\-])", r"(?![a-z0-9/]|[.,:]\d)"
_SO = r"(?:(?:so|s)\b\.?\s?)?"
_CODE = r"(?:[a-z]{1,3}\d{0,2}[.\-]?)?\d{1,4}[a-z]?\d{0,2}(?:[.\-]\d{1,4}[a-z]?){0,2}"

_PARTS = tuple(
    (re.compile(START + pattern + END), weight, reason)
    for pattern, weight, reason in (
        (
            r"(?:(?<!den )duong hem|hem cut|hem|hxh|ngo|ngach|kiet|xet|xec|xuyet|xuyec|nganh)\s?"
            rf"{_SO}(?!\d{{1,2}}\s?m(?![a-z0-9/])){NUMBER}",
            ALONE,
            Reason.ALLEY,
        ),
        (
            r"(?:so nha|(?<!toa )nha so|can so|so can ho|can nha so|can nha|biet thu|nha tro|(?<!toa )nha|"
            r"sn)\s?[:.]?\s?"
            rf"{_SO}(?!(?:19|20)\d\d(?!/)){NUMBER}",
            ALONE,
            Reason.HOUSE,
        ),
        (
            r"(?:so nha|(?<!toa )nha so|can nha so|biet thu|lien ke|nha lien ke|nha pho lien ke)\s?[:.]?\s?"
            rf"{_SO}(?:[a-z]{{1,2}}[.\-]?)?\d{{1,4}}[a-z]?(?:[/.\-]\d{{1,4}}[a-z]?){{0,5}}",
            ALONE,
            Reason.HOUSE,
        ),
        (
            r"(?:dia chi(?: nha)?|d/c|dc|noi o|cho o|ngu tai|ngu|cu tru tai|tru tai|thuong tru(?: tai)?|"
            r"tam tru(?: tai)?|cu ngu(?: tai)?|add|address)(?: (?:nha|toi|em|minh|la|o|tai|cua))*"
            rf"\s?[:.]?\s?(?P<door>{_SO}{NUMBER})",
            ALONE,
            Reason.ADDRESS_LABEL,
        ),
        (rf"(?:can ho so|can ho|can so|can|ch)\s?{_SO}(?P<code>{_CODE})", DOOR, Reason.FLAT),
        (
            rf"(?:ki ?-?ot|kiosk|sap(?: hang)?|gian hang|shop ?house|officetel|penthouse)\s?{_SO}{_CODE}",
            ALONE,
            Reason.STALL,
        ),
        (rf"phong tro\s?{_SO}{_CODE}", ALONE, Reason.RENTED_ROOM),
        (
            rf"(?:phong so|phong)\s{_SO}(?P<code>{_CODE})|p\.?\s?\d{{3,4}}[a-z]?(?:[.\-][a-z]?\d{{1,3}})?",
            DOOR,
            Reason.ROOM,
        ),
        (r"p\.\s?[1-9]\d{3}[a-z]?", ALONE, Reason.ROOM),
        (
            r"(?:lo|nen)\s(?:so\s)?[a-z]{1,2}[.\-]?(?:\d{2,4}(?:[.\-]\d{1,3})?|\d[.\-]\d{1,3})",
            ALONE,
            Reason.PLOT,
        ),
        (rf"so\s{NUMBER}", DOOR, Reason.NUMBERED),
        (r"(?:nha |can )?khong so", HELP, Reason.NUMBERLESS),
        (r"(?:tang|lau)\s(?:so\s)?(?:\d{1,2}[a-z]?|tret|ham|lung)", HELP, Reason.FLOOR),
        (
            r"(?:lo|block|blok|toa nha|toa|thap|day nha|day tro|day|khu nha|khu|nha|cau thang|don nguyen|"
            r"sanh|nhanh)\s"
            r"(?:so\s)?(?:[a-df-hj-np-tv-z]|[a-z]{1,2}\d{1,2}[a-z]?(?:[.\-]\d{1,2})?|\d{1,2}[a-z]?)",
            HELP,
            Reason.BUILDING,
        ),
        (r"[kh]\d{1,3}/\d{1,3}", DOOR, Reason.LANE_CODE),
        (r"(?:[kh]\d{1,3}|(?:ct|no)\d{1,2}[a-z]?)", HELP, Reason.BLOCK_CODE),
    )
)
_COUNTERS = Words.divided(
    "m|m2|mét|tầng|lầu|tấm|người|căn|phòng|phòng ngủ|cái|hộ|năm|"
    "tháng|triệu|tỷ|tỉ|tr|k|nghìn|ngàn|đồng|đ|lần|con|chiếc|giờ|phút|ngày|tuần|hôm|đêm|bên|xe|mặt tiền|"
    "vợ chồng|thế hệ|đời|tuổi|trẻ|đứa|bữa|toilet|wc|pn|sào|hecta|ha|cây|sạp|trạm|bậc|cột|lớp|tấc|mẹ con|"
    "cha con|ba con|anh em|chị em|bà cháu|ông bà|miệng|thành viên|nhân khẩu|%"
)
"""Words that make the number before them a count."""
_NEXT_PART = re.compile(r"\s(?:tang|lau|can(?: ho)?|phong|lo)\s(?:so\s)?(?:[a-z]?\d|[a-z](?![a-z]))")
_NOT_HOUSES = Words.divided(
    "cây|đường|tuyến|xe buýt|xe bus|bus|buýt|cầu|quyết định|qđ|khu phố|kp|trạm|trụ|cột|thông báo|"
    "công văn|cv|cống|kênh|tổ|tổ dân phố|phường|quận|q.|p.|ấp|thôn|lớp|lần|nghị định|thông tư|chỉ thị|"
    "văn bản|luật|hàng|mẫu|phản ánh|biển số|giấy phép|hợp đồng|điều|khoản|tập|trang|bài|câu lạc bộ|thẻ|"
    "công tơ|điện thoại|tài khoản|quốc lộ|ql|tỉnh lộ|tl|hương lộ|hl|giải|đội|ca|vị trí|chuyến|tòa|toà|"
    "tòa nhà|toà nhà|"
    "nhà ga|ga|loại|thứ|đơn giá|tháng|kí hiệu|ký hiệu|chỉ số|huyện|xã|vùng|nhóm|đợt|metro|tàu|line|"
    "quầy|sân|giường|cổng|camera|số hiệu|tỷ số|tỉ số|chốt|cảng|phòng khám|trường|hồ sơ|mã|ki lô mét|"
    "km|khung|máy|lô hàng"
)
"""Words right before `số 12` that say it is no house."""
_ONLY_WITH_ACCENTS = Words.divided("đèn|ngày|tối|bến|bàn|đơn|năm|ô|cửa|chợ|số|bãi|điểm|làn|trận|bảng|sổ|vé")
_NUMBERED_THINGS = Words.divided(
    "cây|gốc cây|trụ|cột|thửa|hố ga|nắp cống|trạm biến|tuyến|lộ trình|phiếu|biên nhận|hồ sơ|công văn|"
    "quyết định|giấy phép|hợp đồng|biên bản|hóa đơn|tờ bản|mã|ticket|camera|biển báo|van nước|tủ điện|"
    "huyết áp|đường huyết|"
    "hộp cáp|chốt|điểm thu|điểm tập|bến|trạm|tủ cáp|phòng tiêm|phòng vé|phòng máy|phòng họp|phòng chờ"
)
"""What the city numbers; other words may stand between: `cây sao đen số 27`."""
_PLACERS = Words.divided(
    "trước|tại|ở|gần|cạnh|đối|bên|kế|sát|sau|nhà|ngay|hẻm|về|cửa|chỗ|"
    "ngã|đổ|gãy|nghiêng|bị|hư|hỏng|tắt|nghẹt|bể|vỡ|sập|lún"
)
"""Words after which a number belongs to a place again: `cây ngã số 12`."""
_AT_THE_DOOR = Words.divided("trước cửa|ngay cửa")
_HOME = (
    r"chung cu|cc|cu xa|nha tro|khu tro|day tro|khu nha tro|tap the|khu tap the|ktx|ky tuc xa|khach san|"
    r"nha nghi|khu do thi|kdc|khu dan cu|can ho"
)
_HOME_AFTER = re.compile(rf"[\s,(\-]{{0,3}}(?:(?:o|tai|cua|thuoc|trong)\s)?(?:{_HOME})(?![a-z])")
_HOME_BEFORE = re.compile(
    r"(?<![a-z])(?:thue|tro|song|gia\sdinh|nha (?:toi|em|minh|tui|anh|chi|ong|ba)|cu tru|cu ngu|"
    rf"(?:toi|em|minh|tui|ho|con|ma|me|ba|bo|ban|nguoi) o|{_HOME})(?![a-z])[^.!?\n]*$"
)
_OFFICE = (
    r"(?<![a-z])(?:ubnd|uy ban|hdnd|cong an|toa an|phong xu|phien toa|vien kiem sat|thi hanh an|benh vien|bv|"
    r"tram y te|y te|trung tam|phong kham|truong|dai hoc|cao dang|tieu hoc|thcs|thpt|mam non|lop hoc|hoc o|"
    r"du thi|thi (?:tai|o)|thi sinh|so (?:xay|y te|tu phap|giao|cong|tai|noi|nong|khoa|lao|quy)|chi cuc|"
    r"cuc thue|thue|kho bac|bao hiem|bhxh|mot cua|bo phan|can bo|tiep (?:cong )?dan|hanh chinh|nop ho so|"
    r"lam viec|kham|sieu am|xet nghiem|cap cuu|benh nhan|bac si|cong chung|ngan hang|hop|hoi truong|quay|"
    r"quan doan|thu vien|rap|buu dien|nha van hoa|"
    r"dang kiem|xuat nhap canh|thanh tra|boc so|lay so|giuong|khoa (?:noi|ngoai|san|nhi|mat|tim|da|duoc))"
    r"(?![a-z])"
)
_OFFICE_BEFORE = re.compile(_OFFICE + r"[^.!?\n]*$")
_OFFICE_AFTER = re.compile(
    r"[\s,(\-]{0,3}(?:(?:o|tai|cua|thuoc|ben|cho|de)\s)?"
    + _OFFICE
    + r"|\scua (?:quan|phuong|huyen|xa|thanh pho)(?![a-z])"
)


def find_parts(near: Nearby, lexicon: Lexicon) -> list[Found]:
    """Every part named by its word (`hẻm 12`, `lầu 3`), with its weight."""
    parts = []
    for pattern, weight, reason in _PARTS:
        for found in pattern.finditer(near.view.bare):
            start, end = found.start("door") if "door" in pattern.groupindex else found.start(), found.end()
            if is_counted(near, end, lexicon, bare_house=found.group().startswith("nha ")):
                continue
            if reason == Reason.NUMBERED and is_no_house(near, start):
                continue
            code = found.groupdict().get("code") or ""
            if re.fullmatch(r"\d{1,4}m2?", code):
                continue
            weight_here = ALONE if re.search(r"\d{3}|[a-z.\-]", code) else weight
            parts.append(Found(start, end, "ADDRESS", reason, weight_here))
    return parts


def is_counted(near: Nearby, at: int, lexicon: Lexicon, bare_house: bool = False) -> bool:
    """Whether the number that ends at `at` counts things (`3 tầng`), and is not followed by a street.

    In `nhà 3 tầng 2 lầu` it counts, in `căn 3 tầng 2` it does not.
    """
    if not near.after(at, _COUNTERS) or is_known_street(near.view, at, lexicon):
        return False
    return bare_house or not _NEXT_PART.match(near.view.bare, at)


def is_no_house(near: Nearby, at: int) -> bool:
    """Whether the words before say that the number at `at` belongs to a post, a bus, a paper."""
    if near.before(at, _NOT_HOUSES) or near.headed(at, _NUMBERED_THINGS, _PLACERS):
        return True
    return near.accented and near.before(at, _ONLY_WITH_ACCENTS) and not near.before(at, _AT_THE_DOOR)


def is_office_room(near: Nearby, start: int, end: int) -> bool:
    """Whether the room at `start` is one that anybody goes to: at an agency, a hospital, a school."""
    text = near.view.bare
    if _HOME_AFTER.match(text, end):
        return False
    if _OFFICE_AFTER.match(text, end):
        return True
    before = text[max(0, start - 64) : start]
    return not _HOME_BEFORE.search(before[-32:]) and _OFFICE_BEFORE.search(before) is not None


def is_home_room(near: Nearby, start: int, end: int) -> bool:
    """Whether the words around a short room number speak of living there."""
    before = near.view.bare[max(0, start - 32) : start]
    return bool(_HOME_AFTER.match(near.view.bare, end) or _HOME_BEFORE.search(before))
