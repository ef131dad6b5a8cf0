"""Whose address a message goes to: looked up when it is sent, and kept nowhere."""

from sqlmodel import Session, col, select

from minhbach.city.messages import AGENCY, CITIZEN
from minhbach.records.contacts import Reach, reveal_contact
from minhbach.records.keyring import Erased, Keyring
from minhbach.records.models import Breach, Message, Report, Staff


def reach_of(session: Session, keyring: Keyring, report: Report) -> Reach:
    """How a report's sender can be reached; an empty reach where they left nothing or it was erased."""
    try:
        return reveal_contact(session, keyring, report) or Reach()
    except Erased:
        return Reach()


def addresses(session: Session, keyring: Keyring, message: Message, about: Report | Breach) -> list[str]:
    """The e-mail addresses of a message's readers; empty where nobody left one."""
    if isinstance(about, Report) and message.recipient == CITIZEN:
        email = reach_of(session, keyring, about).email
        return [email] if email else []
    who = select(Staff.email).where(
        Staff.role == message.recipient, col(Staff.active), col(Staff.email).is_not(None)
    )
    if message.recipient == AGENCY:
        who = who.where(Staff.agency == message.agency)
    return sorted({email for email in session.exec(who) if email})
