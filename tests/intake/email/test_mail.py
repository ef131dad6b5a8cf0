"""E-mails become reports: once each, with what their writers said and showed, and nothing that harms."""

import csv
import mailbox
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from minhbach.errors import BadInput
from minhbach.intake.email import MailResult, boxes, take_mail
from minhbach.intake.email.message import NotTaken, read_mail
from minhbach.intake.email.taking import read_rules
from minhbach.intake.email.words import Marks, own_subject, own_words, plain_of_html
from minhbach.intake.progress import hash_typed
from minhbach.records.codes import code_of_mail
from minhbach.records.contacts import reveal_contact
from minhbach.records.models import Addition, Photo, Report
from minhbach.records.office import Office
from minhbach.tracking import new_tracking_code

from ..conftest import Citizen

MARKS = Marks.of({"on": ["vào"], "wrote": ["đã viết"], "subject": ["trả lời"]})
SAID = "Đèn đường trước chợ tắt ba đêm nay, trẻ em đi học rất nguy hiểm."


def letter(text: str = SAID, html: str | None = None, **headers: str) -> EmailMessage:
    """A believable e-mail; `headers` take the place of its own, underscores as dashes."""
    message = EmailMessage()
    own = {"From": "Bà Canary <canary@example.org>", "Subject": "Đèn hỏng", "Message-ID": "<1@example.org>",
           "Date": "Wed, 05 Mar 2025 08:00:00 +0700"}  # fmt: skip
    for name, value in (own | {key.replace("_", "-"): value for key, value in headers.items()}).items():
        message[name] = value
    message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html")
    return message


def take(office: Office, folder: Path, *messages: EmailMessage | bytes) -> MailResult:
    """Take in a folder with these messages, each in a file of its own."""
    box = folder / "box"
    box.mkdir(exist_ok=True)
    for number, message in enumerate(messages):
        raw = message if isinstance(message, bytes) else message.as_bytes()
        (box / f"{number:03}.eml").write_bytes(raw)
    return take_mail(office, box)


def reports(office: Office) -> list[Report]:
    with office.private.reading() as session:
        return list(session.exec(select(Report).order_by(Report.id)))


def reasons(result: MailResult) -> list[str]:
    assert result.rejected_path
    with result.rejected_path.open(encoding="utf-8", newline="") as table:
        return [row["reason"] for row in csv.DictReader(table)]


def test_a_message_becomes_a_report_for_an_operator_to_sort(office: Office, tmp_path: Path) -> None:
    result = take(office, tmp_path, letter())
    (report,) = reports(office)
    assert (result.added, result.rejected, result.rejected_path) == (1, 0, None)
    assert report.text == f"Đèn hỏng\n{SAID}"
    assert (report.status, report.channel, report.source) == ("received", "email", "email")
    assert report.category == read_rules(office).category
    assert (report.lat, report.lon) == (None, None)
    assert report.received_at == datetime(2025, 3, 5, 1, 0, tzinfo=UTC)
    assert report.due_at is not None
    with office.private.reading() as session:
        reach = reveal_contact(session, office.keyring, report)
    assert reach is not None
    assert (reach.name, reach.email, reach.phone) == ("Bà Canary", "canary@example.org", None)


def test_its_sender_can_be_told_a_code_that_opens_it(
    office: Office, tmp_path: Path, citizen: Citizen
) -> None:
    take(office, tmp_path, letter())
    (report,) = reports(office)
    code = code_of_mail(office.keyring, report)
    assert code is not None
    assert hash_typed(office, code) == report.tracking_hash
    assert "Chờ tổng đài viên xem" in citizen.look_up(code).text


def test_the_same_message_is_one_report_however_often_it_comes(office: Office, tmp_path: Path) -> None:
    assert take(office, tmp_path, letter(), letter()).known == 1
    again = take(office, tmp_path, letter(), letter(Message_ID="<2@example.org>"))
    assert (again.added, again.known, len(reports(office))) == (1, 1, 2)


