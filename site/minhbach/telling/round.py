"""One round of telling: everything in the outbox whose time has come goes out, each message once.

Safe to run as often as one likes and several times at once. A message is taken, handed over, and noted as
sent, in three steps. Only a process that is killed between the first and the third leaves an e-mail of which
nobody knows whether it arrived; it is then given up and counted, never sent again.
"""

import hashlib
import hmac
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import orjson

from minhbach.city.messages import CITIZEN
from minhbach.errors import BadInput
from minhbach.records.keyring import Keyring
from minhbach.records.models import Message, Report
from minhbach.records.office import Office
from minhbach.records.outbox import queue
from minhbach.telling import taking
from minhbach.telling.compose import Writer, stands
from minhbach.telling.doors import Doors, Hook, MailServer
from minhbach.telling.fate import Later, Never, Perhaps
from minhbach.telling.post import PostOffice, letter
from minhbach.telling.readers import addresses, reach_of
from minhbach.telling.webhook import post

EMAIL, WEBHOOK = "email", taking.WEBHOOK
Hand = Callable[[], None]
"""Hands a message over, or raises Later, Never or Perhaps."""


@dataclass
class Told:
    """What one round did."""

    sent: int = 0
    later: int = 0
    given_up: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    """Why messages were given up or put off, without addresses."""

    def line(self) -> str:
        """For a person at a terminal."""
        told = f"{self.sent} sent, {self.later} to be tried again, {self.given_up} given up"
        why = ", ".join(f"{reason} ({count})" for reason, count in sorted(self.reasons.items()))
        return f"{told}: {why}" if why else told


def tell(office: Office, doors: Doors) -> Told:
    """Send what is due; BadInput where the mail server cannot be reached, with nothing lost."""
    writer = Writer(office)
    ways: dict[str, _Email | _Webhook] = {}
    if doors.hook:
        ways[WEBHOOK] = _Webhook(office, writer, doors.hook)
        _queue_hooks(office)
    if doors.mail:
        ways[EMAIL] = _Email(office, writer, doors.mail)
    done = Told(given_up=taking.settle(office.private, office.now()))
    with office.private.reading() as session:
        waiting = taking.due(session, list(ways), office.now())
    try:
        for number in waiting:
            _tell_one(office, ways, number, done)
    finally:
        for way in ways.values():
            way.close()
    return done


def _tell_one(office: Office, ways: dict[str, "_Email | _Webhook"], number: int, done: Told) -> None:
    private, now = office.private, office.now()
    with private.reading() as session:
        message = session.get(Message, number)
        if message is None or message.taken_at is not None:  # erased, or another process has it
            return
        session.expunge(message)
    try:
        hand = ways[message.via].prepare(message)
        if not taking.take(private, number, now):
            return
        hand()
    except Later as why:
        done.reasons[str(why)] += 1
        if taking.note_later(private, number, now, str(why)):
            done.later += 1
        else:
            done.given_up += 1
    except (Never, Perhaps) as why:
        done.reasons[str(why)] += 1
        taking.note_failed(private, number, str(why))
        done.given_up += 1
    else:
        taking.note_sent(private, number, office.now())
        done.sent += 1


def _queue_hooks(office: Office) -> None:
    """Put a webhook message beside each that is told to a person."""
    with office.private.writing() as session:
        for one in list(taking.unhooked(session, office.now())):
            queue(session, taking.hook_key(one.key), kind=one.kind, recipient=one.recipient,
                  at=one.created_at, report_id=one.report_id, event=one.event, via=WEBHOOK,
                  agency=one.agency, language=one.language)  # fmt: skip


def _name(keyring: Keyring, key: str) -> str:
    """A message's name outside: the same in every try, and no key to anything."""
    return hmac.new(keyring.secret("telling"), key.encode(), hashlib.sha256).hexdigest()[:32]


class _Email:
    def __init__(self, office: Office, writer: Writer, server: MailServer) -> None:
        if not writer.address:
            raise BadInput("data/messages.toml: [sender] has no address: name whose address e-mails carry")
        if not writer.site:
            raise BadInput("data/city.toml: [site] has no url: e-mails must say where to look")
        self._office, self._writer, self._sender = office, writer, writer.address
        self._line = PostOffice(server)

    def prepare(self, message: Message) -> Hand:
        office = self._office
        with office.private.reading() as session:
            about = stands(session, message)
            if about is None:
                raise Never("no longer so")
            readers = addresses(session, office.keyring, message, about)
            if not readers:
                raise Never("nobody left an e-mail address")
            written = self._writer.write(message, about)
        host = self._sender.rpartition("@")[2]
        name = office.city.service.within(written.language)
        mail_id = f"<{_name(office.keyring, message.key)}@{host}>"
        mail = letter(written, self._sender, name, readers, mail_id, office.now())
        self._line.open()
        return partial(self._line.send, mail, self._sender, readers)

    def close(self) -> None:
        self._line.close()


class _Webhook:
    def __init__(self, office: Office, writer: Writer, hook: Hook) -> None:
        self._office, self._writer, self._hook = office, writer, hook

    def prepare(self, message: Message) -> Hand:
        office, own = self._office, message.recipient == CITIZEN
        with office.private.reading() as session:
            report = stands(session, message)
            if not isinstance(report, Report):
                raise Never("no longer so")
            written = self._writer.write(message, report)
            # Who knows the sender's number must not learn which published report is theirs.
            subject = _name(office.keyring, f"report:{report.id}") if own else report.public_id
            phone = reach_of(session, office.keyring, report).phone if own and self._hook.phone else None
        name = _name(office.keyring, message.key)
        body = {"id": name, "kind": message.kind, "reader": message.recipient, "report": subject,
                "language": written.language, "at": message.created_at.isoformat(timespec="seconds"),
                "text": written.subject}  # fmt: skip
        told = orjson.dumps(body | ({"phone": phone} if phone else {}))
        return partial(post, self._hook, told, name, int(office.now().timestamp()))

    def close(self) -> None:
        """Every call has a line of its own."""
