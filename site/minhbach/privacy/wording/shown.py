"""Which values operators let be read by all: the only ones that the last look through a release may meet."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from minhbach.privacy.publish import PUBLISHED
from minhbach.privacy.wording.edits import lay_all, parts_of
from minhbach.records.amends import edits_of
from minhbach.records.models import RedactionEdit, Report
from minhbach.records.office import Office


def shown_values(office: Office) -> frozenset[str]:
    """What stands in the open, in reports that may be public, because somebody gave a reason for it."""
    with office.private.reading() as session:
        return frozenset(value for report in _concerned(session) for value in _shown(session, report))


def _concerned(session: Session) -> Iterator[Report]:
    shown = select(RedactionEdit.report_id).where(col(RedactionEdit.hide).is_(False))
    for report in session.exec(select(Report).where(col(Report.id).in_(shown))):
        if report.status in PUBLISHED and report.may_publish:
            yield report


def _shown(session: Session, report: Report) -> Iterator[str]:
    report_id = report.id or 0
    edits, parts = edits_of(session, [report_id]).get(report_id, []), parts_of(report)
    sheets = lay_all(parts, edits)
    for edit in edits:
        if not edit.hide and edit.part in sheets:
            sheet = sheets[edit.part]
            yield from (sheet.text[start:end] for start, end in sheet.stretches_shown(edit.start, edit.end))
