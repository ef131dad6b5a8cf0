"""The webhook: signed, without anything that ties a person to a published report, and nowhere inside."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Response
from tests.conftest import NOON
from tests.telling.conftest import ACCEPT, OPERATOR, SECRET, SENDER, Gateway

from minhbach.errors import BadInput
from minhbach.records.models import Message, Report
from minhbach.records.office import Office
from minhbach.telling import webhook
from minhbach.telling.doors import Doors, Hook
from minhbach.telling.fate import Never
from minhbach.telling.round import tell
from minhbach.telling.webhook import allowed_address


def test_a_gateway_can_check_who_calls(
    office: Office, hooked: Doors, gateway: Gateway, report: Report
) -> None:
    assert tell(office, hooked).sent == 1
    ((headers, body),) = gateway.calls
    signed = headers["Minhbach-Timestamp"].encode() + b"." + body
    assert headers["Minhbach-Signature"] == "v1=" + hmac.new(SECRET, signed, hashlib.sha256).hexdigest()
    assert int(headers["Minhbach-Timestamp"]) == int(NOON.timestamp())
    assert tell(office, hooked).sent == 0


@pytest.mark.parametrize("phone", [False, True])
def test_what_it_says_of_a_person(
    office: Office, hooked: Doors, gateway: Gateway, report: Report, do: Callable[..., None], phone: bool
) -> None:
    assert hooked.hook is not None
    do(report, "accept", OPERATOR, **ACCEPT)
    tell(office, replace(hooked, hook=replace(hooked.hook, phone=phone)))
    received, to_sender, to_agency = gateway.bodies()
    assert received.get("phone") == (SENDER.phone if phone else None)
    assert received["report"] == to_sender["report"]
    assert to_agency["report"] == report.public_id
    assert "phone" not in to_agency
    told = b"".join(body for _, body in gateway.calls[:2])
    assert not any(
        word.encode() in told for word in (report.public_id, report.text, SENDER.email, SENDER.name)
    )


def test_a_gateway_that_fails_hears_the_same_id_again(
    office: Office, at: Callable[..., Office], hooked: Doors, gateway: Gateway, report: Report
) -> None:
    gateway.answers = [Response(status=503)]
    assert tell(office, hooked).later == 1
    assert tell(at(minutes=5), hooked).sent == 1
    (first, _), (second, _) = gateway.calls
    assert first["Minhbach-Id"] == second["Minhbach-Id"]
    assert first["Minhbach-Timestamp"] != second["Minhbach-Timestamp"]


def test_no_redirect_is_followed(
    office: Office, hooked: Doors, gateway: Gateway, report: Report, outbox: Callable[[], list[Message]]
) -> None:
    gateway.answers = [Response(status=307, headers={"Location": gateway.url})]
    assert tell(office, hooked).given_up == 1
    assert len(gateway.calls) == 1
    assert outbox()[-1].failed == "webhook: answered 307"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104
     "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
     "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1"],
)  # fmt: skip
def test_no_address_inside_is_called(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    public = (2, 1, 6, "", ("203.0.114.7", 443))
    found = [public, (2, 1, 6, "", (address, 443))]
    monkeypatch.setattr(webhook.socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(Never, match="not a public one"):
        allowed_address("hook.example", 443, anywhere=False)
    assert allowed_address("hook.example", 443, anywhere=True) == "203.0.114.7"


def test_an_address_outside_is(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(10, 1, 6, "", ("2606:4700::1111", 443, 0, 0))]
    monkeypatch.setattr(webhook.socket, "getaddrinfo", lambda *_, **__: found)
    assert allowed_address("hook.example", 443, anywhere=False) == "2606:4700::1111"


def test_a_local_gateway_needs_leave(
    office: Office, gateway: Gateway, report: Report, outbox: Callable[[], list[Message]]
) -> None:
    assert tell(office, Doors(None, Hook(gateway.url, SECRET))).given_up == 1
    assert gateway.calls == []
    assert outbox()[-1].failed == "webhook: its address is not a public one"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"URL": "http://hook.example/"}, "unencrypted", id="in clear"),
        pytest.param({"URL": "file:///etc/passwd"}, "is no address", id="a file"),
        pytest.param({"URL": "https://me:word@hook.example/"}, "is no address", id="with a password"),
        pytest.param({"URL": "https://hook.example/", "SECRET": "short"}, "too short", id="a short secret"),
    ],
)
def test_a_wrong_webhook_is_told(given: dict[str, str], said: str) -> None:
    variables = {"SECRET": SECRET.decode()} | given
    with pytest.raises(BadInput, match=said):
        Doors.from_environment({f"MINHBACH_WEBHOOK_{name}": value for name, value in variables.items()})


def test_both_doors_go_at_once(
    office: Office, doors: Doors, hooked: Doors, gateway: Gateway, report: Report
) -> None:
    assert tell(office, Doors(doors.mail, hooked.hook)).sent == 2
    assert len(gateway.calls) == 1
