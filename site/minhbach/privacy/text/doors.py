"""The parts of an address: those that lead to one door, and those that only help to find it."""

import re

from minhbach.privacy.text.lexicon import Lexicon, Words
from minhbach.privacy.text.nearby import Nearby
from minhbach.privacy.text.parts import ALONE, PARTS
from minhbach.privacy.text.reasons import Reason
from minhbach.privacy.text.spans import Found
from minhbach.privacy.text.streets import is_known_street

_COUNTERS = Words.divided(
    "m|m2|mét|tầng|lầu|tấm|người|căn|phòng|phòng ngủ|cái|hộ|năm|"
    "tháng|triệu|tỷ|tỉ|tr|k|nghìn|ngàn|đồng|đ|lần|con|chiếc|giờ|phút|ngày|tuần|hôm|đêm|bên|xe|mặt tiền|"
    "vợ chồng|thế hệ|đời|tuổi|trẻ|đứa|bữa|toilet|wc|pn|sào|hecta|ha|cây|sạp|trạm|bậc|cột|lớp|tấc|mẹ con|"
    "cha con|ba con|anh em|chị em|bà cháu|ông bà|miệng|thành viên|nhân khẩu|%|"
    "minute|minutes|mins|hour|hours|days|night|nights|week|weeks|month|months|year|years|times|"
    "people|persons|families|kids|children|floors|storeys|stories|meters|metres|km|doors|houses|rooms|"
    "bedroom|bedrooms|beds|bathrooms|dogs|cats|cars|bikes|motorbikes|trees|million|thousand|vnd|pm|"
    "percent|steps|blocks"
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
    "km|khung|máy|lô hàng|bus|buses|route|gate|platform|counter|flight|ticket|case|report|decree|"
    "decision|circular|phone|account|card|street|road|district|ward|quarter|group|tree|pole|lamp post|"
    "manhole|phase|class|grade|chapter|article|model|version|terminal|pier|exit|track|bridge|team|page|form|hotline|id"
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
    r"nha nghi|khu do thi|kdc|khu dan cu|can ho|apartments?|condo|hotel|hostel|guest ?house|homestay|"
    r"dorm(?:itory)?|residences?|tower|block"
)
_HOME_AFTER = re.compile(
    r"[\s,(\-]{0,3}(?:(?:o|tai|cua|thuoc|trong|(?:of|in|at)(?: the| a)?)\s)?" + rf"(?:{_HOME})(?![a-z])"
)
_HOME_BEFORE = re.compile(
    r"(?<![a-z])(?:thue|tro|song|cu dan|landlord|tenant|rent|live|stay|neighbou?r|flatmate|roommate|"
    r"gia\sdinh|nha (?:toi|em|minh|tui|anh|chi|ong|ba)|cu tru|cu ngu|"
    rf"(?:toi|em|minh|tui|ho|con|ma|me|ba|bo|ban|nguoi) o|{_HOME})(?![a-z])[^.!?\n]*$"
)
_OFFICE = (
    r"(?<![a-z])(?:ubnd|uy ban|hdnd|cong an|toa an|phong xu|phien toa|vien kiem sat|thi hanh an|benh vien|bv|"
    r"tram y te|y te|trung tam|phong kham|truong|dai hoc|cao dang|tieu hoc|thcs|thpt|mam non|lop hoc|hoc o|"
    r"du thi|thi (?:tai|o)|thi sinh|so (?:xay|y te|tu phap|giao|cong|tai|noi|nong|khoa|lao|quy)|chi cuc|"
    r"cuc thue|thue|kho bac|bao hiem|bhxh|mot cua|bo phan|can bo|tiep (?:cong )?dan|hanh chinh|nop ho so|"
    r"lam viec|kham|sieu am|xet nghiem|cap cuu|benh nhan|bac si|cong chung|ngan hang|hop|hoi truong|quay|"
    r"quan doan|thu vien|rap|buu dien|nha van hoa|"
    r"dang kiem|xuat nhap canh|thanh tra|boc so|lay so|giuong|khoa (?:noi|ngoai|san|nhi|mat|tim|da|duoc)|"
    r"hospital|clinic|committee|department|police|court|school|university|office|consulate|embassy|immigration)"
    r"(?![a-z])"
)
_OFFICE_BEFORE = re.compile(_OFFICE + r"[^.!?\n]*$")
_OFFICE_AFTER = re.compile(
    r"[\s,(\-]{0,3}"
    r"(?:(?:o|tai|cua|thuoc|ben|cho|de|(?:of|in|at)(?: the)?(?: people.?s| ward| district| city)*)\s)?"
    + _OFFICE
    + r"|\scua (?:quan|phuong|huyen|xa|thanh pho)(?![a-z])"
)


def find_parts(near: Nearby, lexicon: Lexicon) -> list[Found]:
    """Every part named by its word (`hẻm 12`, `lầu 3`), with its weight."""
    parts = []
    for pattern, weight, reason in PARTS:
        for found in pattern.finditer(near.view.bare):
            start, end = found.start("door") if "door" in pattern.groupindex else found.start(), found.end()
            labelled = reason == Reason.ADDRESS_LABEL and "/" in found.group()
            if not labelled and is_counted(near, end, lexicon, bare_house=found.group().startswith("nha ")):
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
    if not near.after(at, _COUNTERS) or is_known_street(near, at, lexicon):
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
