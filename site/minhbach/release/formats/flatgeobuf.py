"""Give a FlatGeobuf file that is sorted in space the packed Hilbert R-tree of its specification."""

import shutil
import struct
from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa

CHUNK = 1 << 20
NODE = 16
"""Children of a node."""
ITEM = np.dtype([("box", "<f8", 4), ("offset", "<u8")])
MAGIC, NODE_SIZE = 8, 9
"""Bytes of the magic; number of index_node_size in the header's table."""
EMPTY = (np.inf, np.inf, -np.inf, -np.inf)
"""A box that meets no other: for a feature without a geometry, which only a whole reading finds."""


def add_index(plain: Path, path: Path, features: Iterable[pa.RecordBatch]) -> None:
    """Copy `plain`, which has no index, to `path` with one; `features` give lon and lat in its order."""
    with plain.open("rb") as source, path.open("wb") as out:
        source.seek(MAGIC)
        (size,) = struct.unpack("<I", source.read(4))
        start = MAGIC + 4 + size
        source.seek(0)
        header = bytearray(source.read(start))
        boxes = [_boxes(batch) for batch in features]
        if boxes:
            at = _place_of(header, NODE_SIZE)
            header[at : at + 2] = struct.pack("<H", NODE)
        out.write(header)
        if boxes:
            out.write(_tree(np.concatenate(boxes), _offsets(source)).tobytes())
            source.seek(start)
        shutil.copyfileobj(source, out, CHUNK)


def _boxes(batch: pa.RecordBatch) -> np.ndarray:
    lon, lat = (batch.column(name).to_numpy(zero_copy_only=False) for name in ("lon", "lat"))
    boxes = np.stack([lon, lat, lon, lat], axis=1)
    boxes[np.isnan(boxes).any(axis=1)] = EMPTY
    return boxes


def _offsets(features: BinaryIO) -> np.ndarray:
    """Where each feature begins, counted from here, where the first one does: each says its length."""
    found, at, kept = array("Q"), 0, b""
    length_of = struct.Struct("<I").unpack_from
    while chunk := features.read(CHUNK):
        kept += chunk
        done = 0
        while done + 4 <= len(kept) and (end := done + 4 + length_of(kept, done)[0]) <= len(kept):
            found.append(at + done)
            done = end
        at, kept = at + done, kept[done:]
    return np.frombuffer(found, np.uint64)


def _tree(boxes: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """All nodes, the root first and the features last; an inner node points at its first child."""
    levels = [_items(boxes, offsets)]
    while len(levels[-1]) > 1:
        below = levels[-1]["box"]
        starts = np.arange(0, len(below), NODE)
        low = np.minimum.reduceat(below[:, :2], starts)
        high = np.maximum.reduceat(below[:, 2:], starts)
        levels.append(_items(np.hstack([low, high]), starts.astype(np.uint64)))
    first = 0
    for level in levels[:0:-1]:  # from the root down: the children stand after all nodes of this level
        first += len(level)
        level["offset"] += np.uint64(first)
    return np.concatenate(levels[::-1])


def _items(boxes: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    items = np.empty(len(boxes), ITEM)
    items["box"], items["offset"] = boxes, offsets
    return items


def _place_of(header: bytearray, number: int) -> int:
    """Where a field of the header's table stands (FlatBuffers: a table points back at its offsets)."""
    start = MAGIC + 4
    table = start + struct.unpack_from("<I", header, start)[0]
    offsets = table - struct.unpack_from("<i", header, table)[0]
    return int(table + struct.unpack_from("<H", header, offsets + 4 + 2 * number)[0])
