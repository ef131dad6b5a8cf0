"""Invent private values for the corpus: no real person's data comes out, save by accident."""

from minhbach.privacy.text.invented.people import InventedPeople

_MAIL_HOSTS = ("example.com", "example.org", "example.net", "gmail.com", "yahoo.com.vn", "outlook.com")
_SERIES = "ABCDEFGHKLMNPSTUVXYZ"
_SPOKEN = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


class Values(InventedPeople):
    """A source of invented private values beside the public ones."""

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
        local = self._one(["nguyenvan", "tran.thi", "le_minh", "pham", "hoa.sen", "minhanh"]) + self._digits(
            3
        )
        host = self._one(_MAIL_HOSTS)
        return self._one(
            [f"{local}@{host}"] * 4
            + [f"{local} @ {host}", f"{local}(at){host}", f"{local} a còng {host.replace('.', ' chấm ')}"]
        )

    def id(self) -> str:
        """A citizen number (12 digits), an old one (9) or a passport."""
        citizen = f"0{self.chance.randrange(1, 97):02d}{self.chance.randrange(0, 4)}{self._digits(8)}"
        return self._one(
            [
                citizen,
                citizen,
                f"{citizen[:3]} {citizen[3:6]} {citizen[6:9]} {citizen[9:]}",
                "02" + self._digits(7),
            ]
        )

    def plate(self) -> str:
        """A car's or motorbike's plate."""
        province, letter = self.chance.randrange(11, 100), self._one(_SERIES)
        tail = self._digits(5)
        return self._one(
            [
                f"{province}{letter}{self._one('123456789')}-{tail[:3]}.{tail[3:]}",
                f"{province}{letter}-{tail}",
                f"{province}{letter}{self._one('123456789')} {tail}",
                f"{province}{letter}{tail}",
                f"{province}{letter}-{tail[:4]}",
            ]
        )

    def bank(self) -> str:
        """An account number."""
        return self._one("1234567") + self._digits(self.chance.choice([9, 11, 12]))

    def address(self) -> str:
        """The part of an address before the street."""
        number = str(self.chance.randrange(1, 999))
        deep = f"{number}/{self.chance.randrange(1, 90)}"
        return self._one(
            [
                f"số {number}",
                f"số nhà {deep}",
                f"hẻm {deep}/{self.chance.randrange(1, 30)}",
                f"nhà số {number}",
                deep + "/" + number[:1],
                f"{number}{self._one('ABC')}/{self.chance.randrange(1, 90)}",
                f"số {number} hẻm {deep}",
                f"hẻm {number}",
            ]
        )

    def social(self) -> str:
        """A profile link or handle."""
        handle = self._one(["minh.anh", "be_thao", "tuan.le", "ngoc.han"]) + self._digits(2)
        return self._one(
            [
                f"facebook.com/{handle}",
                f"https://fb.com/{handle}",
                f"@{handle}",
                f"tiktok.com/@{handle}",
                f"zalo.me/0900{self._digits(6)}",
            ]
        )

    def url(self) -> str:
        """A link with personal parts."""
        return self._one(
            [
                f"https://drive.google.com/file/d/{self._digits(12)}/view",
                f"https://example.vn/tra-cuu?sdt=0900{self._digits(6)}",
                f"http://example.com/profile/{self._digits(8)}",
                f"https://photos.app.goo.gl/{self._digits(9)}",
            ]
        )