def test_nobody_can_keep_out_a_message_by_sending_its_id_first(office: Office, tmp_path: Path) -> None:
    assert take(office, tmp_path, letter(From="x@example.net"), letter()).added == 2


def test_a_box_of_many_is_read_one_by_one(office: Office, tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "all.mbox")
    for number in range(3):
        box.add(letter(f"{SAID}\n\nFrom here on it is dark.\n{number}", Message_ID=f"<{number}@example.org>"))
    box.close()
    assert take_mail(office, tmp_path / "all.mbox").added == 3
    assert "From here on it is dark." in reports(office)[1].text


def test_photos_come_along_and_logos_do_not(
    office: Office, tmp_path: Path, photo: Callable[..., tuple]
) -> None:
    message = letter()
    for kind, width in (("JPEG", 320), ("PNG", 320), ("JPEG", 20)):
        data = photo(kind, width=width)[0].read() if width > 20 else b"GIF89a" + bytes(40)
        message.add_attachment(data, maintype="image", subtype=kind.lower(), filename="Canary.jpg")
    message.add_attachment(b"MZ" + bytes(99), maintype="application", subtype="x-dosexec", filename="a.exe")
    result = take(office, tmp_path, message)
    assert (result.photos, result.photos_refused) == (2, 1)
    with office.private.reading() as session:
        assert [(one.kind, one.may_publish) for one in session.exec(select(Photo))] == [("report", False)] * 2


def test_what_is_longer_than_a_report_goes_on_as_an_addition(office: Office, tmp_path: Path) -> None:
    long = " ".join(f"chữ{number}" for number in range(600))
    take(office, tmp_path, letter(long, Subject=""))
    (report,) = reports(office)
    with office.private.reading() as session:
        (more,) = session.exec(select(Addition)).all()
    assert len(report.text) <= 2000
    assert f"{report.text} {more.text}" == long


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (letter("Hi", Subject=""), "says less than"),
        (letter(Auto_Submitted="auto-replied"), "a machine wrote it"),
        (letter(Precedence="bulk"), "a machine wrote it"),
        (letter(From="MAILER-DAEMON@example.org"), "a machine wrote it"),
        (letter(From="nobody at all"), "no sender's address"),
        (letter(f"{SAID} Mã {new_tracking_code()}"), "names a tracking code"),
        (b"\x00\xff" * 5000, "no sender's address"),
    ],
    ids=["nothing said", "automatic", "bulk", "bounce", "no sender", "tracking code", "noise"],
)
def test_what_becomes_no_report_is_listed_with_the_reason(
    office: Office, tmp_path: Path, message: EmailMessage | bytes, reason: str
) -> None:
    result = take(office, tmp_path, message, letter(Message_ID="<9@example.org>"))
    assert (result.added, result.rejected) == (1, 1)
    assert reason in reasons(result)[0]
    assert "Canary" not in result.rejected_path.read_text()  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["=?nonsense?q?A?=", "=?utf-8?q?=FF?=", "=?\xff?q?A?="])
def test_a_name_or_subject_in_no_encoding_stands_as_it_came(name: str) -> None:
    head = f"From: {name} <a@example.org>\nSubject: {name}\n\n{SAID}"
    mail = read_mail(head.encode(), MARKS)
    assert (mail.sender, mail.sender_name.startswith("=?")) == ("a@example.org", True)
    assert mail.text.startswith("=?")
    assert SAID in mail.text


def test_a_huge_message_is_passed_over(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boxes, "MOST_BYTES", 10_000)
    huge = letter("x" * 20_000).as_bytes()
    assert reasons(take(office, tmp_path, huge)) == ["larger than 40 MB"]
    box = tmp_path / "all.mbox"
    box.write_bytes(b"From x\n" + huge + b"\n\nFrom y\n" + letter().as_bytes())
    assert (take_mail(office, box).added, len(reports(office))) == (1, 1)


@pytest.mark.parametrize("depth", [300, 5000])
def test_parts_within_parts_without_end_are_refused(office: Office, tmp_path: Path, depth: int) -> None:
    nested = b"From: a@example.org\n"
    for level in range(depth):
        nested += b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (level, level)
    result = take(office, tmp_path, nested + b"\n" + SAID.encode())
    assert (result.added, result.rejected) == (0, 1)


