"""Invent names: those that people bear, and those of places that sound like people's."""

import random
from collections.abc import Callable

from minhbach.privacy.text.invented.everyday import everyday_words
from minhbach.privacy.text.invented.fillers import Fillers
from minhbach.privacy.text.lexicon import Lexicon

_WEIGHTED_SURNAMES = (
    ["nguyễn"] * 30
    + ["trần"] * 11
    + ["lê"] * 10
    + ["phạm"] * 7
    + ["huỳnh"] * 5
    + ["hoàng"] * 4
    + ["phan"] * 4
    + ["vũ"] * 4
    + ["võ"] * 4
    + ["đặng"] * 3
    + ["bùi"] * 3
    + ["đỗ"] * 3
    + ["hồ"] * 2
    + ["ngô"] * 2
    + ["dương"] * 2
)
_ONSETS = (
    "b",
    "c",
    "ch",
    "d",
    "đ",
    "g",
    "h",
    "k",
    "kh",
    "l",
    "m",
    "n",
    "ng",
    "nh",
    "ph",
    "qu",
    "r",
    "s",
    "t",
    "th",
    "tr",
    "v",
    "x",
)
_RIMES = (
    "an",
    "anh",
    "ao",
    "âm",
    "ân",
    "âu",
    "ăn",
    "ăng",
    "iên",
    "iêu",
    "inh",
    "oai",
    "oan",
    "ong",
    "ôn",
    "ông",
    "ơn",
    "ung",
    "ương",
    "uyên",
    "ươi",
    "uân",
    "áng",
    "ạch",
    "ếch",
    "úc",
    "ịch",
    "ụp",
)
_KINS = ["ông", "bà", "anh", "chị", "cô", "chú", "bác", "cậu", "dì", "thím", "em", "cụ"]


class InventedPeople(Fillers):
    """A source of invented names: of people, and of places, streets and shops that are called like people."""

    def __init__(self, lexicon: Lexicon, chance: random.Random) -> None:
        super().__init__(lexicon, chance)
        self._surnames = sorted(lexicon.names["surnames"])
        self._middles = sorted(lexicon.names["middles"])
        self._givens = sorted(lexicon.names["givens"])
        self._syllables = sorted({half for word in everyday_words(lexicon.folder) for half in word.split()})

    def _of(self, key: str) -> str:
        return self._one(self._lists[key])

    def _drawn(self, *shares: tuple[int, Callable[[], str]]) -> str:
        """What one of the sources gives, drawn by their shares."""
        return self.chance.choices([make for _, make in shares], [share for share, _ in shares])[0]()

    def _surname(self) -> str:
        return self._drawn(
            (80, lambda: self._one(_WEIGHTED_SURNAMES)),
            (12, lambda: self._one(self._surnames)),
            (8, lambda: self._of("rare_surnames")),
        )

    def _middle(self) -> str:
        return self._drawn(
            (38, lambda: self._one(["văn", "thị"])),
            (45, lambda: self._of("common_middles")),
            (12, lambda: self._one(self._middles)),
            (5, lambda: self._one(self._givens)),
        )

    def _given(self) -> str:
        """One syllable: usual, rarer, of the country, any word at all, or none that anybody knows."""
        return self._drawn(
            (64, lambda: self._of("common_givens")),
            (16, lambda: self._one(self._givens)),
            (9, lambda: self._of("rare_givens")),
            (9, lambda: self._one(self._syllables)),
            (2, lambda: self._one(_ONSETS) + self._one(_RIMES)),
        )

    def full(self) -> str:
        """A full name; now and then one of another make than surname, middle and given name."""
        return self._drawn(
            (188, self._vietnamese),
            (3, lambda: self._of("religious")),
            (3, lambda: self._of("foreign")),
            (2, lambda: self._of("eastern")),
            (4, self.minority),
        )

    def _vietnamese(self) -> str:
        middles = [self._middle() for _ in range(self.chance.choices([0, 1, 2], [13, 63, 24])[0])]
        return " ".join([self._surname(), *middles, self._given()]).title()

    def given(self) -> str:
        """What people call one another by: the last syllable, seldom two, or its first letter."""
        return self._drawn(
            (3, lambda: self._one("NTLPHVĐBDQKMSCGAY") + self._one([".", ""])),
            (12, self.given2),
            (85, lambda: self._given().title()),
        )

    def given2(self) -> str:
        """Two given syllables, as artists use."""
        return f"{self._middle()} {self._given()}".title()

    def nick(self) -> str:
        """A byname (Tèo, Hùng "sẹo"), or Southern calling by rank: Bảy Lành."""
        return self._drawn(
            (60, lambda: self._of("bynames")),
            (20, lambda: f"{self._of('ranks')} {self._given()}".title()),
            (20, lambda: f"{self._of('ranks')} {self._one(self._syllables)}".title()),
        )

    def initials(self) -> str:
        """N.V.A, or Nguyễn Văn A."""
        letters = [self._one("NTLPHVĐBDQKMSCG") for _ in range(self.chance.choice([1, 2, 3, 3, 3]))]
        if len(letters) == 1:
            return letters[0] + self._one([".", ""])
        return ".".join(letters) + self._one(["", "."])

    def foreign(self) -> str:
        """A full name from abroad."""
        return self._drawn((70, lambda: self._of("foreign")), (30, lambda: self._of("eastern")))

    def abroad(self) -> str:
        """The name by which somebody abroad is known."""
        return self._drawn((70, lambda: self._of("abroad")), (30, lambda: self._of("eastern")))

    def minority(self) -> str:
        """A name of one of Vietnam's smaller peoples."""
        return self._of("minority")

    def somewhere(self) -> str:
        """A place: one of the lists, or of syllables that could be a person's."""
        return self._drawn(
            (25, lambda: self._one(self._places).title()),
            (35, self.given2),
            (30, lambda: f"{self._given()} {self._given()}".title()),
            (10, lambda: self._given().title()),
        )

    def namesake(self) -> str:
        """A street, school or hospital that bears a person's name."""
        return self._drawn((85, self.full), (15, self.somewhere))

    def shop(self) -> str:
        """A shop, firm or pagoda."""
        return self._drawn(
            (50, self.given2),
            (25, lambda: f"{self._given()} {self._given()}".title()),
            (25, lambda: self._given().title()),
        )

    def kin(self) -> str:
        """A kinship word that calls a person."""
        return self._one(_KINS)
