"""How the names of places are compared and written in another language; the words come from the pack."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


def fold(text: str) -> str:
    """Lower-case ASCII words without diacritics: "Phường Hoà Thạnh" and NFD alike give "phuong hoa thanh".

    Leading zeros of numbers go ("Phường 01" is "phuong 1").
    """
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    words = re.findall(r"[a-z0-9]+", plain)
    return " ".join(word.lstrip("0") or "0" if word.isdigit() else word for word in words)


def slug(name: str) -> str:
    """A path segment: "Phường An Bình" gives "phuong-an-binh"."""
    return fold(name).replace(" ", "-")


def tidy(name: str) -> str:
    """NFC, single spaces, numbers without leading zeros: "Phường  01" gives "Phường 1"."""
    spaced = " ".join(unicodedata.normalize("NFC", name).split())
    return re.sub(r"\b0+(?=\d)", "", spaced)


@dataclass(frozen=True)
class Kind:
    """A type of unit ("Phường") and how its names are said in English ("{} Ward", "Ward {}")."""

    prefix: str
    en: str
    en_number: str


class Naming:
    """Splits a full name into its type and its own name, by the pack's list of types."""

    def __init__(self, kinds: Sequence[Kind]) -> None:
        self._kinds = sorted(kinds, key=lambda kind: -len(kind.prefix))

    def split(self, name: str) -> tuple[Kind | None, str]:
        """Turn "Phường An Bình" into (Phường, "An Bình"); a name without a known type gives (None, name)."""
        for kind in self._kinds:
            if name.lower().startswith(kind.prefix.lower() + " "):
                return kind, name[len(kind.prefix) + 1 :]
        return None, name

    def kind(self, name: str) -> str:
        """The type as the city writes it, or "" when the name has none."""
        kind, _ = self.split(name)
        return kind.prefix if kind else ""

    def key(self, name: str) -> str:
        """What two spellings of one place share: folded, without its type."""
        return fold(self.split(name)[1])

    def english(self, name: str) -> str:
        """Turn "Phường An Bình" into "An Binh Ward" and "Quận 1" into "District 1"."""
        kind, own = self.split(name)
        plain = _unaccented(own)
        if kind is None:
            return plain
        return (kind.en_number if plain.isdigit() else kind.en).format(plain)


def _unaccented(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
