"""Train the model of scope from labelled lines."""

from collections.abc import Iterable
from pathlib import Path

import pycrfsuite

from minhbach.files import replacing
from minhbach.privacy.text.folding import fold
from minhbach.privacy.text.scope import describe_scope
from minhbach.privacy.text.words import split_words


def train_scope(rows: Iterable[tuple[str, str]], path: Path) -> None:
    """Write a model learnt from (reason, text) rows; the same rows give the same bytes."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for reason, text in rows:
        trainer.append([describe_scope(split_words(fold(text)))], [reason])
    trainer.select("lbfgs")
    trainer.set_params({"c1": 0.0, "c2": 0.3, "max_iterations": 200, "feature.minfreq": 1})
    with replacing(path) as beside:
        trainer.train(str(beside))
