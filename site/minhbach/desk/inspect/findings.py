"""What an inspection report says, as plain tables: figures, counts and public ids, nothing about any citizen.

No text of a report, no note, no reason and no name of a sender is read here, so none can get onto paper.
"""

from datetime import datetime

from flask_babel import format_decimal
from flask_babel import gettext as _
from sqlmodel import Session, func, select

from minhbach.desk.inspect.comparison import compared
from minhbach.desk.inspect.pages import compare_agencies
from minhbach.desk.inspect.tables import Section, in_words, said_agency, said_category, said_ground
from minhbach.desk.inspect.trails import MOST_TRAILS, look_at_trails
from minhbach.desk.words import OUTCOMES, ROLES, STATUSES
from minhbach.records.breaches import list_breaches, tell_by, told_in_time
from minhbach.records.merit import COMMENDATION, VIOLATION, list_agency_records
from minhbach.records.models import Report
from minhbach.records.office import office
from minhbach.records.oversight import Period, access, cases, refusals
from minhbach.records.oversight.sample import draw

MOST_LATE = 100


def gather(session: Session, period: Period, seed: str, size: int) -> list[Section]:
    """Every section of the report on a period."""
    now = office().now()
    counted = cases.figures(session, period, now)
    return [
        _figures(counted),
        _counts("status", _("Tình trạng hiện nay"), counted.by_status, STATUSES),
        _counts("outcome", _("Kết quả trả lời"), counted.by_outcome, {c: w[0] for c, w in OUTCOMES.items()}),
        _late(session, period, now),
        _refusals(session, period),
        _access(session, period),
        _trails(session),
        _breaches(session, period, now),
        _sample(session, period, seed, size),
        *[compared(one) for one in compare_agencies() if one.compared or one.too_few],
        _records(session, period),
    ]


def _figures(counted: cases.Figures) -> Section:
    rows = (
        (_("Phản ánh nhận được"), counted.received),
        (_("Đã trả lời"), counted.answered),
        (_("Trả lời sau hạn"), counted.answered_late),
        (_("Đang quá hạn"), counted.open_late),
        (_("Chưa tính được hạn (ngoài lịch làm việc của thành phố)"), counted.without_deadline),
        (_("Được mở lại sau khi trả lời"), counted.reopened),
        (_("Người gửi đề nghị xem lại việc từ chối"), counted.contested),
        (_("Lượt mở dữ liệu cá nhân"), counted.openings),
    )
    return Section("figures", _("Số liệu chính"), (_("Nội dung"), _("Số lượng")), in_words(rows))


def _counts(code: str, title: str, counts: dict[str, int], words: dict[str, object]) -> Section:
    rows = [(words.get(one, one), number) for one, number in sorted(counts.items(), key=lambda c: -c[1])]
    return Section(code, title, (_("Loại"), _("Số lượng")), in_words(rows))


def _late(session: Session, period: Period, now: datetime) -> Section:
    late, total = cases.late_cases(session, period, now, 1, MOST_LATE)
    rows = [
        (one.public_id, said_category(one.category), said_agency(one.agency),
         STATUSES.get(one.status, one.status), one.due_at, one.resolved_at)
        for one in late
    ]  # fmt: skip
    head = (_("Mã"), _("Lĩnh vực"), _("Đơn vị"), _("Tình trạng"), _("Hạn"), _("Trả lời lúc"))
    note = _("Có %(total)s phản ánh trễ hạn; liệt kê %(shown)s phản ánh quá hạn lâu nhất.",
             total=format_decimal(total), shown=format_decimal(len(rows)))  # fmt: skip
    return Section("late", _("Phản ánh trễ hạn"), head, in_words(rows), note, 0)


def _refusals(session: Session, period: Period) -> Section:
    rows = [
        (said_ground(one.ground), one.operator, one.times, one.contested)
        for one in refusals.count_refusals(session, period)
    ]
    head = (_("Lý do"), _("Tổng đài viên"), _("Số lần"), _("Bị đề nghị xem lại"))
    return Section("refusals", _("Từ chối theo lý do và người quyết định"), head, in_words(rows), figures=2)


