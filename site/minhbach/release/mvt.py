"""Encode points as a Mapbox Vector Tile, version 2: one layer, its properties named once.

https://github.com/mapbox/vector-tile-spec/tree/master/2.1
"""

from collections.abc import Iterable, Sequence

EXTENT = 4096
LENGTH, VARINT = 2, 0
"""Wire types of protocol buffers."""

Value = int | str


def points_tile(
    layer: str, names: Sequence[str], points: Iterable[tuple[int, int, Sequence[Value]]]
) -> bytes:
    """A tile of points at x, y (0 … EXTENT), each with a value for every name."""
    values: dict[tuple[type, Value], int] = {}
    features = bytearray()
    for x, y, own in points:
        tags = bytearray()
        for number, value in enumerate(own):
            place = values.setdefault((type(value), value), len(values))
            tags += varint(number) + varint(place)
        geometry = varint(9) + varint(x << 1) + varint(y << 1)  # MoveTo once; zigzag of what is positive
        features += _field(2, _field(2, tags) + b"\x18\x01" + _field(4, geometry))
    body = b"\x78\x02" + _field(1, layer.encode()) + features
    body += b"".join(_field(3, name.encode()) for name in names)
    body += b"".join(_field(4, _value(value)) for _, value in values)
    return bytes(_field(3, body + b"\x28" + varint(EXTENT)))


def _value(value: Value) -> bytes:
    return _field(1, value.encode()) if isinstance(value, str) else bytes([5 << 3 | VARINT]) + varint(value)


def _field(number: int, content: bytes | bytearray) -> bytes:
    return bytes([number << 3 | LENGTH]) + varint(len(content)) + content


def varint(number: int) -> bytes:
    """A number in groups of seven bits, the lowest first."""
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    found.append(number)
    return bytes(found)
