"""What a citizen filled in: read and cleaned, then every fault told at its field in one sentence."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from minhbach.intake.clean import LEAST_TEXT, MOST_TEXT, clean_line, clean_text
from minhbach.intake.spot import NoSpot, Spot, find_spot
from minhbach.records.contacts import Reach
from minhbach.records.office import Office

MOST_NAME, MOST_EMAIL = 100, 254
_KEY = re.compile(r"[A-Za-z0-9_-]{32,64}")
_PHONE = re.compile(r"\+?[0-9(][0-9 ().-]{6,20}")
_EMAIL = re.compile(r"[^\s@<>()\",;]{1,64}@[^\s@<>()\",;]+\.[^\s@<>()\",;.]{2,}")


@dataclass(frozen=True)
class Filled:
    """The form's fields, cleaned and fit to be shown again."""

    key: str
    """Random per form: sending the same form twice is one report."""
    point: str = ""
    category: str = ""
    text: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    keep_private: bool = False

    @property
    def reach(self) -> Reach:
        return Reach(self.name or None, self.phone or None, self.email or None)


def new_key() -> str:
    """A key for a new form; 192 random bits, since the receipt can be had again by it."""
    return secrets.token_urlsafe(24)


def fill(form: Mapping[str, str]) -> Filled:
    """Read a sent form; a key that no page of ours gave is replaced by a fresh one."""
    key = form.get("key", "")
    return Filled(
        key=key if _KEY.fullmatch(key) else new_key(),
        point=clean_line(form.get("point", ""), 80),
        category=clean_line(form.get("category", ""), 64),
        text=clean_text(form.get("text", "")),
        name=clean_line(form.get("name", "")),
        phone=clean_line(form.get("phone", "")),
        email=clean_line(form.get("email", "")),
        keep_private=form.get("keep_private") == "yes",
    )


def check(filled: Filled, office: Office) -> tuple[Spot | None, dict[str, str]]:
    """Where the report lies, and the faults by field; without faults there is a spot."""
    faults: dict[str, str] = {}
    spot = None
    try:
        spot = find_spot(office, filled.point)
    except NoSpot as wrong:
        faults["point"] = str(wrong)
    if filled.category not in office.city.categories:
        faults["category"] = _("Hãy chọn lĩnh vực gần đúng nhất.")
    if wrong_text := _text_fault(filled.text):
        faults["text"] = wrong_text
    return spot, faults | _contact_faults(filled)


def _text_fault(text: str) -> str | None:
    if not text:
        return _("Hãy mô tả sự việc.")
    if len(text) < LEAST_TEXT:
        return _("Mô tả quá ngắn. Hãy viết ít nhất %(least)s ký tự.", least=LEAST_TEXT)
    if len(text) > MOST_TEXT:
        return _("Mô tả dài %(has)s ký tự, tối đa %(most)s. Hãy rút gọn.", has=len(text), most=MOST_TEXT)
    return None


def _contact_faults(filled: Filled) -> dict[str, str]:
    faults: dict[str, str] = {}
    if len(filled.name) > MOST_NAME:
        faults["name"] = _("Tên quá dài: tối đa %(most)s ký tự.", most=MOST_NAME)
    if filled.phone and not _PHONE.fullmatch(filled.phone):
        faults["phone"] = _("Số điện thoại chưa đúng. Hãy chỉ ghi chữ số, ví dụ: 0900 000 001.")
    if filled.email and (len(filled.email) > MOST_EMAIL or not _EMAIL.fullmatch(filled.email)):
        faults["email"] = _("Địa chỉ e-mail chưa đúng, ví dụ đúng: ten@example.com.")
    return faults
