"""Train the name tagger's network with PyTorch, which nothing else needs (scripts/train-names)."""

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from minhbach.files import replacing
from minhbach.privacy.text.lexicon import Lexicon
from minhbach.privacy.text.names.features import COLUMNS, MARKS, SIZES, UNKNOWN, Sight
from minhbach.privacy.text.names.network import LABELS, LAYERS, Floats, write_network
from minhbach.privacy.text.names.tagger import BACKGROUND, MODEL
from minhbach.privacy.text.training.examples import (
    SEED,
    Example,
    count_background,
    examples,
    labelled_texts,
    spellings,
    write_background,
)
from minhbach.privacy.text.vocabulary import vocabulary_of

TIMES, EPOCHS, BATCH, FASTEST = 4, 4, 96, 4e-3
WIDTH, UNITS, MARKS_WIDTH = 64, 96, 24
_WIDTHS = {"odds": 8, "seen": 8, "pair": 6, "form": 4, "case": 8}
ACCENTS_WEIGHT = 0.3
"""How much guessing the hidden accents counts beside finding names: it teaches what words mean."""
DROPPED, UNKNOWN_NAMES, UNKNOWN_WORDS = 0.3, 0.25, 0.06
"""Shares of signals left out, and of words whose spelling is withheld, in names and elsewhere."""
NO_LABEL = -1


