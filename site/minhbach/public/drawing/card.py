"""The picture that other sites show beside a link to ours: the service's name on our colour."""

import io
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from minhbach import config
from minhbach.city import City

SIZE, MARGIN = (1200, 630), 90
INK, GROUND, ACCENT = "#ffffff", "#0b5457", "#9ccfc8"
FONTS = config.STATIC / "vendor" / "be-vietnam-pro-0.4.1"


def share_card(city: City, language: str) -> bytes:
    """A PNG of 1200 by 630 pixels; the same city gives the same bytes."""
    return _drawn(city.service.within(language), city.name.within(language))


@lru_cache(maxsize=8)
def _drawn(service: str, city: str) -> bytes:
    card = Image.new("RGB", SIZE, GROUND)
    pen = ImageDraw.Draw(card)
    bold = ImageFont.truetype(FONTS / "BeVietnamPro_700Bold.ttf", 84)
    plain = ImageFont.truetype(FONTS / "BeVietnamPro_400Regular.ttf", 44)
    lines = _lines(pen, service, bold)
    for number, line in enumerate(lines):
        pen.text((MARGIN, 170 + 104 * number), line, INK, bold)
    pen.text((MARGIN, 200 + 104 * len(lines)), city, ACCENT, plain)
    out = io.BytesIO()
    card.save(out, "PNG", optimize=True)
    return out.getvalue()


def _lines(pen: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """Words in lines that fit between the margins."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and pen.textlength(longer, font) <= SIZE[0] - 2 * MARGIN:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