def test_a_list_of_an_earlier_run_does_not_stay(office: Office, tmp_path: Path) -> None:
    path = take(office, tmp_path, letter("Hi", Subject="")).rejected_path
    take(office, tmp_path, letter())
    assert path is not None
    assert not path.exists()


@pytest.mark.parametrize("path", ["nowhere", "."], ids=["missing", "nothing in it"])
def test_nothing_to_read_is_said(office: Office, tmp_path: Path, path: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput):
        take_mail(office, tmp_path / "empty" / path)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Hỏng rồi.\n\n-- \nBà Canary", "Hỏng rồi."),
        ("Hỏng rồi.\n\nVào Th 2, 3 thg 3, 2025 lúc 08:00 A <a@example.org> đã viết:\n> cũ", "Hỏng rồi."),
        ("On Mon, 3 Mar 2025 at 08:00, A wrote:\n> cũ\n> nữa\nHỏng rồi.", "Hỏng rồi."),
        ("Hỏng rồi.\nSent from my iPhone", "Hỏng rồi."),
        ("Hỏng rồi.\n-----Original Message-----\nFrom: x", "Hỏng rồi."),
        ("-- Cống vỡ.\nHai chỗ.", "-- Cống vỡ.\nHai chỗ."),
        ("", ""),
    ],
    ids=["signature", "cited in Vietnamese", "below a citation", "device", "original", "a dash", "nothing"],
)
def test_only_the_writer_s_own_words_count(text: str, own: str) -> None:
    assert own_words(text, MARKS) == own


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>Đèn<br>tắt &amp; tối</p>", "Đèn\ntắt & tối"),
        ("<style>p{}</style><script>alert(1)</script><p>Đèn</p>", "Đèn"),
        ('<div>Đèn</div><div class="gmail_quote"><div>cũ</div>cũ</div><p>tắt</p>', "Đèn\n\ntắt"),
        ("<p>a\n  b</p>", "a b"),
    ],
    ids=["blocks", "silent", "quoted", "blanks"],
)
def test_html_is_read_as_words(html: str, words: str) -> None:
    assert plain_of_html(html) == words


def test_plain_text_is_preferred_and_html_alone_is_read(office: Office, tmp_path: Path) -> None:
    alone = EmailMessage()
    alone["From"], alone["Message-ID"] = "a@example.org", "<h@example.org>"
    alone.set_content(f"<p>{SAID}</p>", subtype="html")
    take(office, tmp_path, letter(html="<p>Không phải lời này đâu nhé.</p>"), alone)
    assert [report.text.split("\n")[-1] for report in reports(office)] == [SAID, SAID]


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("", "category must be a code"),
        ('category = "nowhere"', "category must be a code"),
        ('category = "khac"\n[marks]\nspeech = ["x"]', "has no 'speech'"),
        ('category = "khac"\n[marks]\nfrom = "x"', "must list words"),
        ('category = "khac"\n[marks]\nfrom = [""]', "must list words"),
    ],
)
def test_a_pack_that_says_it_wrongly_is_told(office: Office, tmp_path: Path, said: str, wrong: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "email.toml").write_text(said, encoding="utf-8")
    with pytest.raises(BadInput, match=wrong):
        read_rules(replace(office, settings=replace(office.settings, pack=tmp_path)))


@pytest.mark.parametrize("subject", ["Re: Đèn", "RE: Fwd: Đèn", "Trả lời: Đèn", "Đèn"])
def test_subjects_lose_what_programs_put_before_them(subject: str) -> None:
    assert own_subject(subject, MARKS) == "Đèn"


@given(
    st.binary(max_size=2000), st.sampled_from([b"", b"From: a@example.org\n", b"Content-Type: text/html\n"])
)
def test_no_message_breaks_the_reader(noise: bytes, head: bytes) -> None:
    try:
        mail = read_mail(head + noise, MARKS)
    except NotTaken:
        return
    assert mail.sender
