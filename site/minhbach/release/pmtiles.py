"""Write a PMTiles v3 archive: all map tiles in one file, each found by a range request.

https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md. The same tiles give the same bytes.
"""

import gzip
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from minhbach.release.mvt import varint

HEADER_BYTES, ROOT_MOST = 127, 16_384
"""The header and the root directory must lie within the first 16 kB: one request reads both."""
LEAF_ENTRIES = 2048
GZIP, MVT = 2, 1


@dataclass(frozen=True)
class Entry:
    """Where one tile's bytes lie."""

    tile_id: int
    offset: int
    length: int
    run: int = 1
    """0 for an entry that points at a directory."""


def tile_id(zoom: int, x: int, y: int) -> int:
    """The tile's place on the Hilbert curves of all zooms, one after the other."""
    found = (4**zoom - 1) // 3
    side = 1 << (zoom - 1) if zoom else 0
    while side:
        right, low = int(x & side > 0), int(y & side > 0)
        found += side * side * ((3 * right) ^ low)
        if not low:
            if right:
                x, y = side - 1 - (x & (side - 1)), side - 1 - (y & (side - 1))
            x, y = y, x
        side >>= 1
    return found


def write_pmtiles(
    path: Path,
    tiles: Iterable[tuple[int, bytes]],
    metadata: dict[str, Any],
    zooms: tuple[int, int],
    box: tuple[float, float, float, float],
) -> int:
    """Write vector tiles (id and bytes, not yet compressed, ids rising); gives how many.

    `box` is west, south, east, north in degrees.
    """
    entries, parts, offset = [], [], 0
    for number, content in tiles:
        packed = gzip.compress(content, 6, mtime=0)
        entries.append(Entry(number, offset, len(packed)))
        parts.append(packed)
        offset += len(packed)
    root, leaves = _directories(entries)
    about = gzip.compress(orjson.dumps(metadata), 6, mtime=0)
    with path.open("wb") as out:
        out.write(_header(len(root), len(about), len(leaves), offset, len(entries), zooms, box))
        out.writelines((root, about, leaves, *parts))
    return len(entries)


def _header(
    root: int, about: int, leaves: int, tiles: int, entries: int, zooms: tuple[int, int],
    box: tuple[float, float, float, float],
) -> bytes:  # fmt: skip
    starts = [HEADER_BYTES]
    for length in (root, about, leaves):
        starts.append(starts[-1] + length)
    places = [n for pair in zip(starts, (root, about, leaves, tiles), strict=True) for n in pair]
    west, south, east, north = (round(degrees * 1e7) for degrees in box)
    return b"".join(
        (
            b"PMTiles\x03",
            struct.pack("<11Q", *places, entries, entries, entries),
            struct.pack("<6B", 1, GZIP, GZIP, MVT, *zooms),
            struct.pack("<4i", west, south, east, north),
            struct.pack("<B2i", zooms[0], (west + east) // 2, (south + north) // 2),
        )
    )


def _directories(entries: Sequence[Entry]) -> tuple[bytes, bytes]:
    """The root directory, and the leaves where all entries would make it too long."""
    root = _directory(entries)
    if len(root) <= ROOT_MOST - HEADER_BYTES:
        return root, b""
    leaves, pointers, offset = [], [], 0
    for start in range(0, len(entries), LEAF_ENTRIES):
        leaf = _directory(entries[start : start + LEAF_ENTRIES])
        pointers.append(Entry(entries[start].tile_id, offset, len(leaf), run=0))
        leaves.append(leaf)
        offset += len(leaf)
    return _directory(pointers), b"".join(leaves)


def _directory(entries: Sequence[Entry]) -> bytes:
    ids = [entry.tile_id for entry in entries]
    steps = [after - before for before, after in zip([0, *ids], ids, strict=False)]
    ends = [0, *(entry.offset + entry.length for entry in entries)]
    # Zero says: right after the one before.
    offsets = [
        0 if number and entry.offset == end else entry.offset + 1
        for number, (entry, end) in enumerate(zip(entries, ends, strict=False))
    ]
    columns = (steps, [entry.run for entry in entries], [entry.length for entry in entries], offsets)
    numbers = [len(entries), *(number for column in columns for number in column)]
    return gzip.compress(b"".join(map(varint, numbers)), 6, mtime=0)
