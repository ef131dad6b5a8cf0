"""Train the small models of data/privacy from made-up sentences and an openly licensed comment corpus."""

import csv
import gzip
import io
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pycrfsuite

from minhbach.errors import BadInput
from minhbach.files import replacing, write_bytes
from minhbach.privacy.text.casing import describe_cased
from minhbach.privacy.text.corpus import Sentence, filled_patterns, sentences
from minhbach.privacy.text.everyday import everyday_sentences, everyday_words
from minhbach.privacy.text.features import Background, describe
from minhbach.privacy.text.folding import bare, fold
from minhbach.privacy.text.lexicon import Lexicon
from minhbach.privacy.text.names import find_names
from minhbach.privacy.text.tagger import BACKGROUND, CASED, MODEL, read_background
from minhbach.privacy.text.values import Values
from minhbach.privacy.text.vocabulary import Vocabulary, vocabulary_of
from minhbach.privacy.text.words import Word, split_words

Example = tuple[str, tuple[tuple[int, int, str], ...]]
Describe = Callable[[list[Word], Vocabulary, Background, bool], list[list[str]]]
MADE_UP = 7000
MENTIONS = {"told": 4, "reported": 12}
"""How often each pattern of mentions.toml is filled with other names."""
CASED_MENTIONS = {"told": 5, "reported": 10}
NAMES_DRAWN = 60000
LEAST_SEEN = 2
EVERYDAY_WEIGHT = 20
"""Sightings that a word of everyday.txt counts for."""


def read_comments(path: Path) -> list[tuple[str, list[int]]]:
    """Texts and their offensive character offsets from a ViHOS file (MIT licence)."""
    if not path.is_file():
        raise BadInput(f"{path} is not there: give the train file of ViHOS (columns content, index_spans)")
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["content"], json.loads(row["index_spans"])) for row in csv.DictReader(file)]


def count_background(texts: Iterable[str], names: Iterable[str] = ()) -> Background:
    """Word and pair counts of everyday text, and syllable counts of names."""
    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        tokens = split_words(fold(text))
        words.update(t.bare for t in tokens if t.is_word)
        pairs.update(
            (a.bare, b.bare)
            for a, b in zip(tokens, tokens[1:], strict=False)
            if a.is_word and b.is_word and b.gap == " "
        )
    return Background(dict(words), dict(pairs), dict(Counter(" ".join(map(bare, names)).split())))


def write_background(background: Background, path: Path) -> None:
    """Write the counts seen at least twice, most frequent first; the same counts give the same bytes."""
    rows = [(count, word) for word, count in background.words.items() if count >= LEAST_SEEN]
    rows += [(count, " ".join(pair)) for pair, count in background.pairs.items() if count >= LEAST_SEEN]
    rows += [(count, f"= {name}") for name, count in background.names.items() if count >= LEAST_SEEN]
    text = "".join(f"{count} {spelled}\n" for count, spelled in sorted(rows, key=lambda r: (-r[0], r[1])))
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as file:
        file.write(text.encode())
    write_bytes(path, packed.getvalue())


def train_names(lexicon: Lexicon, comments: list[str], folder: Path, seed: int = 1022) -> None:
    """Write the background counts and the name model into `folder`."""
    nameless = [text for text in comments if not _mentions_somebody(text, lexicon)]
    everyday = everyday_sentences(folder)
    background = count_background([*nameless, *everyday, *_frames(lexicon)], _names_drawn(lexicon, seed))
    for word in [*everyday_words(folder), *sorted(lexicon.names["compounds"])]:
        first, second = bare(word).split()
        background.pairs[first, second] = background.pairs.get((first, second), 0) + EVERYDAY_WEIGHT
    write_background(background, folder / BACKGROUND)
    background = read_background(folder / BACKGROUND)
    texts = [*nameless, *everyday * 3]
    small = [
        (write(sentence.text), sentence.spans)
        for sentence in _name_examples(lexicon, texts, seed)
        for write in (str.lower, bare)
    ]
    _train(small, describe, lexicon, background, folder / MODEL)
    cased = [(s.text, s.spans) for s in _cased_examples(lexicon, [*nameless, *everyday * 6], seed)]
    _train(cased, describe_cased, lexicon, background, folder / CASED)


