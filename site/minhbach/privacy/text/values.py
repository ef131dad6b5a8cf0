"""Invent private values and public fillers for the corpus. No real person's data comes out, save by accident."""

import random
from collections.abc import Sequence

from minhbach.privacy.text.lexicon import Lexicon

_WEIGHTED_SURNAMES = (
    ["nguyễn"] * 30 + ["trần"] * 11 + ["lê"] * 10 + ["phạm"] * 7 + ["huỳnh"] * 5 + ["hoàng"] * 4 + ["phan"] * 4
    + ["vũ"] * 4 + ["võ"] * 4 + ["đặng"] * 3 + ["bùi"] * 3 + ["đỗ"] * 3 + ["hồ"] * 2 + ["ngô"] * 2 + ["dương"] * 2
)  # fmt: skip
_ONSETS = "b c ch d đ g h k kh l m n ng nh ph qu r s t th tr v x".split()
_RIMES = "an anh ao âm ân âu ăn ăng iên iêu inh oai oan ong ôn ông ơn ung ương uyên ươi uân áng ạch ếch úc ịch ụp".split()
_KINS = "ông bà anh chị cô chú bác cậu dì thím em cụ".split()
_MAIL_HOSTS = ("example.com", "example.org", "example.net", "gmail.com", "yahoo.com.vn", "outlook.com")
_SERIES = "ABCDEFGHKLMNPSTUVXYZ"
_SPOKEN = "không một hai ba bốn năm sáu bảy tám chín".split()


