"""Drawn street scenes in the place of photos, with the metadata that a telephone would leave in them."""

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

GPS, ARTIST, MODEL = 0x8825, 0x013B, 0x0110
SIZE = (960, 720)


def street_scene(rng: Random, lat: float, lon: float, artist: str) -> bytes:
    """A JPEG with the exact place and its maker's name in its EXIF, as the door must take out."""
    picture, draw = _street(rng)
    _trouble(rng, draw)
    exif = Image.Exif()
    exif[ARTIST], exif[MODEL] = artist, "DEMO-PHONE 1"
    exif[GPS] = {1: "N" if lat >= 0 else "S", 2: _dms(lat), 3: "E" if lon >= 0 else "W", 4: _dms(lon)}
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=82, exif=exif)
    return stream.getvalue()


def mended_scene(rng: Random) -> bytes:
    """A JPEG of the street without its trouble, as an agency shows what it did."""
    picture, _draw = _street(rng)
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=82)
    return stream.getvalue()


def _street(rng: Random) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGB", SIZE, _shade(rng, 150, 205, 235))
    draw = ImageDraw.Draw(picture)
    _houses(rng, draw)
    draw.rectangle((0, 470, 960, 720), fill=_shade(rng, 96, 96, 100))
    draw.rectangle((0, 452, 960, 470), fill=(168, 164, 156))
    for left in range(20, 960, 150):
        draw.rectangle((left, 588, left + 80, 598), fill=(232, 232, 224))
    draw.text((24, 684), "DEMO", fill=(250, 250, 250), font_size=22)
    return picture, draw


def _houses(rng: Random, draw: ImageDraw.ImageDraw) -> None:
    left = 0
    while left < SIZE[0]:
        wide, high = rng.randrange(80, 170), rng.randrange(150, 360)
        draw.rectangle((left, 452 - high, left + wide, 452), fill=_shade(rng, 222, 205, 178))
        for top in range(452 - high + 24, 420, 70):
            draw.rectangle((left + 18, top, left + wide - 18, top + 32), fill=_shade(rng, 120, 150, 170))
        left += wide + 4


def _trouble(rng: Random, draw: ImageDraw.ImageDraw) -> None:
    """What the report is about: something that does not belong on the road."""
    middle, wide = rng.randrange(250, 700), rng.randrange(90, 200)
    draw.ellipse((middle - wide, 610, middle + wide, 690), fill=(52, 50, 48))
    for _piece in range(14):
        x, y = middle + rng.randrange(-wide, wide), rng.randrange(600, 690)
        draw.polygon([(x, y), (x + 26, y - 8), (x + 18, y + 16)], fill=_shade(rng, 130, 110, 84))


def _shade(rng: Random, *colour: int) -> tuple[int, ...]:
    turn = rng.randrange(-18, 18)
    return tuple(max(0, min(255, part + turn)) for part in colour)


def _dms(degrees: float) -> tuple[float, float, float]:
    minutes, seconds = divmod(abs(degrees) * 3600, 60)
    whole, minutes = divmod(minutes, 60)
    return whole, minutes, round(seconds, 2)
