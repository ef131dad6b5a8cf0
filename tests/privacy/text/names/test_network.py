"""The name tagger's network: NumPy computes what the formulas say, and a piece reads as it does alone."""

from math import exp, tanh
from pathlib import Path

import numpy as np
import pytest

from minhbach.errors import BadInput
from minhbach.privacy.text.folding import fold
from minhbach.privacy.text.lexicon import default_lexicon
from minhbach.privacy.text.names.features import COLUMNS, MARKS, SIZES
from minhbach.privacy.text.names.network import LABELS, Network, write_network
from minhbach.privacy.text.names.tagger import LONGEST_PIECE, tagger_of
from minhbach.privacy.text.words import split_words

SPELLED, UNITS, WIDTH = 7, 3, 4
CHANCE = np.random.default_rng(7)


def _drawn(*shape: int) -> np.ndarray:
    return CHANCE.normal(size=shape).astype(np.float16).astype(np.float32)


def _weights() -> dict[str, np.ndarray]:
    inputs = WIDTH + 2 * len(SIZES) + 2
    weights = {
        "spelling": _drawn(SPELLED, WIDTH), "accented": _drawn(SPELLED, WIDTH),
        **{name: _drawn(size, 2) for name, size in SIZES.items()},
        "marks": _drawn(MARKS, 2), "marks_bias": _drawn(2),
        "out": _drawn(4 * UNITS, len(LABELS)), "out_bias": _drawn(len(LABELS)),
    }  # fmt: skip
    for layer, width in (("first", inputs), ("second", 2 * UNITS)):
        weights |= {
            f"{layer}_in": _drawn(2, width, 3 * UNITS), f"{layer}_on": _drawn(2, UNITS, 3 * UNITS),
            f"{layer}_in_bias": _drawn(2, 3 * UNITS), f"{layer}_on_bias": _drawn(2, 3 * UNITS),
        }  # fmt: skip
    return weights


def _by_the_formulas(weights: dict[str, np.ndarray], rows: np.ndarray) -> list[list[float]]:
    """Probabilities of one line, a number at a time (Cho et al. 2014, with PyTorch's place for the bias)."""
    seen = []
    for row in rows:
        column = dict(zip(COLUMNS, map(int, row), strict=True))
        signal = list(weights["spelling"][column["spelling"]] + weights["accented"][column["accented"]])
        for name in SIZES:
            signal += list(weights[name][column[name]])
        for unit in range(2):
            total = weights["marks_bias"][unit]
            total += sum(weights["marks"][bit][unit] for bit in range(MARKS) if column["marks"] >> bit & 1)
            signal.append(tanh(total))
        seen.append(signal)
    first = _layer(weights, "first", seen)
    second = _layer(weights, "second", first)
    answers = []
    for one, two in zip(first, second, strict=True):
        raw = np.array([*one, *two]) @ weights["out"] + weights["out_bias"]
        answers.append([exp(x) / sum(map(exp, raw)) for x in raw])
    return answers


def _layer(weights: dict[str, np.ndarray], layer: str, seen: list[list[float]]) -> list[list[float]]:
    ways = []
    for way, line in enumerate((seen, seen[::-1])):
        state, states = [0.0] * UNITS, []
        for signal in line:
            given = np.array(signal) @ weights[f"{layer}_in"][way] + weights[f"{layer}_in_bias"][way]
            own = np.array(state) @ weights[f"{layer}_on"][way] + weights[f"{layer}_on_bias"][way]
            fresh_state = []
            for unit in range(UNITS):
                reset = 1 / (1 + exp(-(given[unit] + own[unit])))
                keep = 1 / (1 + exp(-(given[UNITS + unit] + own[UNITS + unit])))
                fresh = tanh(given[2 * UNITS + unit] + reset * own[2 * UNITS + unit])
                fresh_state.append((1 - keep) * fresh + keep * state[unit])
            state = fresh_state
            states.append(state)
        ways.append(states[::-1] if way else states)
    return [[*ahead, *back] for ahead, back in zip(*ways, strict=True)]


@pytest.fixture
def network(tmp_path: Path) -> tuple[Network, dict[str, np.ndarray]]:
    weights = _weights()
    spellings = [f"s{at}" for at in range(SPELLED - 2)]
    write_network(tmp_path / "names.npz", weights, spellings, spellings)
    return Network(tmp_path / "names.npz"), weights


def _rows(pieces: int, words: int) -> np.ndarray:
    most = {"spelling": SPELLED, "accented": SPELLED, "marks": 1 << MARKS, **SIZES}
    columns = [CHANCE.integers(0, most[name], (pieces, words)) for name in COLUMNS]
    return np.stack(columns, axis=-1).astype(np.int32)


def test_numpy_computes_what_the_formulas_say(network: tuple[Network, dict[str, np.ndarray]]) -> None:
    trained, weights = network
    rows = _rows(2, 5)
    computed = trained.probabilities(rows)
    for piece, line in zip(computed, rows, strict=True):
        assert piece == pytest.approx(np.array(_by_the_formulas(weights, line)), abs=1e-4)


def test_pieces_read_together_read_as_they_do_alone(network: tuple[Network, dict[str, np.ndarray]]) -> None:
    trained, _ = network
    rows = _rows(3, 6)
    alone = [trained.probabilities(rows[at : at + 1])[0] for at in range(3)]
    assert trained.probabilities(rows) == pytest.approx(np.array(alone), abs=1e-5)


def test_the_same_network_gives_the_same_bytes(tmp_path: Path) -> None:
    weights = _weights()
    for name in ("one.npz", "two.npz"):
        write_network(tmp_path / name, weights, ["a", "ă"], ["b"])
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    assert Network(tmp_path / "one.npz").bare == ["a", "ă"]


def test_a_missing_network_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"names\.npz is missing: run scripts/train-names"):
        Network(tmp_path / "names.npz")


def test_an_endless_line_is_read_to_its_end() -> None:
    words = split_words(fold("ngập nước " * LONGEST_PIECE * 2 + "chị Nguyễn Thị Hoa"))
    found = tagger_of(default_lexicon()).find(words)
    assert [words[found[-1].start].composed, words[found[-1].end - 1].composed] == ["Nguyễn", "Hoa"]
