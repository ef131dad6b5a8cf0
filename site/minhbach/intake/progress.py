"""What the holder of a tracking code reads: where their report stands and what was done, in words."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlmodel import Session, col, select

from minhbach.city import City
from minhbach.errors import BadInput
from minhbach.intake.allowed import WITHDRAW, may_do, reopen_until, reply_until
from minhbach.intake.nearby import public_side
from minhbach.places.units import WARD
from minhbach.privacy.deletion.erasure import can_erase
from minhbach.public.models import PublicReport
from minhbach.public.telling import outcome_told
from minhbach.records import workflow
from minhbach.records.merit import credit_of
from minhbach.records.models import Addition, Credit, Event, Report, ReportPlace
from minhbach.records.office import Office
from minhbach.records.work import by_tracking_hash
from minhbach.tracking import parse_tracking_code, tracking_hash


@dataclass(frozen=True)
class Done:
    """One step that the citizen may know of."""

    day: date
    words: str


@dataclass(frozen=True)
class Progress:
    """One report, told to its sender: nothing here that they did not write or may not know."""

    status: str
    headline: str
    category: str
    place: str
    received: date
    version: int
    """What the sender sees; a change made on it is turned away once there is another."""
    due: date | None
    """The last day for an answer; None where that is over or the calendar does not reach so far."""
    rule: str | None
    """The regulation that the deadline follows."""
    late: bool
    question: str | None
    waiting_since: date | None
    reply_until: date | None
    """While the sender is asked, the deadline stands still; unanswered so long, the work goes on without."""
    agency: str | None
    steps: tuple[Done, ...]
    interim: str | None
    answer: str | None
    outcome: str | None
    """What the answer means, in words."""
    rating: int | None
    reopen_until: date | None
    additions: tuple[Done, ...]
    """What the sender said later, in their words."""
    credit: Credit | None
    refusal: str | None
    refusal_note: str | None
    kept_private: bool
    may: frozenset[str]
    """The acts that are open to its sender now (intake.allowed)."""
    may_erase: bool
    public_id: str | None
    """Only once there is a public page; only here are code and page seen together."""
    lead_id: str | None
    """The public page of the report that this one was merged into."""

    @property
    def offered(self) -> bool:
        """Whether anything is open to its sender beside their rights."""
        return bool(self.may - {WITHDRAW})


def find_progress(office: Office, typed: str, language: str) -> Progress | None:
    """Where the report behind a typed code stands; None for a code that is unknown or mistyped."""
    hashed = hash_typed(office, typed)
    with office.private.reading() as session:
        report = by_tracking_hash(session, hashed) if hashed else None
        return None if report is None else _tell(office, session, report, language)


def hash_typed(office: Office, typed: str) -> str | None:
    """What the database keeps in a typed code's place; None where it is surely mistyped."""
    try:
        code = parse_tracking_code(typed)
    except BadInput:
        return None
    return tracking_hash(code, office.keyring.secret("tracking"))


def _tell(office: Office, session: Session, report: Report, language: str) -> Progress:
    agency = office.agencies().get(report.agency or "")
    agency_name = agency.name.within(language) if agency else None
    refusal = office.city.refusals.get(report.refusal or "")
    is_open, answered = report.status in workflow.OPEN, report.status in workflow.ANSWERED
    return Progress(
        status=report.status,
        headline=headline(report.status),
        category=_category(office.city, report.category, language),
        place=_place(office, session, report),
        received=office.local_day(report.received_at),
        version=report.version,
        due=_day(office, report.due_at) if is_open else None,
        rule=office.deadlines.rule_of(report).name.within(language),
        late=office.deadlines.is_late(report, office.now()),
        question=report.question if report.status == workflow.WAITING else None,
        waiting_since=_day(office, report.waiting_since),
        reply_until=_day(office, reply_until(office, report)),
        agency=agency_name,
        steps=_steps(office, session, report, agency_name),
        interim=report.interim,
        answer=report.answer,
        outcome=outcome_told(report.outcome) if report.outcome and answered else None,
        rating=report.rating if answered else None,
        reopen_until=_day(office, reopen_until(office, report)),
        additions=_additions(office, session, report),
        credit=credit_of(session, report.id or 0),
        refusal=refusal.text.within(language) if refusal else None,
        refusal_note=report.refusal_note,
        kept_private=not report.may_publish,
        may=may_do(office, session, report),
        may_erase=can_erase(session, report),
        public_id=report.public_id if _is_public(office, report) else None,
        lead_id=_lead(office, session, report),
    )


def _day(office: Office, moment: datetime | None) -> date | None:
    return office.local_day(moment) if moment else None


