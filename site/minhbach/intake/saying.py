"""The forms on one's own report's page: say more, reply, object, rate, be counted under a name.

Each carries the tracking code in its body and the version that its sender saw.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _

from minhbach.errors import BadInput
from minhbach.intake.allowed import ADD, CONTEST, CREDIT, REOPEN, REPLY, UNCREDIT
from minhbach.intake.clean import MOST_TEXT, clean_line, clean_text
from minhbach.intake.own_page import told, typed_code, unknown
from minhbach.intake.photos import PhotosRefused, read_photos
from minhbach.intake.rights import NoSuchReport
from minhbach.intake.sender import Said, give_up_credit, rate_answer, say, take_credit
from minhbach.records.merit import LONGEST_NAME
from minhbach.records.office import office
from minhbach.records.voices import BEST, RATE, WORST
from minhbach.records.work import ChangedMeanwhile, NotAllowed


def add_saying(intake: Blueprint) -> None:
    """Give the sender's acts their routes under /track/."""
    intake.post(f"/track/<any({ADD}, {REPLY}, {REOPEN}, {CONTEST}):act>/")(say_more)
    intake.post("/track/rate/")(rate)
    intake.post("/track/credit/")(credit)
    intake.post("/track/uncredit/")(uncredit)


def say_more(act: str) -> Any:
    """Take the sender's words, and photos with them."""
    code, words = typed_code(), clean_text(request.form.get("said", ""))
    try:
        photos = read_photos(request.files.getlist("photos"))
    except PhotosRefused as refused:
        return told(act=act, fault=str(refused))
    if fault := _fault_of(act, words, bool(photos)):
        return told(act=act, fault=fault)
    words = words or _("(Chỉ gửi thêm ảnh.)")
    return _done(act, lambda: say(office(), code, act, Said(words, _version(), photos)))


def rate() -> Any:
    """Take the sender's word on the answer."""
    code, given = typed_code(), request.form.get("rating", "")
    if given not in {str(number) for number in range(WORST, BEST + 1)}:
        return told(act=RATE, fault=_("Hãy chọn từ 1 đến 5."))
    return _done(RATE, lambda: rate_answer(office(), code, int(given), _version()))


def credit() -> Any:
    """Count the report under a name that its sender chose."""
    code, name = typed_code(), clean_line(request.form.get("pseudonym", ""))
    public = request.form.get("public") == "yes"
    return _done(CREDIT, lambda: take_credit(office(), code, name, public))


def uncredit() -> Any:
    """Count it under no name any more."""
    code = typed_code()
    return _done(UNCREDIT, lambda: give_up_credit(office(), code))


def _done(act: str, do: Callable[[], None]) -> Any:
    """Do it and say so, or say why not; whatever was typed stays on the page."""
    try:
        do()
    except NoSuchReport:
        return unknown(act)
    except ChangedMeanwhile:
        changed = _("Phản ánh đã thay đổi từ khi bạn mở trang. Hãy xem lại ở trên rồi gửi lại nếu vẫn cần.")
        return told(act=act, fault=changed, status=409)
    except NotAllowed:
        late = _("Lúc này không còn làm được việc đó. Tình trạng mới nhất ở trên; chưa có gì thay đổi.")
        return told(act=act, fault=late, status=409)
    except BadInput:  # only a pseudonym is refused so
        rule = _("Bút danh có 2 đến %(most)s chữ, không có số điện thoại hay đường dẫn.", most=LONGEST_NAME)
        return told(act=act, fault=rule)
    except PhotosRefused as refused:
        return told(act=act, fault=str(refused))
    return told(_thanks(act))


def _fault_of(act: str, words: str, photos: bool) -> str:
    if not words and not (photos and act in (ADD, REPLY)):
        return _("Hãy viết vài lời trước khi gửi.")
    if len(words) > MOST_TEXT:
        return _("Bạn viết %(has)s chữ, tối đa %(most)s.", has=len(words), most=MOST_TEXT)
    return ""


def _version() -> int:
    """What the page showed; a form without it saw nothing."""
    given = request.form.get("version", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else 0


def _thanks(act: str) -> str:
    return {
        ADD: _("Đã thêm vào phản ánh. Chỉ người xử lý đọc được."),
        REPLY: _("Đã gửi trả lời của bạn. Phản ánh được xem tiếp."),
        REOPEN: _("Phản ánh đã được mở lại để xử lý tiếp."),
        CONTEST: _("Tổng đài sẽ xem lại phản ánh của bạn."),
        RATE: _("Cảm ơn bạn đã đánh giá. Trong 7 ngày, đánh giá vẫn sửa được."),
        CREDIT: _("Phản ánh này được tính cho bút danh của bạn."),
        UNCREDIT: _("Phản ánh này không còn được tính cho bút danh nào."),
    }[act]
