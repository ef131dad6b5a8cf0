"""Train the offence model on ViHOS, and measure it as the field does."""

import csv
import json
from pathlib import Path

import pycrfsuite

from minhbach.errors import BadInput
from minhbach.files import replacing
from minhbach.privacy.text.folding import fold
from minhbach.privacy.text.offence import LEAST, MODEL, OffenceTagger, describe_tokens, tokens_of

Comment = tuple[str, list[int]]
"""A text and the offsets of its offensive characters."""


def read_comments(path: Path) -> list[Comment]:
    """Texts and their offensive character offsets from a ViHOS file (MIT licence)."""
    if not path.is_file():
        raise BadInput(f"{path} is not there: give the train file of ViHOS (columns content, index_spans)")
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["content"], json.loads(row["index_spans"])) for row in csv.DictReader(file)]


def train_offence(comments: list[Comment], decent: list[str], folder: Path) -> None:
    """Write the offence model into `folder`; the same texts give the same bytes.

    `decent` is civic text without offence: comments alone would make every harsh noun one.
    """
    trainer = pycrfsuite.Trainer(verbose=False)
    for text, places in [*comments, *((text, []) for text in decent)]:
        features, labels = _example(text, frozenset(places))
        trainer.append(features, labels)
    trainer.select("lbfgs")
    trainer.set_params({"c1": 0.15, "c2": 0.03, "max_iterations": 150, "feature.minfreq": 2})
    with replacing(folder / MODEL) as beside:
        trainer.train(str(beside))


def _example(text: str, places: frozenset[int]) -> tuple[list[list[str]], list[str]]:
    view = fold(text)
    tokens = tokens_of(view.composed, view.bare)
    labels: list[str] = []
    for token in tokens:
        start, end = view.span(token.start, token.end)
        inside = 2 * sum(at in places for at in range(start, end)) >= end - start
        labels.append("O" if not inside else "I" if labels and labels[-1] != "O" else "B")
    return describe_tokens(tokens), labels


def span_f1(tagger: OffenceTagger, comments: list[Comment], least: float = LEAST) -> float:
    """Mean over comments of the F1 of offensive offsets; both empty counts 1 (SemEval-2021 task 5)."""
    total = 0.0
    for text, places in comments:
        gold = set(places)
        found = {at for offence in tagger.find(text, least) for at in range(offence.start, offence.end)}
        if not gold or not found:
            total += float(not gold and not found)
            continue
        total += 2 * len(gold & found) / (len(gold) + len(found))
    return total / len(comments)