def headline(status: str) -> str:
    """A status in a few words."""
    return {
        workflow.RECEIVED: _("Chờ tổng đài viên xem"),
        workflow.CLASSIFIED: _("Chờ tổng đài viên xem"),
        workflow.ASSIGNED: _("Đang xử lý"),
        workflow.IN_PROGRESS: _("Đang xử lý"),
        workflow.WAITING: _("Chờ bạn trả lời"),
        workflow.RETURNED: _("Đang chọn lại đơn vị xử lý"),
        workflow.RESOLVED: _("Đã có kết quả"),
        workflow.REOPENED: _("Đang xử lý lại"),
        workflow.CLOSED: _("Đã kết thúc"),
        workflow.REFUSED: _("Không tiếp nhận"),
        workflow.DUPLICATE: _("Đã gộp với phản ánh khác"),
        workflow.WITHDRAWN: _("Bạn đã rút lại"),
    }[status]


def _steps(office: Office, session: Session, report: Report, agency: str | None) -> tuple[Done, ...]:
    """The history; what staff note for one another has no words here and stays behind the door."""
    words = {
        "receive": _("Chúng tôi đã nhận được phản ánh của bạn."),
        "accept": _("Tổng đài viên đã tiếp nhận và chuyển đến %(agency)s.", agency=agency)
        if agency
        else _("Tổng đài viên đã tiếp nhận và chuyển đến đơn vị xử lý."),
        "refuse": _("Tổng đài viên đã xem và không tiếp nhận; lý do ở trên."),
        "resolve": _("Đơn vị xử lý đã trả lời."),
        "assign": _("Tổng đài viên đã chuyển đến đơn vị xử lý khác."),
        "ask": _("Chúng tôi đã hỏi thêm bạn."),
        "reply": _("Bạn đã trả lời."),
        "lapse": _("Đã quá hạn trả lời câu hỏi; phản ánh được xem tiếp."),
        "start": _("Đơn vị xử lý đã bắt đầu làm."),
        "interim": _("Đơn vị xử lý đã trả lời bước đầu."),
        "return": _("Đơn vị đã chuyển lại cho tổng đài viên vì không thuộc thẩm quyền."),
        "merge": _("Phản ánh đã được gộp với một phản ánh khác về cùng việc."),
        "unmerge": _("Phản ánh đã được tách ra để xử lý riêng."),
        "reopen": _("Phản ánh được mở lại để xử lý tiếp."),
        "contest": _("Bạn đã đề nghị xem lại việc không tiếp nhận."),
        "close": _("Phản ánh đã kết thúc."),
        "add": _("Bạn đã bổ sung thông tin."),
        "rate": _("Bạn đã đánh giá câu trả lời."),
        "credit": _("Bạn đã chọn được ghi nhận bằng bút danh."),
        "uncredit": _("Bạn đã thôi được ghi nhận bằng bút danh."),
        "withdraw": _("Bạn đã rút lại phản ánh."),
        "erase": _("Bạn đã yêu cầu và chúng tôi đã xóa dữ liệu cá nhân của bạn."),
        "expire-contact": _("Hết thời hạn lưu giữ: thông tin liên hệ của bạn đã được xóa."),
        "expire-photos": _("Hết thời hạn lưu giữ: ảnh gốc đã được xóa."),
        "expire-exact": _("Hết thời hạn lưu giữ: lời gốc và vị trí chính xác đã được xóa."),
        "expire-text": _("Hết thời hạn lưu giữ: nội dung phản ánh đã được xóa."),
    }
    events = session.exec(select(Event).where(Event.report_id == report.id).order_by(col(Event.id)))
    return tuple(Done(office.local_day(e.at), words[e.action]) for e in events if e.action in words)


def _category(city: City, code: str, language: str) -> str:
    category = city.categories.get(code)
    return category.name.within(language) if category else code


def _place(office: Office, session: Session, report: Report) -> str:
    """The ward (and district) of the vintage that was in force when the report came in."""
    vintage = office.atlas.in_force(office.local_day(report.received_at)).id
    row = session.get(ReportPlace, (report.id, vintage))
    ward = office.atlas.unit(vintage, row.ward_code, WARD) if row and row.ward_code else None
    if ward is None or row is None:
        return _("Không có vị trí trên bản đồ")
    district = office.atlas.unit(vintage, row.district_code, "district") if row.district_code else None
    return ", ".join(unit.name for unit in (ward, district) if unit)


def _additions(office: Office, session: Session, report: Report) -> tuple[Done, ...]:
    mine = select(Addition).where(Addition.report_id == report.id).order_by(col(Addition.id))
    return tuple(Done(office.local_day(one.at), one.text) for one in session.exec(mine))


def _lead(office: Office, session: Session, report: Report) -> str | None:
    lead = session.get(Report, report.duplicate_of) if report.duplicate_of else None
    return lead.public_id if lead and _is_public(office, lead) else None


def _is_public(office: Office, report: Report) -> bool:
    """What the public record itself says: what passed the door may still wait to be published."""
    if not report.may_publish or report.status == workflow.WITHDRAWN:
        return False
    with public_side(office).reading() as session:
        return session.get(PublicReport, report.public_id) is not None
