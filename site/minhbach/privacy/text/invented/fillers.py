"""Invent what may stay in a text: streets, agencies, dates, amounts, public numbers."""

import random
from collections.abc import Sequence

from minhbach.privacy.text.lexicon import Lexicon

LISTS = (
    "problems",
    "deeds",
    "agencies",
    "common_givens",
    "common_middles",
    "rare_givens",
    "rare_surnames",
    "ranks",
    "bynames",
    "foreign",
    "abroad",
    "eastern",
    "minority",
    "religious",
)


class Fillers:
    """A source of public words; each slot of a pattern is a method."""

    def __init__(self, lexicon: Lexicon, chance: random.Random) -> None:
        self.chance = chance
        self._streets = sorted(lexicon.streets)
        self._places = sorted(place for place in lexicon.places if " " in place)
        self._lists = {
            key: [item.strip() for item in lexicon.corpus[key].replace("\n", "|").split("|") if item.strip()]
            for key in LISTS
        }

    def _one(self, items: Sequence[str]) -> str:
        return self.chance.choice(items)

    def _digits(self, count: int) -> str:
        return "".join(self._one("0123456789") for _ in range(count))

    def street(self) -> str:
        """A street's name, capitals first."""
        return self._one(self._streets).title()

    def area(self) -> str:
        """A ward, quarter or district."""
        place = self._one(self._places).title()
        return self._one(
            [
                f"phường {self.chance.randrange(1, 20)}",
                f"khu phố {self.chance.randrange(1, 9)}",
                f"phường {place}",
                f"xã {place}",
                f"quận {self.chance.randrange(1, 13)}",
                place,
            ]
        )

    def problem(self) -> str:
        """Something a hotline hears about."""
        return self._one(self._lists["problems"])

    def deed(self) -> str:
        """Something a neighbour does."""
        return self._one(self._lists["deeds"])

    def agency(self) -> str:
        """A body that handles reports."""
        return self._one(self._lists["agencies"])

    def date(self) -> str:
        """A day."""
        day, month = self.chance.randrange(1, 29), self.chance.randrange(1, 13)
        return self._one(
            [
                f"{day}/{month}/2025",
                f"ngày {day}/{month}",
                f"{day:02d}-{month:02d}-2024",
                f"ngày {day} tháng {month}",
            ]
        )

    def time(self) -> str:
        """A time of day."""
        return self._one(
            [
                f"{self.chance.randrange(5, 23)}h{self._one(['', '30', '15'])}",
                f"{self.chance.randrange(5, 23)}:30",
                f"{self.chance.randrange(5, 12)} giờ sáng",
            ]
        )

    def number(self) -> str:
        """A small number."""
        return str(self.chance.randrange(11, 99))

    def amount(self) -> str:
        """A sum of money."""
        return self._one(
            [
                f"{self.chance.randrange(1, 900)}.000 đồng",
                f"{self.chance.randrange(1, 90)}.{self._digits(3)}.000 đồng",
                f"{self.chance.randrange(2, 90)} triệu đồng",
                f"{self.chance.randrange(100, 900)}k",
            ]
        )

    def measure(self) -> str:
        """A measurement."""
        return self._one(
            [
                f"{self.chance.randrange(2, 9)}m",
                f"{self.chance.randrange(100, 900)} m2",
                f"{self.chance.randrange(2, 20)} mét",
            ]
        )

    def hotline(self) -> str:
        """A number anybody may call."""
        return self._one(
            [
                "1022",
                "113",
                "114",
                "115",
                f"1900{self._digits(4)}",
                f"1800 {self._digits(4)}",
                f"1900 {self._digits(3)} {self._digits(3)}",
            ]
        )

    def decision(self) -> str:
        """A legal text's number."""
        return self._one(
            [
                f"Quyết định {self.number()}/2022/QĐ-UBND",
                f"Nghị định {self.number()}/2024/NĐ-CP",
                f"công văn số {self._digits(4)}/STTTT-CNTT",
                f"Thông tư {self.number()}/2021/TT-BTC",
            ]
        )

    def code(self) -> str:
        """A report's public code."""
        return self._one(
            [
                f"1022-2025-{self._digits(6)}",
                f"PA{self._digits(8)}",
                f"#{self._digits(6)}",
                f"2025{self._digits(8)}",
            ]
        )
