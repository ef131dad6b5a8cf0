"""Why something is hidden, in the desk's words: the kind of detail, and the rule or person that hid it."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from minhbach.privacy.text import Span
from minhbach.privacy.text.reasons import Reason

DETAILS: dict[str, LazyString] = {
    "PERSON": _l("Tên người"),
    "PHONE": _l("Số điện thoại"),
    "EMAIL": _l("Thư điện tử"),
    "ID": _l("Số giấy tờ"),
    "PLATE": _l("Biển số xe"),
    "BANK": _l("Số tài khoản"),
    "ADDRESS": _l("Số nhà"),
    "SOCIAL": _l("Tài khoản mạng xã hội"),
    "URL": _l("Liên kết"),
    "HIDDEN": _l("Điều khác"),
}
_LABELLED = _l("đứng sau nhãn của loại này")
RULES: dict[Reason, LazyString] = {
    Reason.BY_HAND: _l("tổng đài viên đã che"),
    Reason.AGAIN: _l("nhắc lại điều đã che"),
    Reason.GIVEN_AGAIN: _l("nhắc lại tên đã che"),
    Reason.TITLED: _l("đứng sau cách xưng hô"),
    Reason.FULL_NAME: _l("đủ họ và tên"),
    Reason.INITIALS: _l("tên viết tắt"),
    Reason.READ_AS_NAME: _l("mô hình đọc là tên người"),
    Reason.NUMBER_SHAPE: _l("dãy số có dạng này"),
    Reason.SPELLED_OUT: _l("chữ số viết bằng lời"),
    Reason.STARRED_OUT: _l("dãy số đã che một phần"),
    Reason.LABELLED_PHONE: _LABELLED,
    Reason.LABELLED_ID: _LABELLED,
    Reason.LABELLED_BANK: _LABELLED,
    Reason.LABELLED_CODE: _LABELLED,
    Reason.PASSPORT: _l("có dạng số hộ chiếu"),
    Reason.HEALTH_CARD: _l("có dạng số thẻ bảo hiểm y tế"),
    Reason.NAMED_PAPER: _l("đứng sau tên giấy tờ"),
    Reason.NAMED_BOOK: _l("đứng sau tên sổ, giấy chứng nhận"),
    Reason.PLATE: _l("có dạng biển số"),
    Reason.PLATE_DOT: _l("có dạng biển số"),
    Reason.DIPLOMATIC_PLATE: _l("có dạng biển số ngoại giao"),
    Reason.MILITARY_PLATE: _l("có dạng biển số quân đội"),
    Reason.NAMED_PLATE: _l("đứng sau từ chỉ loại này"),
    Reason.COORDINATES: _l("tọa độ một điểm"),
    Reason.ALLEY: _l("hẻm, ngõ có số"),
    Reason.HOUSE: _l("nhà có số"),
    Reason.ADDRESS_LABEL: _l("đứng sau chữ địa chỉ"),
    Reason.FLAT: _l("căn hộ có số"),
    Reason.STALL: _l("sạp, ki-ốt có số"),
    Reason.RENTED_ROOM: _l("phòng trọ có số"),
    Reason.ROOM: _l("phòng có số ở nơi có người ở"),
    Reason.PLOT: _l("lô, nền đất có số"),
    Reason.NUMBERED: _l("số dẫn tới một cửa nhà"),
    Reason.NUMBERLESS: _l("phần của một địa chỉ"),
    Reason.FLOOR: _l("phần của một địa chỉ"),
    Reason.BUILDING: _l("phần của một địa chỉ"),
    Reason.LANE_CODE: _l("mã kiệt, hẻm"),
    Reason.BLOCK_CODE: _l("phần của một địa chỉ"),
    Reason.SLASHED: _l("số nhà có gạch chéo"),
    Reason.NUMBERED_HOUSE: _l("nhà có số"),
    Reason.BEFORE_A_STREET: _l("số đứng trước tên đường"),
    Reason.EMAIL: _l("địa chỉ thư"),
    Reason.EMAIL_SPELLED: _l("địa chỉ thư viết bằng lời"),
    Reason.EMAIL_CUT: _l("địa chỉ thư viết thiếu"),
    Reason.EMAIL_LABEL: _l("địa chỉ thư"),
    Reason.PERSONAL_LINK: _l("dẫn tới một người"),
    Reason.PROFILE: _l("dẫn tới trang cá nhân"),
    Reason.HANDLE: _l("tên tài khoản"),
    Reason.NETWORK_ACCOUNT: _l("tên tài khoản"),
    Reason.ACCOUNT: _l("tên tài khoản"),
}


def said_rule(span: Span) -> LazyString:
    """The rule or person that hid a span."""
    return RULES[span.reason]
