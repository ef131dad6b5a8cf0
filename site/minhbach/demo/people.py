"""Made-up people with every kind of personal data, so that tests can look for what was planted.

Numbers come from blocks of zeros that belong to nobody, e-mail hosts from RFC 2606.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from minhbach.demo.typing import without_marks


@dataclass(frozen=True)
class Person:
    """One made-up person; each value is written the way that people write it."""

    name: str
    called: str
    """As neighbours say it: "chị Lan"."""
    phone: str
    email: str
    citizen_id: str
    plate: str
    bank: str
    account: str
    """The number within `bank`."""
    house: str


KINDS = {
    "name": "name", "called": "called", "phone": "phone", "email": "email",
    "citizen_id": "citizen_id", "plate": "plate", "bank": "account", "house": "house",
}  # fmt: skip
"""What a sentence may ask for → the value that must not leave."""


def make_person(rng: Random, parts: Mapping[str, Any], street: str) -> Person:
    """Somebody who lives in `street`."""
    sex = rng.choice(("woman", "man"))
    given = rng.choice(parts[f"given_{sex}"])
    name = f"{rng.choice(parts['family'])} {rng.choice(parts[f'middle_{sex}'])} {given}"
    account = f"00710000{rng.randrange(10_000):05d}"
    return Person(
        name=name,
        called=f"{rng.choice(parts[f'honorific_{sex}'])} {given}",
        phone=_phone(rng),
        email=_email(rng, name, rng.choice(parts["mail_hosts"])),
        citizen_id=f"0790{rng.randrange(60, 100)}00{rng.randrange(10_000):04d}",
        plate=_plate(rng, rng.choice(parts["plates"])),
        bank=f"{account} {rng.choice(parts['banks'])}",
        account=account,
        house=_house(rng, street),
    )


def _email(rng: Random, name: str, host: str) -> str:
    return f"{without_marks(name).lower().replace(' ', '.')}{rng.randrange(1000)}@{host}"


def _phone(rng: Random) -> str:
    tail = f"00{rng.randrange(10_000):04d}"
    first, last = tail[:3], tail[3:]
    forms = (
        f"0900{tail}", f"0900 {first} {last}", f"0900.{first}.{last}", f"0900-{first}-{last}",
        f"+84 900 {first} {last}", f"84900{tail}", f"09 00 {tail[:2]} {tail[2:4]} {tail[4:]}",
    )  # fmt: skip
    return rng.choice(forms)


def _plate(rng: Random, region: str) -> str:
    letter, tail = rng.choice("FKXYTSVB"), f"{rng.randrange(100):02d}"
    forms = (f"{region}{letter}1-000.{tail}", f"{region}-{letter}2 000{tail}", f"{region}{letter}-000.{tail}")
    return rng.choice(forms)


def _house(rng: Random, street: str) -> str:
    number = rng.randrange(2, 480)
    forms = (
        f"{number}/{rng.randrange(1, 90)} {street}",
        f"{number}/{rng.randrange(1, 40)}{rng.choice('ABCD')} đường {street}",
        f"{number}{rng.choice('ABC')} {street}",
        f"{number} đường {street}",
    )
    return rng.choice(forms)
