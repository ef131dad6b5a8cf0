"""E-mail over SMTP, one message at a time, so that it is always clear whether it was taken."""

import smtplib
import ssl
from collections.abc import Sequence
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from minhbach.errors import BadInput
from minhbach.telling.compose import Written
from minhbach.telling.doors import MailServer
from minhbach.telling.fate import Later, Never, Perhaps

TIMEOUT = 30


def letter(
    written: Written, sender: str, sender_name: str, readers: Sequence[str], message_id: str, at: datetime
) -> EmailMessage:
    """A plain e-mail; Never where an address cannot stand in one."""
    mail = EmailMessage(policy=SMTP)
    try:
        mail["From"] = Address(sender_name, addr_spec=sender)
        mail["To"] = [Address(addr_spec=reader) for reader in readers]
        mail["Subject"] = written.subject
    except (ValueError, IndexError, MessageError):
        raise Never("an address cannot be written to") from None
    mail["Date"] = at
    mail["Message-ID"] = message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = written.language
    mail.set_content(written.body, cte="quoted-printable")
    return mail


class PostOffice:
    """One connection to the mail server, opened when it is first needed."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._line: smtplib.SMTP | None = None

    def open(self) -> None:
        """Have a line that answers; BadInput where the server cannot be reached or lets us not in."""
        try:
            if self._line is not None and self._line.noop()[0] == 250:
                return
        except (smtplib.SMTPException, OSError):
            pass
        self.close()
        try:
            self._line = self._call()
        except (smtplib.SMTPException, OSError) as wrong:
            why = type(wrong).__name__ if isinstance(wrong, smtplib.SMTPException) else str(wrong)
            raise BadInput(
                f"mail server {self._server.host}: {why}: nothing was lost, run it again"
            ) from None

    def close(self) -> None:
        """Hang up."""
        line, self._line = self._line, None
        if line is not None:
            try:
                line.quit()
            except (smtplib.SMTPException, OSError):
                line.close()

    def send(self, mail: EmailMessage, sender: str, readers: Sequence[str]) -> None:
        """Hand over one e-mail, or raise Later, Never or Perhaps."""
        line = self._line
        if line is None:
            raise Later("no line to the mail server")
        try:
            body = mail.as_bytes()
            line.rset()
            _taken(*line.mail(sender))
            answers = [line.rcpt(reader)[0] for reader in readers]
            if not any(code in (250, 251) for code in answers):
                _taken(min(answers))
        except UnicodeEncodeError:
            raise Never("an address cannot be written to") from None
        except (smtplib.SMTPException, OSError):
            raise Later("the mail server hung up") from None
        try:
            _taken(*line.data(body))
        except smtplib.SMTPDataError as refused:
            _taken(refused.smtp_code)
        except (smtplib.SMTPException, OSError):
            raise Perhaps("the mail server hung up in the middle: it may have arrived") from None

    def _call(self) -> smtplib.SMTP:
        host, port, trust = self._server.host, self._server.port, ssl.create_default_context()
        if self._server.scheme == "smtps":
            line: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=trust)
        else:
            line = smtplib.SMTP(host, port, timeout=TIMEOUT)
        try:
            if self._server.scheme == "starttls":
                line.starttls(context=trust)
            line.ehlo()
            if self._server.user is not None:
                line.login(self._server.user, self._server.password or "")
        except BaseException:
            line.close()
            raise
        return line


def _taken(code: int, _said: object = None) -> None:
    """Go on, or say what the server's answer means; its words may hold the address and are not kept."""
    if 400 <= code < 500:
        raise Later(f"the mail server answered {code}")
    if not 200 <= code < 300:
        raise Never(f"the mail server answered {code}")