class Learner(nn.Module):
    """The network of network.py, able to learn."""

    def __init__(self, bare: int, accented: int) -> None:
        super().__init__()
        self.spelling = nn.Embedding(bare, WIDTH, padding_idx=0)
        self.accented = nn.Embedding(accented, WIDTH, padding_idx=0)
        self.classes = nn.ModuleDict({name: nn.Embedding(SIZES[name], _WIDTHS[name]) for name in SIZES})
        self.marks = nn.Linear(MARKS, MARKS_WIDTH)
        width = WIDTH + sum(_WIDTHS.values()) + MARKS_WIDTH
        self.first = nn.GRU(width, UNITS, batch_first=True, bidirectional=True)
        self.second = nn.GRU(2 * UNITS, UNITS, batch_first=True, bidirectional=True)
        self.out = nn.Linear(4 * UNITS, len(LABELS))
        self.meaning = nn.Linear(4 * UNITS, WIDTH)
        self.drop = nn.Dropout(DROPPED)
        self.register_buffer("bits", torch.arange(MARKS))

    def forward(self, rows: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        """Scores of LABELS and the signals behind them, for a batch of texts padded to one length."""
        column = {name: rows[..., at].long() for at, name in enumerate(COLUMNS)}
        bits = ((column["marks"][..., None] >> self.bits) & 1).float()
        seen = torch.cat(
            [
                self.spelling(column["spelling"]) + self.accented(column["accented"]),
                *(self.classes[name](column[name]) for name in SIZES),
                torch.tanh(self.marks(bits)),
            ],
            -1,
        )
        first = _padded(self.first, self.drop(seen), lengths)
        second = _padded(self.second, self.drop(first), lengths)
        signals = self.drop(torch.cat([first, second], -1))
        return self.out(signals), signals

    def meant(self, signals: Tensor) -> Tensor:
        """Scores of every accented spelling."""
        return self.meaning(signals) @ self.accented.weight.T

    def weights(self) -> dict[str, Floats]:
        """What network.py computes with."""
        arrays: dict[str, Tensor] = {
            "spelling": self.spelling.weight,
            "accented": self.accented.weight,
            **{name: self.classes[name].weight for name in SIZES},
            "marks": self.marks.weight.T,
            "marks_bias": self.marks.bias,
            "out": self.out.weight.T,
            "out_bias": self.out.bias,
        }
        for layer in LAYERS:
            parts = dict(getattr(self, layer).named_parameters())
            for name, torch_name in (("in", "ih"), ("on", "hh")):
                ways = [parts[f"weight_{torch_name}_l0{way}"].T for way in ("", "_reverse")]
                biases = [parts[f"bias_{torch_name}_l0{way}"] for way in ("", "_reverse")]
                arrays[f"{layer}_{name}"] = torch.stack(ways)
                arrays[f"{layer}_{name}_bias"] = torch.stack(biases)
        return {name: array.detach().numpy() for name, array in arrays.items()}


def _padded(units: nn.GRU, seen: Tensor, lengths: Tensor) -> Tensor:
    packed = nn.utils.rnn.pack_padded_sequence(seen, lengths, batch_first=True, enforce_sorted=False)
    read, _ = nn.utils.rnn.pad_packed_sequence(units(packed)[0], batch_first=True)
    return read


def train_names(lexicon: Lexicon, folder: Path, say: Callable[[str], None], seed: int = SEED) -> None:
    """Write the background counts and the network into `folder`; a line to `say` for every epoch."""
    torch.manual_seed(seed)
    chance = random.Random(seed)  # noqa: S311 - training, not a secret
    background = count_background(lexicon, seed)
    write_background(background, folder / BACKGROUND)
    bare, accented = spellings(labelled_texts(lexicon, 1, seed))
    sight = Sight(vocabulary_of(lexicon), background, bare, accented)
    known = list(examples(labelled_texts(lexicon, TIMES, seed), sight, background, seed))
    say(f"{len(known)} examples, {len(bare)} spellings, {len(accented)} with accents")
    learner = Learner(UNKNOWN + 1 + len(bare), UNKNOWN + 1 + len(accented))
    steps = EPOCHS * (len(known) // BATCH + 1)
    optimizer = torch.optim.AdamW(learner.parameters(), lr=FASTEST, weight_decay=0.01)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=FASTEST, total_steps=steps)
    for epoch in range(EPOCHS):
        losses = []
        for batch in _batches(known, chance):
            loss = _loss(learner, batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(learner.parameters(), 1.0)
            optimizer.step()
            pace.step()
            losses.append(loss.item())
        say(f"epoch {epoch + 1} of {EPOCHS}: loss {sum(losses) / len(losses):.4f}")
    with replacing(folder / MODEL) as beside:
        write_network(Path(beside), learner.weights(), bare, accented)


def _batches(known: list[Example], chance: random.Random) -> Iterator[list[Example]]:
    """All examples once, in batches of like length, in random order."""
    chance.shuffle(known)
    near = 50 * BATCH
    ordered = [
        example
        for at in range(0, len(known), near)
        for example in sorted(known[at : at + near], key=lambda e: len(e.labels))
    ]
    batches = [ordered[at : at + BATCH] for at in range(0, len(ordered), BATCH)]
    chance.shuffle(batches)
    yield from batches


def _loss(learner: Learner, batch: Sequence[Example]) -> Tensor:
    lengths = torch.tensor([len(example.labels) for example in batch])
    longest = int(lengths.max())
    rows = torch.zeros(len(batch), longest, len(COLUMNS), dtype=torch.int32)
    labels = torch.full((len(batch), longest), NO_LABEL)
    accented = torch.zeros(len(batch), longest, dtype=torch.long)
    for at, example in enumerate(batch):
        size = len(example.labels)
        rows[at, :size] = torch.from_numpy(example.rows)
        labels[at, :size] = torch.from_numpy(example.labels)
        accented[at, :size] = torch.from_numpy(example.accented.astype(np.int64))
    _withhold(rows, labels)
    scores, signals = learner(rows, lengths)
    loss = functional.cross_entropy(scores.flatten(0, 1), labels.flatten(), ignore_index=NO_LABEL)
    guessed = accented > UNKNOWN
    if guessed.any():
        loss = loss + ACCENTS_WEIGHT * functional.cross_entropy(
            learner.meant(signals[guessed]), accented[guessed]
        )
    return loss


def _withhold(rows: Tensor, labels: Tensor) -> None:
    """Make some spellings unknown, names' more often, so that what stands around them counts."""
    share = torch.where(labels > 0, UNKNOWN_NAMES, UNKNOWN_WORDS)
    for name in ("spelling", "accented"):
        column = rows[..., COLUMNS.index(name)]
        withheld = (torch.rand(labels.shape) < share) & (column > 0)
        column[withheld] = UNKNOWN
