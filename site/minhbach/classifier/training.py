"""Train the classifier on the pack's examples and on accepted reports; measure it on unseen texts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import orjson
from sqlmodel import col, select

from minhbach.classifier.features import Features, features_of, words_of
from minhbach.classifier.model import Model, fit
from minhbach.databases import Database
from minhbach.errors import BadInput
from minhbach.files import write_bytes
from minhbach.places.names import fold
from minhbach.records.models import Report
from minhbach.toml import read_toml

EXAMPLES = Path("classifier") / "examples.toml"
MODEL, CONFUSION = Path("classifier") / "model.npz", Path("classifier") / "confusion.json"
FOLDS = 5
PRECISION = 0.9
"""How many of its suggestions must be right, in texts that it has not seen."""
MOST_REPORTS = 2000
LEAST = 10
"""Examples of a category below which it is not suggested."""


@dataclass(frozen=True)
class Example:
    """A text whose category is known."""

    text: str
    category: str


@dataclass(frozen=True)
class Trained:
    """A model, and how it did on texts that it had not seen."""

    model: Model
    texts: int
    macro_f1: float
    """Of the likeliest category, however unlikely."""
    suggested: float
    """Share of the texts for which it was sure enough to say something."""
    precision: float
    """Share of those where it was right."""
    confusion: Mapping[tuple[str, str], int]
    """(right, suggested or "") → texts."""

    def line(self) -> str:
        """For a person at a terminal."""
        learned = f"{self.texts} texts, {len(self.model.categories)} categories"
        said = f"suggests for {self.suggested:.0%}, {self.precision:.1%} of them right"
        return f"{learned}; on unseen ones: macro-F1 {self.macro_f1:.3f}; {said}"


def pack_examples(data: Path, categories: Sequence[str]) -> list[Example]:
    """The pack's own examples; BadInput where one is of no category. A pack may do without."""
    path = data / EXAMPLES
    if not path.is_file():
        return []
    table = read_toml(path)
    for category, texts in table.items():
        if category not in categories:
            raise BadInput(f"{path}: no category {category!r}: use a code of categories.toml")
        if not isinstance(texts, list) or not all(isinstance(text, str) and text.strip() for text in texts):
            raise BadInput(f"{path}: {category}: write a list of texts")
    return [Example(text, category) for category, texts in table.items() for text in texts]


def accepted_reports(private: Database, categories: Sequence[str]) -> list[Example]:
    """The newest reports that an operator took in, with the category that they were given."""
    taken = select(Report.text, Report.category).where(
        col(Report.accepted_at).is_not(None), col(Report.made_up).is_(False),
        col(Report.anonymised_at).is_(None), col(Report.category).in_(categories),
    )  # fmt: skip
    with private.reading() as session:
        rows = session.exec(taken.order_by(col(Report.id).desc()).limit(MOST_REPORTS)).all()
    return [Example(text, category) for text, category in rows]


def train(examples: Sequence[Example], day: date) -> Trained:
    """A model of all examples, its threshold and figures from folds that it was not trained on."""
    counts = Counter(one.category for one in examples)
    categories = tuple(sorted(name for name, count in counts.items() if count >= LEAST))
    examples = [one for one in examples if one.category in categories]
    if len(categories) < 2:
        raise BadInput(f"nothing to learn: two categories need {LEAST} examples each in data/{EXAMPLES}")
    labels = np.array([categories.index(one.category) for one in examples])
    pairs = [(_told(one.text), _told(fold(one.text))) for one in examples]
    scores, guesses = _unseen(pairs, labels, categories)
    threshold = _threshold(scores, guesses == labels)
    model = Model(categories, _fit(pairs, labels, len(categories)), threshold, day)
    sure = scores >= threshold
    confusion = Counter(
        (categories[right], categories[guess] if said else "")
        for right, guess, said in zip(labels, guesses, sure, strict=True)
    )
    right = float((guesses == labels)[sure].mean()) if sure.any() else 0.0
    told = dict(sorted(confusion.items()))
    return Trained(model, len(examples), macro_f1(labels, guesses), float(sure.mean()), right, told)


def keep(trained: Trained, folder: Path) -> None:
    """Write model and confusion matrix below a folder, each whole or not at all."""
    trained.model.save(folder / MODEL)
    rows = [{"category": right, "suggested": said, "reports": count}
            for (right, said), count in trained.confusion.items()]  # fmt: skip
    told = {"trained": trained.model.trained.isoformat(), "rows": rows}
    write_bytes(folder / CONFUSION, orjson.dumps(told, option=orjson.OPT_INDENT_2))


def macro_f1(labels: np.ndarray, guesses: np.ndarray) -> float:
    """The mean over all classes of the harmonic mean of precision and recall."""
    scores = []
    for one in np.unique(labels):
        right = float(((labels == one) & (guesses == one)).sum())
        scores.append(2 * right / float((labels == one).sum() + (guesses == one).sum()))
    return float(np.mean(scores))


def _told(text: str) -> Features:
    return features_of(words_of(text))


def _fit(pairs: Sequence[tuple[Features, Features]], labels: np.ndarray, classes: int) -> np.ndarray:
    """Every text is learned with and without its diacritics: people write both."""
    return fit([one for pair in pairs for one in pair], np.repeat(labels, 2), classes)


def _unseen(
    pairs: Sequence[tuple[Features, Features]], labels: np.ndarray, categories: tuple[str, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """The score and the likeliest class of each text, from a model of the other folds."""
    fold_of = np.random.default_rng(1022).permutation(len(labels)) % FOLDS
    scores, guesses = np.zeros(len(labels)), np.zeros(len(labels), dtype=int)
    for number in range(FOLDS):
        seen = np.flatnonzero(fold_of != number)
        weights = _fit([pairs[int(at)] for at in seen], labels[seen], len(categories))
        model = Model(categories, weights, 0.0, date.min)
        for at in np.flatnonzero(fold_of == number):
            found = model.scores(pairs[int(at)][0])
            scores[at], guesses[at] = found.max(), found.argmax()
    return scores, guesses


def _threshold(scores: np.ndarray, right: np.ndarray) -> float:
    """The lowest score from which on suggestions are right often enough; out of reach where there is none."""
    order = np.argsort(-scores, kind="stable")
    precise = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(precise >= PRECISION)
    return float(scores[order[good[-1]]]) if len(good) else 99.0
