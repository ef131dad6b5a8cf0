"""A small recurrent network that reads a line both ways and says of each word whether it is part of a name.

It is trained with PyTorch (training/network.py) and run with NumPy alone.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minhbach.errors import BadInput
from minhbach.privacy.text.names.features import COLUMNS, MARKS, SIZES, Rows

Floats = NDArray[np.float32]
LABELS = ("O", "B", "I")
"""No name, a name's first word, a name's further word."""
LAYERS = ("first", "second")
_BITS = np.arange(MARKS, dtype=np.int32)


class Network:
    """The weights of a trained network, and the spellings that it knows."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise BadInput(f"{path} is missing: run scripts/train-names, or take data/privacy from a release")
        with np.load(path) as stored:
            arrays = {name: stored[name] for name in stored.files}
        self.bare = spellings_in(arrays["bare_spellings"])
        self.accented = spellings_in(arrays["accented_spellings"])
        self._weights = {
            name: array.astype(np.float32) for name, array in arrays.items() if array.dtype == np.float16
        }

    def probabilities(self, rows: Rows) -> Floats:
        """Of pieces (pieces × words × COLUMNS) the probability of each of LABELS for every word."""
        weights = self._weights
        column = {name: rows[..., at] for at, name in enumerate(COLUMNS)}
        bits = ((column["marks"][..., None] >> _BITS) & 1).astype(np.float32)
        seen = np.concatenate(
            [
                weights["spelling"][column["spelling"]] + weights["accented"][column["accented"]],
                *(weights[name][column[name]] for name in SIZES),
                np.tanh(bits @ weights["marks"] + weights["marks_bias"]),
            ],
            axis=-1,
        )
        read = []
        for layer in LAYERS:
            seen = self._both_ways(seen, layer)
            read.append(seen)
        scores = np.concatenate(read, axis=-1) @ weights["out"] + weights["out_bias"]
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        return np.asarray(scores / scores.sum(axis=-1, keepdims=True), np.float32)

    def _both_ways(self, seen: Floats, layer: str) -> Floats:
        """Gated recurrent units over pieces × words × inputs, onward and backward side by side."""
        inward, onward = self._weights[f"{layer}_in"], self._weights[f"{layer}_on"]
        steps = np.stack([seen, seen[:, ::-1]]).transpose(0, 2, 1, 3)
        gates = steps @ inward[:, None] + self._weights[f"{layer}_in_bias"][:, None, None]
        bias = self._weights[f"{layer}_on_bias"][:, None]
        size = onward.shape[1]
        state = np.zeros((2, seen.shape[0], size), np.float32)
        states = np.empty((2, seen.shape[1], seen.shape[0], size), np.float32)
        for at in range(seen.shape[1]):
            given, own = gates[:, at], state @ onward + bias
            opened = 1 / (1 + np.exp(-(given[..., : 2 * size] + own[..., : 2 * size])))
            reset, keep = opened[..., :size], opened[..., size:]
            fresh = np.tanh(given[..., 2 * size :] + reset * own[..., 2 * size :])
            state = states[:, at] = fresh + keep * (state - fresh)
        ahead, back = states[0], states[1, ::-1]
        return np.concatenate([ahead, back], axis=-1).transpose(1, 0, 2)


def spellings_in(stored: NDArray[np.uint8]) -> list[str]:
    """The spellings of an array of UTF-8 bytes, one a line."""
    return stored.tobytes().decode().split("\n")


def write_network(path: Path, weights: Mapping[str, Floats], bare: list[str], accented: list[str]) -> None:
    """Write weights (as half floats) and spellings; the same network gives the same bytes."""
    arrays: dict[str, Any] = {name: array.astype(np.float16) for name, array in weights.items()}
    for name, spellings in (("bare_spellings", bare), ("accented_spellings", accented)):
        arrays[name] = np.frombuffer("\n".join(spellings).encode(), np.uint8)
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)
