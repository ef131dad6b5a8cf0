"""Tell another system, such as an SMS gateway, by a signed POST.

Body: JSON {"id", "kind", "reader", "report", "language", "at", "text"}, and "phone" where the city allows it.
Headers: Minhbach-Id (the same in every try), Minhbach-Timestamp (seconds since 1970) and
Minhbach-Signature: "v1=" and the hex of HMAC-SHA256 over timestamp, ".", body, keyed by the shared secret.
A receiver checks the signature, refuses a timestamp older than five minutes, and drops an id that it knows.
"""

import hashlib
import hmac
import http.client
import ipaddress
import socket
import ssl
from urllib.parse import urlsplit

from minhbach.telling.doors import Hook
from minhbach.telling.fate import Later, Never

TIMEOUT = 15
_TRY_AGAIN = (408, 425, 429)
_DISGUISES = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))
"""IPv6 addresses that stand for IPv4 ones, and so perhaps for this network's."""


def sign(secret: bytes, timestamp: int, body: bytes) -> str:
    """The value of Minhbach-Signature."""
    return "v1=" + hmac.new(secret, f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def post(hook: Hook, body: bytes, message_id: str, timestamp: int) -> None:
    """Hand over one message, or raise Later or Never. No redirect is followed."""
    parts = urlsplit(hook.url)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "minhbach",
        "Minhbach-Id": message_id,
        "Minhbach-Timestamp": str(timestamp),
        "Minhbach-Signature": sign(hook.secret, timestamp, body),
    }
    line = _line(hook)
    try:
        line.request("POST", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, headers)
        status = line.getresponse().status
    except (OSError, http.client.HTTPException) as wrong:
        raise Later(f"webhook: {type(wrong).__name__}") from None
    finally:
        line.close()
    if 200 <= status < 300:
        return
    if status >= 500 or status in _TRY_AGAIN:
        raise Later(f"webhook: answered {status}")
    raise Never(f"webhook: answered {status}")


def allowed_address(host: str, port: int, *, anywhere: bool) -> str:
    """The IP address to call: every one that the name has must be public, or Never; Later if it has none."""
    try:
        found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        raise Later("webhook: its name is not known") from None
    if not anywhere and not all(map(_is_public, found)):
        raise Never("webhook: its address is not a public one")
    return found[0]


def _is_public(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return _is_public(str(address.ipv4_mapped))
        if any(address in network for network in _DISGUISES):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _line(hook: Hook) -> http.client.HTTPConnection:
    """A connection to the very address that was checked: a name that changes in between gains nothing."""
    parts = urlsplit(hook.url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    address = allowed_address(host, port, anywhere=hook.anywhere)
    if parts.scheme == "http":
        return _Checked(host, port, address)
    return _CheckedTls(host, port, address)


class _Checked(http.client.HTTPConnection):
    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self._address = address

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)


class _CheckedTls(_Checked):
    default_port = 443

    def connect(self) -> None:
        super().connect()
        trust = ssl.create_default_context()
        self.sock = trust.wrap_socket(self.sock, server_hostname=self.host)
