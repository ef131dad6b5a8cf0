"""Another system with a key: sends reports, asks for what is public."""

from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from sqlmodel import select
from werkzeug.test import TestResponse

from minhbach.privacy.door import open_door
from minhbach.public.store import public_database
from minhbach.records.channels import add_channel
from minhbach.records.models import Report
from minhbach.records.office import Office
from minhbach.records.work import Actor, Step, act
from minhbach.records.workflow import AGENCY, OPERATOR

SENT = {
    "service_code": "chieu-sang",
    "lat": "10.7725",
    "long": "106.6981",
    "description": "Đèn đường trước chợ tắt ba hôm rồi, tối không dám đi.",
}
DRAINS = "tt-ha-tang-ky-thuat"


@dataclass
class System:
    """Another system, with the key of its channel."""

    browser: FlaskClient
    office: Office
    key: str
    name: str = "zalo"
    answers: list[TestResponse] = field(default_factory=list)

    def send(
        self, notation: str = "json", headers: dict[str, str] | None = None, **changes: object
    ) -> TestResponse:
        """Send a believable report; `changes` overwrite parameters, None leaves one out."""
        data = {
            name: value
            for name, value in {"api_key": self.key, **SENT, **changes}.items()
            if value is not None
        }
        answer = self.browser.post(f"/open311/v2/requests.{notation}", data=data, headers=headers)
        answer.request.environ["wsgi.input"].close()
        self.answers.append(answer)
        return answer

    def ask(self, path: str, **query: str) -> TestResponse:
        """GET below the endpoint."""
        answer = self.browser.get(f"/open311/v2/{path}", query_string=query)
        self.answers.append(answer)
        return answer

    def reports(self) -> list[Report]:
        """What is in the private database."""
        with self.office.private.reading() as session:
            return list(session.exec(select(Report)))


@pytest.fixture
def system(service: FlaskClient, office: Office) -> System:
    with office.private.writing() as session:
        key = add_channel(session, "zalo", office.now())
    return System(service, office, key)


@pytest.fixture
def publish(office: Office) -> Callable[..., None]:
    """publish(resolve=True) accepts every waiting report, and opens the door."""

    def through(resolve: bool = False) -> None:
        with office.private.writing() as session:
            for report in session.exec(select(Report).where(Report.status == "received")):
                given = {"category": report.category, "agency": DRAINS}
                act(
                    session, report.id or 0, Step("accept", Actor("lan", OPERATOR), office.now(), given=given)
                )
                if resolve:
                    answered = {"answer": "Đã thay bóng đèn trước chợ.", "outcome": "fixed_stated"}
                    of_drains = Actor("tam", AGENCY, DRAINS)
                    act(session, report.id or 0, Step("resolve", of_drains, office.now(), given=answered))
        open_door(office, public_database(office.settings.public_url))

    return through


@pytest.fixture
def read_xml() -> Callable[[TestResponse], ElementTree.Element]:
    """read_xml(answer) is the root of a well-formed XML answer."""

    def read(answer: TestResponse) -> ElementTree.Element:
        assert answer.content_type == "text/xml; charset=utf-8"
        return ElementTree.fromstring(answer.data)  # noqa: S314  (made by this very code)

    return read
