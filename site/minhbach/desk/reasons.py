"""Why something is hidden, in the desk's words: the kind of detail, and the rule or person that hid it."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from minhbach.privacy.text import Span
from minhbach.privacy.wording.edits import AGAIN, BY_HAND

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
RULES: dict[str, LazyString] = {
    BY_HAND: _l("tổng đài viên đã che"),
    AGAIN: _l("nhắc lại điều đã che"),
    "given name said again": _l("nhắc lại tên đã che"),
    "after a title": _l("đứng sau cách xưng hô"),
    "surname and given name": _l("đủ họ và tên"),
    "initials": _l("tên viết tắt"),
    "reads as a name": _l("mô hình đọc là tên người"),
    "number shape": _l("dãy số có dạng này"),
    "spelled-out digits": _l("chữ số viết bằng lời"),
    "after a paper's name": _l("đứng sau tên giấy tờ"),
    "plate shape": _l("có dạng biển số"),
    "coordinates": _l("tọa độ một điểm"),
    "numbered house": _l("nhà có số"),
    "house": _l("nhà có số"),
    "alley": _l("hẻm, ngõ có số"),
    "address label": _l("đứng sau chữ địa chỉ"),
    "house number with slashes": _l("số nhà có gạch chéo"),
    "number before a street": _l("số đứng trước tên đường"),
    "e-mail address": _l("địa chỉ thư"),
    "e-mail address spelled out": _l("địa chỉ thư viết bằng lời"),
    "link to a person": _l("dẫn tới một người"),
    "profile link": _l("dẫn tới trang cá nhân"),
    "handle": _l("tên tài khoản"),
}
_FAMILIES: dict[str, LazyString] = {
    "labelled ": _l("đứng sau nhãn của loại này"),
    "after '": _l("đứng sau từ chỉ loại này"),
}
_OTHER = _l("theo quy tắc của máy")


def said_rule(span: Span) -> LazyString:
    """The rule or person that hid a span."""
    family = next((said for opening, said in _FAMILIES.items() if span.reason.startswith(opening)), _OTHER)
    return RULES.get(span.reason, family)
