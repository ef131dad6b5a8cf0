"""What a sender may ask for with their tracking code: everything kept, withdrawal, deletion."""

from sqlmodel import Session

from minhbach.intake.allowed import sender_of
from minhbach.intake.export import export
from minhbach.intake.progress import hash_typed
from minhbach.privacy.deletion.erasure import can_erase, erase
from minhbach.records.models import Report
from minhbach.records.office import Office
from minhbach.records.work import Step, act, by_tracking_hash, witness
from minhbach.records.workflow import WITHDRAWN, transition


class NoSuchReport(Exception):
    """No report has the code that was typed."""


def withdraw_report(office: Office, typed: str) -> None:
    """Withdraw the report behind a code; it leaves the public at the next publishing. Twice is once."""
    hashed = hash_typed(office, typed)
    with office.private.writing() as session:
        report = held(session, hashed)
        if not transition("withdraw", report.status):
            return  # refused, or withdrawn already: there is nothing to take back
        act(session, report.id or 0, Step("withdraw", sender_of(report), office.now()))
        public_id = report.public_id
    # After the commit, for it must not outlive a withdrawal that failed; backups cannot undo it from here on.
    office.keyring.mark(WITHDRAWN, [public_id], office.now())


def erase_data(office: Office, typed: str) -> None:
    """Delete contact, original photos, exact wording and place of the report behind a code. Twice is once."""
    hashed = hash_typed(office, typed)
    with office.private.writing() as session:
        report = held(session, hashed)
        if can_erase(session, report):
            erase(session, office, report, sender_of(report))


def export_data(office: Office, typed: str) -> bytes:
    """Everything kept about the report behind a code, as a zip; that it was taken stands in the trail."""
    hashed = hash_typed(office, typed)
    with office.private.writing() as session:
        report = held(session, hashed)
        witness(session, report.id or 0, sender_of(report), office.now(), "export")
    with office.private.reading() as session:  # nobody who writes waits while photos are opened
        return export(office, session, held(session, hashed))


def held(session: Session, hashed: str | None) -> Report:
    """The report behind a code that was typed, or NoSuchReport."""
    report = by_tracking_hash(session, hashed) if hashed else None
    if report is None:
        raise NoSuchReport
    return report
