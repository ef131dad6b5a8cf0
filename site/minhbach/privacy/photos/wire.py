"""How a photo and its boxes travel to the worker and back: a length, a JSON head, then bytes.

Nothing is unpickled: a worker that a crafted photo took over can answer with a picture or a refusal only.
"""

import json
import struct
from collections.abc import Sequence
from dataclasses import astuple
from typing import IO, Any

from minhbach.privacy.photos.boxes import Box

_HEAD = struct.Struct("!II")
_MOST = 64 * 1024 * 1024


def send(pipe: IO[bytes], head: dict[str, Any], body: bytes = b"") -> None:
    """Write one message."""
    text = json.dumps(head).encode()
    pipe.write(_HEAD.pack(len(text), len(body)) + text + body)
    pipe.flush()


def receive(pipe: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """Read one message; None where the other side is gone or sends something else."""
    sizes = pipe.read(_HEAD.size)
    if len(sizes) < _HEAD.size:
        return None
    long, body = _HEAD.unpack(sizes)
    if long + body > _MOST:
        return None
    text, data = pipe.read(long), pipe.read(body)
    if len(text) < long or len(data) < body:
        return None
    head = json.loads(text)
    return (head, data) if isinstance(head, dict) else None


def pack(boxes: Sequence[Box]) -> list[list[Any]]:
    """Boxes as plain lists."""
    return [list(astuple(box)) for box in boxes]


def unpack(rows: list[list[Any]]) -> tuple[Box, ...]:
    """Boxes again, checked as any others; raises BadInput."""
    return tuple(Box(*row) for row in rows)
