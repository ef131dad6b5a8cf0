"""A linear model over hashed words: trained with numpy alone, and able to say which words decided."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from minhbach.classifier.features import SIZE, Features, Word, features_of, words_of
from minhbach.errors import BadInput
from minhbach.files import write_bytes

RIDGE = 1.0
"""How strongly weights are held small; chosen on the pack's examples, where 0.3 does as well."""
SHOWN = 4
"""Words that are said to have decided, at most."""
LEAST_PART = 0.4
"""How much a word must have spoken beside the strongest: what chance gave a little weight is not told."""


@dataclass(frozen=True)
class Suggestion:
    """What a model advises, and why."""

    category: str
    score: float
    """About 1 where it is sure, 0 where it knows nothing."""
    words: tuple[str, ...]
    """The words that spoke most for it, as the sender wrote them, strongest first."""


@dataclass(frozen=True)
class Model:
    """Weights of every column for every category."""

    categories: tuple[str, ...]
    weights: np.ndarray
    """(SIZE, categories)."""
    threshold: float
    """Below this score nothing is suggested."""
    trained: date

    def scores(self, told: Features) -> np.ndarray:
        """How much a text speaks for each category."""
        found: np.ndarray = told.values @ self.weights[told.columns]
        return found

    def best(self, text: str) -> Suggestion:
        """The likeliest category, however unlikely."""
        words = words_of(text)
        told = features_of(words)
        scores = self.scores(told)
        number = int(scores.argmax())
        return Suggestion(self.categories[number], float(scores[number]), self._why(words, told, number))

    def suggest(self, text: str) -> Suggestion | None:
        """What it advises, or None where it is not sure enough."""
        best = self.best(text)
        return best if best.words and best.score >= self.threshold else None

    def _why(self, words: list[Word], told: Features, number: int) -> tuple[str, ...]:
        weights = self.weights[told.columns]
        speaks = told.values * (weights[:, number] - weights.mean(axis=1))
        force = np.zeros(len(words))
        for sources, amount in zip(told.sources, speaks, strict=True):
            for source in sources:
                force[source] += amount / len(sources)
        least = max(0.0, LEAST_PART * float(force.max(initial=0.0)))
        order = [int(at) for at in np.argsort(-force, kind="stable") if force[at] > least]
        return _joined(words, order[:SHOWN])

    def save(self, path: Path) -> None:
        """Write the model, whole or not at all."""
        file = io.BytesIO()
        np.savez_compressed(
            file, categories=np.array(self.categories), weights=self.weights.astype(np.float16),
            threshold=np.float32(self.threshold), trained=np.array(self.trained.isoformat()),
        )  # fmt: skip
        write_bytes(path, file.getvalue())

    @classmethod
    def load(cls, path: Path) -> "Model":
        """Read a model; BadInput where the file is none."""
        try:
            with np.load(path, allow_pickle=False) as kept:
                weights = kept["weights"].astype(np.float32)
                model = cls(tuple(map(str, kept["categories"])), weights, float(kept["threshold"]),
                            date.fromisoformat(str(kept["trained"])))  # fmt: skip
        except (OSError, ValueError, KeyError, BadZipFile, EOFError):
            raise BadInput(f"{path} is no model: run 'minhbach classify train', or remove it") from None
        if weights.shape != (SIZE, len(model.categories)):
            raise BadInput(f"{path} is of another version: run 'minhbach classify train'")
        return model


def fit(told: Sequence[Features], labels: np.ndarray, classes: int) -> np.ndarray:
    """Weights that tell the classes apart: ridge regression in closed form, over as many rows as texts."""
    used = np.unique(np.concatenate([one.columns for one in told]))
    place = np.zeros(SIZE, dtype=np.int64)
    place[used] = np.arange(len(used))
    rows = np.zeros((len(told), len(used)), dtype=np.float32)
    for row, one in zip(rows, told, strict=True):
        row[place[one.columns]] = one.values
    wanted = np.eye(classes, dtype=np.float32)[labels] - np.float32(1 / classes)
    dual = np.linalg.solve(rows @ rows.T + RIDGE * np.eye(len(rows), dtype=np.float32), wanted)
    weights = np.zeros((SIZE, classes), dtype=np.float32)
    weights[used] = rows.T @ dual
    return weights


def _joined(words: list[Word], chosen: list[int]) -> tuple[str, ...]:
    """Chosen words with their neighbours that were chosen too, each stretch once."""
    groups: list[list[int]] = []
    for at in sorted(chosen):
        if groups and groups[-1][-1] == at - 1:
            groups[-1].append(at)
        else:
            groups.append([at])
    groups.sort(key=lambda group: min(chosen.index(at) for at in group))
    said = [" ".join(words[at].text for at in group) for group in groups]
    return tuple(dict.fromkeys(said))
