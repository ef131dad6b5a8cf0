"""One message, read with suspicion: who wrote it, what they said, which photos came along."""

import email
import email.header
import email.utils
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message

from minhbach.errors import BadInput
from minhbach.intake.clean import MOST_TEXT, clean_line, clean_text
from minhbach.intake.email.words import Marks, own_subject, own_words, plain_of_html
from minhbach.tracking import parse_tracking_code

MOST_PARTS = 200
MOST_BODY = 400_000
"""Bytes of a text part that are looked at."""
_ADDRESS = re.compile(r"[^\s@<>()\",;]{1,64}@[^\s@<>()\",;]{1,180}\.[^\s@<>()\",;.]{2,}")
_CODE = re.compile(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}", re.I)
_MACHINES = ("mailer-daemon@", "postmaster@", "noreply@", "no-reply@")


class NotTaken(BadInput):
    """The message becomes no report; the reason never repeats what stands in it."""


@dataclass(frozen=True)
class Mail:
    """What counts of a message."""

    name: str
    """Digest of its Message-ID and sender: the same message again has the same one."""
    sender: str
    sender_name: str
    sent: datetime | None
    text: str
    """Subject and words, cleaned."""
    pictures: tuple[bytes, ...]
    """Attached images, not looked at yet."""


def read_mail(raw: bytes, marks: Marks) -> Mail:
    """Read a message; NotTaken for one that no person wrote, that says nothing, or that is made to harm."""
    try:
        message = email.message_from_bytes(raw)
        parts = _parts(message)
    except RecursionError:
        raise NotTaken("its parts are nested too deeply") from None
    sender_name, sender = _sender(message)
    _refuse_machines(message, sender)
    words = own_words(_words(parts), marks)
    subject = own_subject(_header(message, "Subject"), marks)
    text = clean_text(words if subject and subject in words else f"{subject}\n{words}")
    if any(_is_code(found) for found in _CODE.findall(text)):
        raise NotTaken("it names a tracking code: its sender should write on the tracking page")
    name = _header(message, "Message-ID") or hashlib.sha256(raw).hexdigest()
    return Mail(
        name=hashlib.sha256(f"{name}\n{sender}".encode()).hexdigest(),
        sender=sender,
        sender_name=clean_line(sender_name, 100),
        sent=_moment(message),
        text=text,
        pictures=tuple(_picture(part) for part in parts if part.get_content_maintype() == "image"),
    )


def _parts(message: Message) -> list[Message]:
    parts = []
    for part in message.walk():
        parts.append(part)
        if len(parts) > MOST_PARTS:
            raise NotTaken(f"it has more than {MOST_PARTS} parts")
    return [part for part in parts if not part.is_multipart()]


def _words(parts: list[Message]) -> str:
    """Plain text where there is any, else the words of the HTML."""
    for kind in ("text/plain", "text/html"):
        found = [part for part in parts if part.get_content_type() == kind and not part.get_filename()]
        texts = [_text(part) for part in found]
        if any(text.strip() for text in texts):
            joined = "\n".join(texts)
            return joined if kind == "text/plain" else plain_of_html(joined)
    return ""


def _text(part: Message) -> str:
    data = part.get_payload(decode=True)
    plain = data[:MOST_BODY] if isinstance(data, bytes) else b""
    try:
        return plain.decode(part.get_content_charset() or "utf-8", "replace")
    except (LookupError, ValueError):  # an encoding that is none
        return plain.decode("utf-8", "replace")


def _picture(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _header(message: Message, name: str) -> str:
    return clean_line(_decoded(str(message.get(name) or "")), MOST_TEXT)


def _decoded(said: str) -> str:
    """Encoded words as they are read; as they stand where their encoding is none."""
    try:
        return str(email.header.make_header(email.header.decode_header(said)))
    except (LookupError, ValueError, email.errors.MessageError):
        return said


def _sender(message: Message) -> tuple[str, str]:
    """Name and address to answer to."""
    for header in ("Reply-To", "From"):
        name, address = email.utils.parseaddr(str(message.get(header) or ""))
        if _ADDRESS.fullmatch(address):
            return _decoded(name), address
    raise NotTaken("it has no sender's address")


def _refuse_machines(message: Message, sender: str) -> None:
    """What a machine wrote is no report, and answering it could go round for ever."""
    automatic = str(message.get("Auto-Submitted") or "no").strip().lower() != "no"
    listed = message.get("List-Id") is not None or str(message.get("Precedence") or "").lower() in (
        "bulk", "junk", "list", "auto_reply",
    )  # fmt: skip
    if automatic or listed or sender.lower().startswith(_MACHINES):
        raise NotTaken("a machine wrote it, or a mailing list")


def _moment(message: Message) -> datetime | None:
    """When it reached the first server that we see: the last one to write in front; else when it says."""
    stamped = str((message.get_all("Received") or [""])[0]).rpartition(";")[2]
    for said in (stamped, str(message.get("Date") or "")):
        try:
            found = email.utils.parsedate_to_datetime(said.strip())
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None


def _is_code(text: str) -> bool:
    try:
        return bool(parse_tracking_code(text))
    except BadInput:
        return False
