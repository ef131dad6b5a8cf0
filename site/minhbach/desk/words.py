"""The desk's own words: how statuses, steps, kinds of agency, ages and moments are said."""

from datetime import datetime, timedelta

from flask_babel import LazyString, format_datetime, format_timedelta
from flask_babel import lazy_gettext as _l

from minhbach.records import workflow
from minhbach.records.models import Report
from minhbach.records.office import office

STATUSES: dict[str, LazyString] = {
    workflow.RECEIVED: _l("Chờ tiếp nhận"),
    workflow.CLASSIFIED: _l("Đã phân loại"),
    workflow.ASSIGNED: _l("Đã chuyển đơn vị"),
    workflow.IN_PROGRESS: _l("Đang xử lý"),
    workflow.WAITING: _l("Chờ người gửi"),
    workflow.RETURNED: _l("Đơn vị chuyển lại"),
    workflow.RESOLVED: _l("Đã trả lời"),
    workflow.REOPENED: _l("Mở lại"),
    workflow.CLOSED: _l("Đã kết thúc"),
    workflow.REFUSED: _l("Đã từ chối"),
    workflow.DUPLICATE: _l("Trùng"),
    workflow.WITHDRAWN: _l("Người gửi đã rút lại"),
}
STEPS: dict[str, LazyString] = {
    "receive": _l("Phản ánh được gửi đến"),
    "accept": _l("Tiếp nhận và chuyển xử lý"),
    "refuse": _l("Từ chối tiếp nhận"),
    "resolve": _l("Trả lời, kết thúc xử lý"),
    "classify": _l("Phân loại"),
    "assign": _l("Chuyển đơn vị khác"),
    "merge": _l("Gộp vào phản ánh trùng"),
    "move": _l("Chuyển sang phản ánh chính khác"),
    "unmerge": _l("Tách khỏi phản ánh trùng"),
    "ask": _l("Hỏi thêm người gửi"),
    "reply": _l("Người gửi trả lời"),
    "lapse": _l("Quá hạn chờ người gửi"),
    "start": _l("Bắt đầu xử lý"),
    "interim": _l("Trả lời bước đầu"),
    "return": _l("Chuyển lại: không thuộc thẩm quyền"),
    "close": _l("Kết thúc"),
    "reopen": _l("Mở lại"),
    "contest": _l("Người gửi đề nghị xem lại"),
    "call": _l("Nhận qua điện thoại"),
    "note": _l("Ghi chú nội bộ"),
    "co-ask": _l("Nhờ đơn vị phối hợp"),
    "co-answer": _l("Đơn vị phối hợp trả lời"),
    "flag": _l("Đổi dấu khẩn, nhiều đơn vị"),
    "after-photo": _l("Thêm ảnh sau khi xử lý"),
    "let-photo": _l("Cho phép công bố một ảnh"),
    "hold-photo": _l("Không công bố một ảnh"),
    "letter": _l("Soạn thư giấy"),
    "reveal": _l("Xem thông tin liên hệ"),
    "reveal-text": _l("Xem những chữ được che"),
    "hide": _l("Che thêm khi công bố"),
    "show": _l("Cho hiện lại khi công bố"),
    "boxes": _l("Vẽ ô che trên ảnh"),
    "withdraw": _l("Rút lại phản ánh"),
    "export": _l("Tải dữ liệu của mình"),
    "erase": _l("Xóa dữ liệu cá nhân theo yêu cầu"),
    "expire-contact": _l("Hết thời hạn: xóa liên hệ"),
    "expire-photos": _l("Hết thời hạn: xóa ảnh gốc"),
    "expire-exact": _l("Hết thời hạn: xóa lời gốc và vị trí chính xác"),
    "expire-text": _l("Hết thời hạn: xóa nội dung"),
}
ROLES: dict[str, LazyString] = {
    workflow.CITIZEN: _l("người gửi"),
    workflow.OPERATOR: _l("tổng đài viên"),
    workflow.AGENCY: _l("đơn vị xử lý"),
    workflow.INSPECTOR: _l("thanh tra"),
    workflow.ADMIN: _l("quản trị viên"),
    workflow.SYSTEM: _l("hệ thống"),
}
OUTCOMES: dict[str, tuple[LazyString, LazyString]] = {
    workflow.FIXED_STATED: (
        _l("Đã khắc phục"),
        _l("Đơn vị nói đã làm xong. Tính là đã giải quyết."),
    ),
    workflow.FIXED_EVIDENCE: (
        _l("Đã khắc phục, có ảnh"),
        _l("Cần ít nhất một ảnh chụp sau khi xử lý. Tính là đã giải quyết."),
    ),
    workflow.PLANNED: (
        _l("Đã lên kế hoạch"),
        _l("Chưa làm xong: cần ngày dự kiến hoàn thành. Không tính là đã giải quyết."),
    ),
    workflow.REFERRED: (
        _l("Chuyển nơi khác"),
        _l("Thuộc trách nhiệm của cơ quan ngoài hệ thống: nói rõ là ai. Không tính là đã giải quyết."),
    ),
    workflow.NOT_FOUND: (
        _l("Không tìm thấy"),
        _l("Đã đến nơi nhưng không thấy sự việc. Không tính là đã giải quyết."),
    ),
}
"""What an answer means, and what follows from choosing it."""
PARTS: dict[str, LazyString] = {
    "text": _l("Nội dung"),
    "answer": _l("Câu trả lời công khai"),
    "interim": _l("Trả lời bước đầu"),
}
PHOTO_KINDS: dict[str, LazyString] = {
    "report": _l("Ảnh do người gửi kèm theo"),
    "support": _l("Ảnh của người cùng phản ánh"),
    "after": _l("Ảnh sau khi xử lý"),
}
KINDS: dict[str, LazyString] = {
    "ward": _l("Ủy ban nhân dân cấp xã"),
    "district": _l("Ủy ban nhân dân cấp huyện"),
    "department": _l("Sở, ban, ngành"),
    "infrastructure": _l("Đơn vị quản lý hạ tầng"),
}


def show_moment(value: datetime) -> str:
    """A moment on the city's clock, to the minute."""
    return format_datetime(value, "HH:mm dd/MM/yyyy")


def show_age(since: datetime) -> str:
    """How long ago in one unit: "3 ngày"."""
    return format_timedelta(max(office().now() - since, timedelta(minutes=1)), threshold=1)


def is_late(report: Report, now: datetime) -> bool:
    """True where a result was due before `now` and there is none, unless its sender is being asked."""
    running = report.status in workflow.OPEN and report.waiting_since is None
    return running and report.due_at is not None and report.due_at < now
