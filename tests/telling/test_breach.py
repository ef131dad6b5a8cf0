"""Who must tell the authority of a breach hears at once and a day before the end; never what it was."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.conftest import NOON
from tests.telling.conftest import SECRET, Gateway, Mailbox

from minhbach.city.check import check_data
from minhbach.city.messages import faults
from minhbach.errors import BadInput
from minhbach.records.breaches import TOLD, mark_breach, record_breach
from minhbach.records.models import Message
from minhbach.records.office import Office
from minhbach.records.remind import remind
from minhbach.telling.doors import Doors, Hook
from minhbach.telling.round import tell
from minhbach.toml import read_toml

WHAT = "Tệp chứa số 0900 000 001 của bà Canary bị gửi nhầm."
FOUND = NOON - timedelta(hours=2)


@pytest.fixture
def breach(office: Office, focal: Callable[..., None]) -> int:
    """A breach that was written down two hours after it was found."""
    focal("inspector", "thanh@example.org")
    focal("inspector", None)
    focal("admin", "quan@example.org")
    focal("admin", "gone@example.org", active=False)
    focal("operator", "op@example.org")
    with office.private.writing() as session:
        return record_breach(session, "thanh", FOUND, WHAT, NOON).id or 0


def kinds(rows: list[Message]) -> list[tuple[str, str]]:
    return [(row.kind, row.recipient) for row in rows]


def test_who_must_tell_hears_at_once_and_not_what_it_was(
    office: Office, doors: Doors, mailbox: Mailbox, breach: int
) -> None:
    assert tell(office, doors).sent == 2
    assert sorted(readers for readers, _ in mailbox.mails) == [["quan@example.org"], ["thanh@example.org"]]
    for _, mail in mailbox.mails:
        told = f"{mail['Subject']}\n{mail.get_content()}"
        assert "10:00 05/03/2025" in told  # when it was found
        assert "10:00 08/03/2025" in mail["Subject"]  # 72 hours later
        assert "https://city.example/desk/" in told
        assert not any(word in told for word in ("0900", "Canary", "Tệp", "thanh"))


@pytest.mark.parametrize(
    ("hours", "reminded"),
    [(45.9, False), (46, True), (80, True)],
    ids=["early", "a day before the end", "after the end"],
)
def test_a_day_before_the_end_they_are_reminded_once(
    at: Callable[..., Office], outbox: Callable[[], list[Message]], breach: int, hours: float, reminded: bool
) -> None:
    for _ in range(2):
        remind(at(hours=hours))
    first = [("breach", "inspector"), ("breach", "admin")]
    assert kinds(outbox()) == first + [("breach-due", "inspector"), ("breach-due", "admin")] * reminded


def test_a_breach_that_was_told_of_reminds_nobody(
    office: Office, at: Callable[..., Office], doors: Doors, mailbox: Mailbox, breach: int
) -> None:
    tell(office, doors)
    remind(at(hours=50))  # queued, and then told of before the mail went out
    with office.private.writing() as session:
        mark_breach(session, breach, TOLD, "thanh", "Đã báo bằng công văn.", NOON)
    assert tell(at(hours=50), doors).sent == 0
    assert len(mailbox.mails) == 2


def test_a_breach_that_was_not_written_down_tells_nobody(
    office: Office, outbox: Callable[[], list[Message]]
) -> None:
    with pytest.raises(BadInput), office.private.writing() as session:
        record_breach(session, "thanh", NOON + timedelta(hours=1), WHAT, NOON)
    assert outbox() == []


def test_no_other_system_hears_of_it(
    office: Office, gateway: Gateway, outbox: Callable[[], list[Message]], breach: int
) -> None:
    hooks = Doors(None, Hook(gateway.url, SECRET, anywhere=True))
    assert tell(office, hooks).sent == 0
    assert gateway.calls == []
    assert {row.via for row in outbox()} == {"email"}


def test_a_pack_must_have_its_texts_and_they_say_no_more(office: Office) -> None:
    table = read_toml(office.settings.data / "messages.toml")
    assert list(faults(table)) == []
    del table["message"]["breach"]["admin"]
    table["message"]["breach-due"]["inspector"]["text"]["vi"] = "Xem {report}"
    assert [fault.partition(" (")[0] for fault in faults(table)] == [
        "message.breach.admin: is missing: add its subject and text",
        "message.breach-due.inspector: text",
    ]


def test_the_check_names_a_text_that_is_missing(office: Office) -> None:
    file = office.settings.data / "messages.toml"
    file.write_text(file.read_text("utf-8").replace("[message.breach.admin]", "[message.breach.nobody]"))
    found = {
        (one.feature, one.what.partition(":")[0]) for one in check_data(office.settings.data, NOON.date())
    }
    assert ("message.breach.admin", "is missing") in found
    assert ("message.breach.nobody", "nobody is told that") in found
