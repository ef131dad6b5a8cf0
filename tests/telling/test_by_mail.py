"""Who wrote an e-mail is told a code in the answer, and nobody else is ever told one in writing."""

from collections.abc import Callable
from pathlib import Path

from sqlmodel import select
from tests.telling.conftest import SENDER, Mailbox

from minhbach.intake.email import take_mail
from minhbach.records.codes import code_of_mail
from minhbach.records.models import Report
from minhbach.records.office import Office
from minhbach.telling.doors import Doors
from minhbach.telling.round import tell
from minhbach.tracking import tracking_hash


def test_the_answer_holds_a_code_that_opens_the_report(
    office: Office, mailbox: Mailbox, doors: Doors, tmp_path: Path
) -> None:
    letter = tmp_path / "one.eml"
    letter.write_bytes(
        b"From: Thu <thu@example.org>\nMessage-ID: <1@example.org>\n\nCanary: den duong tat ba dem."
    )
    take_mail(office, letter)
    assert tell(office, doors).sent == 1
    ((readers, mail),) = mailbox.mails
    with office.private.reading() as session:
        report = session.exec(select(Report)).one()
    code = code_of_mail(office.keyring, report)
    assert code
    assert readers == ["thu@example.org"]
    assert code in mail.get_content()
    assert code not in mail["Subject"]
    assert "Canary" not in mail.get_content()
    assert tracking_hash(code, office.keyring.secret("tracking")) == report.tracking_hash


def test_every_other_report_has_no_code_to_tell(
    office: Office, mailbox: Mailbox, doors: Doors, make_report: Callable[..., Report]
) -> None:
    report = make_report(reach=SENDER, source_id="x", source="elsewhere")
    tell(office, doors)
    assert "Mã tra cứu:" not in mailbox.mails[0][1].get_content()
    assert code_of_mail(office.keyring, report) is None
    assert (
        code_of_mail(office.keyring, Report(**report.model_dump() | {"source": "email", "source_id": None}))
        is None
    )
