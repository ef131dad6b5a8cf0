"""Tracking codes that can be told again: each follows from a key and a secret of this installation.

Whoever sent a form shows its receipt for a while by the form's own key, which nothing here keeps. Who wrote
an e-mail saw no page: their code follows from the message's name in Report.source_id, and is told in the
answer.
"""

import hmac

from minhbach.records.keyring import Keyring
from minhbach.records.models import Report
from minhbach.tracking import tracking_code_from

EMAIL = "email"
"""Channel and source of what came by e-mail."""


def keyed(keyring: Keyring, purpose: str, key: str) -> bytes:
    """What follows from a key for one purpose; only this installation can tell it (32 bytes)."""
    return hmac.digest(keyring.secret("receipts"), f"{purpose}:{key}".encode(), "sha256")


def code_of_key(keyring: Keyring, key: str) -> str:
    """The tracking code that belongs to a form's key."""
    return tracking_code_from(keyed(keyring, "code", key))


def mail_key(name: str) -> str:
    """The key of a message by its name; no form's key looks so, so nobody gets the code by sending a form."""
    return f"mail:{name}"


def code_of_mail(keyring: Keyring, report: Report) -> str | None:
    """The tracking code of a report that came by e-mail; None for any other."""
    if report.source != EMAIL or report.source_id is None:
        return None
    return code_of_key(keyring, mail_key(report.source_id))