def _train(
    examples: Iterable[Example], describing: Describe, lexicon: Lexicon, background: Background, path: Path
) -> None:
    trainer = pycrfsuite.Trainer(verbose=False)
    for text, spans in examples:
        words, labels = _labelled(text, spans)
        accents = any(w.has_accent for w in words)
        trainer.append(describing(words, vocabulary_of(lexicon), background, accents), labels)
    trainer.select("lbfgs")
    trainer.set_params({"c1": 0.3, "c2": 0.05, "max_iterations": 100, "feature.minfreq": 3})
    with replacing(path) as beside:
        trainer.train(str(beside))


def _frames(lexicon: Lexicon) -> Iterator[str]:
    """The words of mentions.toml around its slots: what people say when they speak of people."""
    for source in MENTIONS:
        yield from re.split(r"\{\w+\}|\n", lexicon.corpus[source])


def _names_drawn(lexicon: Lexicon, seed: int) -> Iterator[str]:
    values = Values(lexicon, random.Random(seed))  # noqa: S311 - made-up names, not a secret
    for _ in range(NAMES_DRAWN // 2):
        yield values.full()
        yield values.given()


def _mentions_somebody(text: str, lexicon: Lexicon) -> bool:
    view = fold(text)
    words = split_words(view)
    capitals = sum(w.is_title and w.gap == " " for w in words)
    return capitals > 0 or bool(
        find_names(view, words, vocabulary_of(lexicon), any(w.has_accent for w in words))
    )


def _name_examples(lexicon: Lexicon, nameless: list[str], seed: int) -> Iterator[Sentence]:
    yield from sentences(
        lexicon, MADE_UP, seed, ("with_people", "news", "with_people", "clean", "clean"), plain=True
    )
    yield from filled_patterns(lexicon, MENTIONS, seed)
    chance = random.Random(seed)  # noqa: S311 - training data, not a secret
    values = Values(lexicon, chance)
    for text in nameless:
        yield Sentence(text, (), "comment", "as written")
        if chance.random() < 0.35:
            yield _mention_put_in(text, values)


def _cased_examples(lexicon: Lexicon, nameless: list[str], seed: int) -> Iterator[Sentence]:
    sources = ("with_people", "news", "clean", "clean", "clean", "with_numbers")
    yield from sentences(lexicon, 2 * MADE_UP, seed, sources, plain=True)
    yield from filled_patterns(lexicon, CASED_MENTIONS, seed)
    for text in nameless:
        yield Sentence(text, (), "comment", "as written")


def _mention_put_in(text: str, values: Values) -> Sentence:
    """A real comment with an invented person put between two of its words: every context is a context."""
    spaces = [at for at, char in enumerate(text) if char == " "] or [len(text)]
    at = values.chance.choice(spaces)
    name, title = values.full(), ""
    style = values.chance.random()
    if style < 0.35:
        name, title = values.given(), values.kin() + " "
    elif style < 0.6:
        title = values.kin() + " "
    elif style < 0.7:
        name, title = values.nick(), values.kin() + " "
    start = at + 1 + len(title)
    return Sentence(
        f"{text[:at]} {title}{name}{text[at:]}",
        ((start, start + len(name), "PERSON"),),
        "comment",
        "as written",
    )


def _labelled(text: str, spans: tuple[tuple[int, int, str], ...]) -> tuple[list[Word], list[str]]:
    view = fold(text)
    words = split_words(view)
    labels: list[str] = []
    for word in words:
        at = view.starts[word.start]
        span = next((s for s in spans if s[2] == "PERSON" and s[0] <= at < s[1]), None)
        first = span is not None and not (labels and labels[-1] != "O" and at > span[0])
        labels.append("O" if span is None else "B" if first else "I")
    return words, labels
