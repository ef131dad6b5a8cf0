"""Accounts for trying the desk: operator, inspector, administrator, each fixed agency, the busiest ward."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from minhbach.demo.course import OPERATOR_NAME
from minhbach.records.office import Office
from minhbach.records.staff import add_staff, new_password
from minhbach.records.workflow import ADMIN, AGENCY, INSPECTOR, OPERATOR


@dataclass(frozen=True)
class Account:
    """A name and password that are written down once, for the person who tries the demo."""

    username: str
    password: str
    role: str

    def line(self) -> str:
        return f"{self.username}\t{self.password}\t{self.role}"


def add_accounts(office: Office, busiest: Sequence[str], at: datetime) -> list[Account]:
    """Add the demo's staff; `busiest` are agencies beside the pack's fixed ones."""
    alone = ((OPERATOR_NAME, OPERATOR), ("inspector", INSPECTOR), ("admin", ADMIN))
    wanted: list[tuple[str, str, str | None]] = [(username, role, None) for username, role in alone]
    wanted += [(code, AGENCY, code) for code in (*office.city.agencies, *busiest)]
    accounts = []
    with office.private.writing() as session:
        for username, role, agency in wanted:
            account = Account(username, new_password(), role)
            add_staff(session, username, account.password, role, agency, at=at)
            accounts.append(account)
    return accounts
