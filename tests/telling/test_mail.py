"""E-mail over a real SMTP server: plain, to whom it concerns, once, whatever happens in between."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread

import pytest
from tests.conftest import NOON
from tests.telling.conftest import ACCEPT, AGENCY, OPERATOR, Mailbox

from minhbach.cli import main
from minhbach.errors import BadInput
from minhbach.records.contacts import Reach, drop_contact
from minhbach.records.models import Message, Report
from minhbach.records.office import Office
from minhbach.telling.doors import Doors, MailServer
from minhbach.telling.round import tell
from minhbach.telling.taking import MOST_TRIES

ROUND = """
from datetime import datetime
from minhbach.config import Settings
from minhbach.records.office import Office
from minhbach.telling.doors import Doors
from minhbach.telling.round import tell
office = Office.open(Settings.from_environment(), lambda: datetime.fromisoformat("{moment}"))
tell(office, Doors.from_environment())
"""


def test_a_sender_reads_it_in_their_language(
    office: Office, doors: Doors, mailbox: Mailbox, report: Report, do: Callable[..., None]
) -> None:
    do(report, "accept", OPERATOR, **ACCEPT)
    do(report, "resolve", AGENCY, answer="Đã vá {xong}.", outcome="fixed_stated")
    assert tell(office, doors).sent == 3
    assert {tuple(readers) for readers, _ in mailbox.mails} == {("thu@example.org",)}
    received, accepted, answered = (mail for _, mail in mailbox.mails)
    assert received["Subject"] == "We received your report (Roads and traffic)"
    assert received["From"] == "Minh Bạch 1022 <thu@city.example>"
    assert received["Auto-Submitted"] == "auto-generated"
    assert received.get_content_type() == "text/plain"
    assert "An answer is due by 12:00 15/03/2025" in accepted.get_content()
    assert "Đã vá {xong}." in answered.get_content()
    assert "https://city.example/track" in answered.get_content()


def test_an_agency_reads_no_word_of_the_report(
    office: Office, doors: Doors, mailbox: Mailbox, make_report: Callable[..., Report],
    do: Callable[..., None], focal: Callable[..., None],
) -> None:  # fmt: skip
    focal("agency", "xd@example.org", "so-xay-dung")
    focal("agency", "gone@example.org", "so-xay-dung", active=False)
    focal("agency", "other@example.org", "sawaco")
    focal("operator", "op@example.org")
    report = make_report(category="giao-thong", text="Ông Thử ở nhà bên lấn đường.")
    do(report, "accept", OPERATOR, **ACCEPT)
    tell(office, doors)
    ((readers, mail),) = mailbox.mails
    assert readers == ["xd@example.org"]
    assert report.public_id in mail["Subject"]
    assert "Thử" not in mail.get_content()


@pytest.mark.parametrize(
    ("answer", "then", "failed"),
    [
        pytest.param("451 later", {"minutes": 5}, None, id="later"),
        pytest.param("550 no such thu@example.org", {}, "the mail server answered 550", id="never"),
    ],
)
def test_what_a_server_refuses(
    office: Office, at: Callable[..., Office], doors: Doors, mailbox: Mailbox, report: Report,
    outbox: Callable[[], list[Message]], answer: str, then: dict[str, int], failed: str | None,
) -> None:  # fmt: skip
    mailbox.answers = [answer]
    done = tell(office, doors)
    assert (done.sent, done.later, done.given_up) == (0, int(failed is None), int(failed is not None))
    assert outbox()[0].failed == failed
    assert "@" not in done.line()
    assert tell(office, doors).sent == 0  # not yet, or not at all
    assert tell(at(**then), doors).sent == len(mailbox.mails) == int(failed is None)


def test_it_is_given_up_after_some_tries(
    at: Callable[..., Office], doors: Doors, mailbox: Mailbox, report: Report,
    outbox: Callable[[], list[Message]],
) -> None:  # fmt: skip
    mailbox.answers = ["451 later"] * 20
    for day in range(7):
        for hour in range(0, 24, 6):
            tell(at(days=day, hours=hour), doors)
    assert outbox()[0].tries == MOST_TRIES
    assert outbox()[0].failed == f"given up after {MOST_TRIES} tries: the mail server answered 451"


def test_old_news_is_no_news(
    at: Callable[..., Office], doors: Doors, mailbox: Mailbox, report: Report,
    outbox: Callable[[], list[Message]],
) -> None:  # fmt: skip
    tell(at(days=8), doors)
    assert mailbox.mails == []
    assert outbox()[0].failed == "too old to be told"


@pytest.mark.parametrize("gone", ["contact", "no e-mail"])
def test_who_left_no_address_is_left_alone(
    office: Office, doors: Doors, mailbox: Mailbox, make_report: Callable[..., Report],
    outbox: Callable[[], list[Message]], gone: str,
) -> None:  # fmt: skip
    report = make_report(
        reach=Reach(phone="0900 000 001", email=None if gone == "no e-mail" else "a@example.org")
    )
    if gone == "contact":
        with office.private.writing() as session:
            drop_contact(session, report.id or 0)
    tell(office, doors)
    assert (mailbox.mails, outbox()[0].failed) == ([], "nobody left an e-mail address")


def test_an_address_cannot_add_headers(
    office: Office, doors: Doors, mailbox: Mailbox, make_report: Callable[..., Report]
) -> None:
    make_report(reach=Reach(email="a@example.org\r\nBcc: b@example.org"))
    assert tell(office, doors).given_up == 1
    assert mailbox.mails == []


def test_rounds_at_once_send_each_message_once(
    office: Office, doors: Doors, mailbox: Mailbox, make_report: Callable[..., Report]
) -> None:
    for number in range(12):
        make_report(reach=Reach(email=f"a{number}@example.org"))
    start, sent = Barrier(3), []

    def go() -> None:
        start.wait()
        sent.append(tell(office, doors).sent)

    threads = [Thread(target=go) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(sent) == 12
    assert len({mail["Message-ID"] for _, mail in mailbox.mails}) == len(mailbox.mails) == 12


def test_a_server_that_is_away_loses_nothing(
    office: Office, doors: Doors, mailbox: Mailbox, report: Report, outbox: Callable[[], list[Message]]
) -> None:
    with pytest.raises(BadInput, match="nothing was lost"):
        tell(office, Doors(MailServer("smtp", "127.0.0.1", 1), None))
    assert (outbox()[0].tries, outbox()[0].taken_at) == (0, None)
    assert tell(office, doors).sent == 1


def test_a_killed_round_sends_nothing_twice(
    office: Office, at: Callable[..., Office], environment: dict[str, str], doors: Doors, mailbox: Mailbox,
    make_report: Callable[..., Report], outbox: Callable[[], list[Message]], pack: Path,
) -> None:  # fmt: skip
    """The process is killed when the server has the whole message and has not said so yet."""
    make_report(reach=Reach(email="a@example.org"))
    make_report(reach=Reach(email="b@example.org"))
    code = ROUND.format(moment=NOON.isoformat())
    own = environment | {"MINHBACH_CITY": str(pack), "MINHBACH_SMTP_URL": mailbox.url}
    round_ = subprocess.Popen([sys.executable, "-c", code], env=os.environ | own)  # noqa: S603
    mailbox.meanwhile = lambda: os.kill(round_.pid, signal.SIGKILL)
    assert round_.wait(60) == -signal.SIGKILL
    mailbox.meanwhile = lambda: None
    assert [mail["To"] for _, mail in mailbox.mails] == ["a@example.org"]
    assert tell(at(minutes=10), doors).sent == 1
    done = tell(at(hours=2), doors)
    assert (done.sent, done.given_up) == (0, 1)
    assert [mail["To"] for _, mail in mailbox.mails] == ["a@example.org", "b@example.org"]
    assert outbox()[0].failed == "stopped while sending: it may have arrived"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        pytest.param("smtp://mail.example", "unencrypted", id="in clear to another host"),
        pytest.param("http://mail.example", "is no mail server", id="another scheme"),
        pytest.param("smtps://mail.example:port", "is no mail server", id="no port"),
        pytest.param("", "no way out is set", id="nothing"),
    ],
)
def test_a_wrong_server_is_told(
    url: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MINHBACH_SMTP_URL", url)
    monkeypatch.delenv("MINHBACH_WEBHOOK_URL", raising=False)
    with pytest.raises(SystemExit) as end:
        main(["tell"])
    assert end.value.code == 2
    assert said in capsys.readouterr().err


def test_a_password_is_not_shown() -> None:
    doors = Doors.from_environment({"MINHBACH_SMTP_URL": "starttls://me%40x:se%3Acret@mail.example"})
    assert doors.mail == MailServer("starttls", "mail.example", 587, "me@x", "se:cret")
    assert "cret" not in repr(doors)
