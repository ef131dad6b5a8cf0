"""A real mail server and a real webhook on ports of their own, and an outbox that holds something."""

import json
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask, Response, request
from sqlmodel import col, select
from tests.conftest import NOON

from minhbach.city import City
from minhbach.records.contacts import Reach
from minhbach.records.models import Message, Report, Staff
from minhbach.records.office import Office
from minhbach.records.work import Actor, Step, act
from minhbach.telling.doors import Doors, Hook, MailServer

OPERATOR, AGENCY = Actor("lan", "operator"), Actor("minh", "agency", "so-xay-dung")
ACCEPT = {"category": "giao-thong", "agency": "so-xay-dung"}
SENDER = Reach(name="Nguyễn Văn Thử", phone="0900 000 001", email="thu@example.org")
SECRET = b"mot bi mat rat dai de thu"


@dataclass
class Mailbox:
    """What a mail server took, and what it shall answer to the next messages."""

    port: int = 0
    mails: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.meanwhile()
        if self.answers:
            return self.answers.pop(0)
        mail = BytesParser(EmailMessage, policy=default).parsebytes(envelope.content or b"")  # type: ignore[arg-type]
        self.mails.append((list(envelope.rcpt_tos), mail))
        return "250 OK"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A real SMTP server."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        box = Mailbox(free.getsockname()[1])
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


@dataclass
class Gateway:
    """What a webhook was sent, and what it shall answer next."""

    url: str = ""
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)

    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.calls]


@pytest.fixture
def gateway(listen: Callable[..., str]) -> Gateway:
    """A real HTTP server."""
    app, gate = Flask("gateway"), Gateway()

    @app.post("/hook")
    def hook() -> Response:
        gate.calls.append((dict(request.headers), request.get_data()))
        return gate.answers.pop(0) if gate.answers else Response(status=204)

    gate.url = f"{listen(app)}/hook"
    return gate


@pytest.fixture
def doors(mailbox: Mailbox) -> Doors:
    return Doors(MailServer("smtp", "127.0.0.1", mailbox.port), None)


@pytest.fixture
def hooked(gateway: Gateway) -> Doors:
    return Doors(None, Hook(gateway.url, SECRET, anywhere=True))


@pytest.fixture
def pack(settings: Any, tmp_path: Path) -> Path:
    """The default pack of a city that said whose address e-mails carry, and where the site stands."""
    pack = tmp_path / "pack"
    shutil.copytree(settings.data, pack / "data", ignore=shutil.ignore_patterns("var", "privacy", "demo"))
    (pack / "geo").symlink_to(settings.geo)
    texts = pack / "data" / "messages.toml"
    texts.write_text(texts.read_text().replace("[sender]", '[sender]\naddress = "thu@city.example"', 1))
    with (pack / "data" / "city.toml").open("a") as city:
        city.write('\n[site]\nurl = "https://city.example"\n')
    return pack


@pytest.fixture
def office(office: Office, pack: Path) -> Office:
    return replace(office, settings=replace(office.settings, pack=pack), city=City.load(pack / "data"))


@pytest.fixture
def at(office: Office) -> Callable[..., Office]:
    """at(hours=3) is the office later."""
    return lambda **later: replace(office, now=lambda: NOON + timedelta(**later))


@pytest.fixture
def report(make_report: Callable[..., Report]) -> Report:
    due = NOON + timedelta(days=10)
    return make_report(category="giao-thong", reach=SENDER, due_at=due, rule="2025", language="en")


@pytest.fixture
def do(office: Office) -> Callable[..., None]:
    """do(report, "accept", OPERATOR, agency=…) does a step."""

    def step(report: Report, action: str, actor: Actor, at: datetime = NOON, **given: object) -> None:
        with office.private.writing() as session:
            act(session, report.id or 0, Step(action, actor, at, given=given, note="vì thế"))

    return step


@pytest.fixture
def focal(office: Office) -> Callable[..., None]:
    """focal("agency", email, agency) adds a member of staff."""

    def add(role: str, email: str | None, agency: str | None = None, active: bool = True) -> None:
        with office.private.writing() as session:
            about = {"role": role, "agency": agency, "email": email, "active": active}
            about |= {"username": f"{role}-{email}", "password_hash": "-", "created_at": NOON}
            session.add(Staff(**about))

    return add


@pytest.fixture
def outbox(office: Office) -> Callable[[], list[Message]]:
    def read() -> list[Message]:
        with office.private.reading() as session:
            rows = list(session.exec(select(Message).order_by(col(Message.id))))
            session.expunge_all()
            return rows

    return read