def _access(session: Session, period: Period) -> Section:
    people = access.openers(session, period, office().deadlines.calendar)
    rows = [
        (one.actor, ROLES.get(one.role, one.role), one.openings, max(one.by_day.values()),
         format_decimal(one.usual_day), one.off_hours, len(one.odd_hours) + len(one.odd_days))
        for one in people
    ]  # fmt: skip
    head = (_("Tài khoản"), _("Vai trò"), _("Lượt mở"), _("Nhiều nhất một ngày"), _("Trung vị một ngày"),
            _("Ngoài giờ"), _("Giờ, ngày bất thường"))  # fmt: skip
    note = _(
        "Bất thường: ít nhất %(hour)d lượt trong một giờ hoặc %(day)d lượt trong một ngày, và hơn"
        " %(times)d lần trung vị của chính người đó. Đây là lý do để hỏi, không phải kết luận.",
        hour=access.MANY_AN_HOUR, day=access.MANY_A_DAY, times=access.TIMES,
    )  # fmt: skip
    return Section("access", _("Mở dữ liệu cá nhân"), head, in_words(rows), note, 5)


def _trails(session: Session) -> Section:
    reports = session.exec(select(func.count()).select_from(Report)).one()
    head, title = (_("Nội dung"), _("Số lượng")), _("Dấu vết của mọi phản ánh")
    if reports > MOST_TRAILS:
        return Section(
            "trails", title, head, (), _("Chưa kiểm tra ở đây: chạy minhbach workflow --check-trails.")
        )
    looked = look_at_trails(session)
    rows = (
        (_("Phản ánh đã kiểm tra"), looked["reports"]),
        (_("Dòng dấu vết"), looked["lines"]),
        (_("Dòng có từ trước khi dấu vết được nối"), looked["unchained"]),
        (_("Dấu vết bị đứt"), len(looked["broken"])),
    )
    return Section("trails", title, head, in_words(rows))


def _breaches(session: Session, period: Period, now: datetime) -> Section:
    found = [one for one in list_breaches(session) if period.start <= one.found_at < period.end]
    said = {True: _("đúng hạn"), False: _("quá hạn"), None: _("còn hạn")}
    rows = [
        (str(one.id), one.found_at, tell_by(one), one.told_at, said[told_in_time(one, now)], one.closed_at)
        for one in found
    ]  # fmt: skip
    head = (_("Số"), _("Phát hiện"), _("Hạn báo (72 giờ)"), _("Đã báo"), _("Đánh giá"), _("Kết thúc"))
    return Section("breaches", _("Vụ lộ, mất dữ liệu cá nhân"), head, in_words(rows), figures=0)


def _sample(session: Session, period: Period, seed: str, size: int) -> Section:
    rows = [(str(number), one.public_id, one.key[:16])
            for number, one in enumerate(draw(session, period, seed, size), start=1)]  # fmt: skip
    note = _(
        "Mầm: %(seed)s. Sắp theo SHA-256 của “mầm mã”, lấy từ đầu; ai có mầm cũng rút lại được đúng mẫu này.",
        seed=seed,
    )
    return Section(
        "sample", _("Mẫu ngẫu nhiên để xem xét"), (_("Thứ tự"), _("Mã"), "SHA-256"), in_words(rows), note, 0
    )


def _records(session: Session, period: Period) -> Section:
    words = {COMMENDATION: _("Biểu dương"), VIOLATION: _("Vi phạm")}
    rows = [
        (one.day, words[one.kind], said_agency(one.agency), one.ground)
        for one in list_agency_records(session)
        if period.first <= one.day <= period.last
    ]
    head = (_("Ngày"), _("Loại"), _("Đơn vị"), _("Căn cứ"))
    return Section("records", _("Biểu dương và vi phạm của đơn vị"), head, in_words(rows), figures=0)