class Values:
    """A source of invented values; each slot of a pattern is a method."""

    def __init__(self, lexicon: Lexicon, chance: random.Random) -> None:
        self.chance = chance
        lists = lexicon.corpus
        self._surnames = sorted(lexicon.names["surnames"])
        self._middles = sorted(lexicon.names["middles"])
        self._givens = sorted(lexicon.names["givens"])
        self._streets = sorted(lexicon.streets)
        self._places = sorted(place for place in lexicon.places if " " in place)
        self._lists = {key: lists[key].replace("\n", "|").strip("|").split("|") for key in (
            "problems", "deeds", "agencies", "plain_names", "nicknames", "foreign")}  # fmt: skip
        self._lists = {key: [item.strip() for item in items if item.strip()] for key, items in self._lists.items()}

    def _one(self, items: Sequence[str]) -> str:
        return self.chance.choice(items)

    def _digits(self, count: int) -> str:
        return "".join(self._one("0123456789") for _ in range(count))

    def full(self) -> str:
        """Surname, none to two middle names, given name; now and then a syllable that no list knows."""
        surname = self._one(_WEIGHTED_SURNAMES) if self.chance.random() < 0.85 else self._one(self._surnames)
        middles = [self._one(["văn", "thị"] if self.chance.random() < 0.4 else self._middles)
                   for _ in range(self.chance.choices([0, 1, 2], [15, 65, 20])[0])]  # fmt: skip
        return " ".join([surname, *middles, self._given()]).title()

    def _given(self) -> str:
        if self.chance.random() < 0.1:
            return self._one(_ONSETS) + self._one(_RIMES)
        return self._one(self._givens)

    def given(self) -> str:
        """What people call one another by: the last syllable, seldom two."""
        if self.chance.random() < 0.2:
            return self.given2()
        return self._given().title()

    def given2(self) -> str:
        """Two given syllables, as artists use."""
        return f"{self._one(self._middles)} {self._given()}".title()

    def nick(self) -> str:
        """Southern calling by rank: Bảy Lành, Tư."""
        rank = self._one(self._lists["nicknames"])
        return (f"{rank} {self._given()}" if self.chance.random() < 0.5 else self._one(self._lists["plain_names"])).title()

    def initials(self) -> str:
        """N.V.A, or Nguyễn Văn A."""
        letters = [self._one("NTLPHVĐBDQKMSCG") for _ in range(self.chance.choice([1, 2, 3, 3, 3]))]
        if len(letters) == 1:
            return letters[0] + "."
        return ".".join(letters) + self._one(["", "."])

    def foreign(self) -> str:
        """A foreign name."""
        return self._one(self._lists["foreign"])

    def kin(self) -> str:
        """A kinship word that calls a person."""
        return self._one(_KINS)

    def phone(self) -> str:
        """A mobile or fixed number in one of many ways of writing."""
        number = self._one(["03", "05", "07", "08", "09"]) + "00" + self._digits(6)
        if self.chance.random() < 0.12:
            number = self._one(["028", "024", "0251", "0274"]) + "0" + self._digits(7)
        style = self.chance.randrange(9)
        if style == 0:
            return f"{number[:4]} {number[4:7]} {number[7:]}"
        if style == 1:
            return f"{number[:4]}.{number[4:7]}.{number[7:]}"
        if style == 2:
            return f"+84 {number[1:4]} {number[4:7]} {number[7:]}"
        if style == 3:
            return " ".join(_SPOKEN[int(d)] for d in number)
        if style == 4:
            return f"{number[:3]}-{number[3:6]}-{number[6:]}"
        if style == 5:
            return " ".join(number)
        return number

    def email(self) -> str:
        """An address of an invented person."""
        local = self._one(["nguyenvan", "tran.thi", "le_minh", "pham", "hoa.sen", "minhanh"]) + self._digits(3)
        host = self._one(_MAIL_HOSTS)
        return self._one([f"{local}@{host}"] * 4 + [f"{local} @ {host}", f"{local}(at){host}", f"{local} a còng {host.replace('.', ' chấm ')}"])

    def id(self) -> str:
        """A citizen number (12 digits), an old one (9) or a passport."""
        citizen = f"0{self.chance.randrange(1, 97):02d}{self.chance.randrange(0, 4)}{self._digits(8)}"
        return self._one([citizen, citizen, f"{citizen[:3]} {citizen[3:6]} {citizen[6:9]} {citizen[9:]}", "02" + self._digits(7)])

    def plate(self) -> str:
        """A car's or motorbike's plate."""
        province, letter = self.chance.randrange(11, 100), self._one(_SERIES)
        tail = self._digits(5)
        return self._one([
            f"{province}{letter}{self._one('123456789')}-{tail[:3]}.{tail[3:]}", f"{province}{letter}-{tail}",
            f"{province}{letter}{self._one('123456789')} {tail}", f"{province}{letter}{tail}", f"{province}{letter}-{tail[:4]}",
        ])  # fmt: skip

    def bank(self) -> str:
        """An account number."""
        return self._one("1234567") + self._digits(self.chance.choice([9, 11, 12]))

    def address(self) -> str:
        """The part of an address before the street."""
        number = str(self.chance.randrange(1, 999))
        deep = f"{number}/{self.chance.randrange(1, 90)}"
        return self._one([
            f"số {number}", f"số nhà {deep}", f"hẻm {deep}/{self.chance.randrange(1, 30)}", f"nhà số {number}", deep + "/" + number[:1],
            f"{number}{self._one('ABC')}/{self.chance.randrange(1, 90)}", f"số {number} hẻm {deep}", f"hẻm {number}",
        ])  # fmt: skip

    def social(self) -> str:
        """A profile link or handle."""
        handle = self._one(["minh.anh", "be_thao", "tuan.le", "ngoc.han"]) + self._digits(2)
        return self._one([f"facebook.com/{handle}", f"https://fb.com/{handle}", f"@{handle}", f"tiktok.com/@{handle}", f"zalo.me/0900{self._digits(6)}"])

    def url(self) -> str:
        """A link with personal parts."""
        return self._one([
            f"https://drive.google.com/file/d/{self._digits(12)}/view", f"https://example.vn/tra-cuu?sdt=0900{self._digits(6)}",
            f"http://example.com/profile/{self._digits(8)}", f"https://photos.app.goo.gl/{self._digits(9)}",
        ])  # fmt: skip

    def street(self) -> str:
        """A street's name, capitals first."""
        return self._one(self._streets).title()

    def area(self) -> str:
        """A ward, quarter or district."""
        place = self._one(self._places).title()
        return self._one([f"phường {self.chance.randrange(1, 20)}", f"khu phố {self.chance.randrange(1, 9)}", f"phường {place}",
                          f"xã {place}", f"quận {self.chance.randrange(1, 13)}", place])  # fmt: skip

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
        return self._one([f"{day}/{month}/2025", f"ngày {day}/{month}", f"{day:02d}-{month:02d}-2024", f"ngày {day} tháng {month}"])

    def time(self) -> str:
        """A time of day."""
        return self._one([f"{self.chance.randrange(5, 23)}h{self._one(['', '30', '15'])}", f"{self.chance.randrange(5, 23)}:30", f"{self.chance.randrange(5, 12)} giờ sáng"])

    def number(self) -> str:
        """A small number."""
        return str(self.chance.randrange(11, 99))

    def amount(self) -> str:
        """A sum of money."""
        return self._one([f"{self.chance.randrange(1, 900)}.000 đồng", f"{self.chance.randrange(1, 90)}.{self._digits(3)}.000 đồng", f"{self.chance.randrange(2, 90)} triệu đồng", f"{self.chance.randrange(100, 900)}k"])

    def measure(self) -> str:
        """A measurement."""
        return self._one([f"{self.chance.randrange(2, 9)}m", f"{self.chance.randrange(100, 900)} m2", f"{self.chance.randrange(2, 20)} mét"])

    def hotline(self) -> str:
        """A number anybody may call."""
        return self._one(["1022", "113", "114", "115", f"1900{self._digits(4)}", f"1800 {self._digits(4)}", f"1900 {self._digits(3)} {self._digits(3)}"])

    def decision(self) -> str:
        """A legal text's number."""
        return self._one([f"Quyết định {self.number()}/2022/QĐ-UBND", f"Nghị định {self.number()}/2024/NĐ-CP", f"công văn số {self._digits(4)}/STTTT-CNTT", f"Thông tư {self.number()}/2021/TT-BTC"])

    def code(self) -> str:
        """A report's public code."""
        return self._one([f"1022-2025-{self._digits(6)}", f"PA{self._digits(8)}", f"#{self._digits(6)}", f"2025{self._digits(8)}"])
