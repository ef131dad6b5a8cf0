"""What the name tagger learns from: written lines filled with invented names, in every way of writing."""

import gzip
import io
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from minhbach.files import write_bytes
from minhbach.privacy.text.folding import bare, fold
from minhbach.privacy.text.invented.everyday import everyday_sentences, everyday_words, written_lines
from minhbach.privacy.text.invented.habits import without_accents
from minhbach.privacy.text.invented.sentences import filled_line, sentences
from minhbach.privacy.text.invented.values import Values
from minhbach.privacy.text.lexicon import Lexicon
from minhbach.privacy.text.measure import Labelled
from minhbach.privacy.text.names.background import Background
from minhbach.privacy.text.names.features import COLUMNS, Rows, Sight, spelling_of
from minhbach.privacy.text.names.network import LABELS
from minhbach.privacy.text.spans import PLACEHOLDERS
from minhbach.privacy.text.words import Word, split_words

SEED = 1022
MADE_UP = 4000
"""Sentences of the open corpus among the examples; the lines are the greater part by far."""
NAMES_DRAWN = 60000
LEAST_SEEN = 2
"""Times a word is met from which it is counted; the same for spellings learnt."""
LEAST_LEARNT = 3
EVERYDAY_WEIGHT = 20
"""Sightings that a word of everyday.txt counts for."""
LONGEST = 100
"""Words of an example at most."""
SEALED_SHARE = 0.04
"""Of texts that name people, those in which one name stands hidden already."""
WRITTEN: tuple[tuple[int, Callable[[str], str]], ...] = (
    (28, str), (17, str.lower), (42, bare), (8, without_accents), (5, str.upper),
)  # fmt: skip
"""Ways of writing and their share of the examples."""
WRITTEN_ENGLISH: tuple[tuple[int, Callable[[str], str]], ...] = (
    (10, str), (5, str.lower), (35, bare), (45, without_accents), (5, str.upper),
)  # fmt: skip
"""The same where the line itself has no accents: who writes English rarely gives a name its own."""


@dataclass(frozen=True)
class Example:
    """A text as the network sees it, with the answer for every word."""

    rows: Rows
    labels: NDArray[np.int64]
    accented: NDArray[np.int32]
    """The accented spelling of each word where the text hides it (else 0): a second thing to learn."""


def count_background(lexicon: Lexicon, seed: int) -> Background:
    """Word and pair counts of all lines without their names, and syllable counts of invented names."""
    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in [*_frames(lexicon.folder), *everyday_sentences(lexicon.folder)]:
        tokens = split_words(fold(text))
        words.update(t.bare for t in tokens if t.is_word)
        pairs.update(
            (a.bare, b.bare)
            for a, b in zip(tokens, tokens[1:], strict=False)
            if a.is_word and b.is_word and b.gap == " "
        )
    for word in [*everyday_words(lexicon.folder), *sorted(lexicon.names["compounds"])]:
        first, second = bare(word).split()
        pairs[first, second] += EVERYDAY_WEIGHT
    names = Counter(" ".join(map(bare, _names_drawn(lexicon, seed))).split())
    return Background(dict(words), dict(pairs), dict(names))


def _frames(folder: Path) -> Iterator[str]:
    """The words of the lines around their slots."""
    for line in written_lines(folder):
        yield from re.split(r"\{\w+\}", line)


def _names_drawn(lexicon: Lexicon, seed: int) -> Iterator[str]:
    values = Values(lexicon, random.Random(seed))  # noqa: S311 - made-up names, not a secret
    for _ in range(NAMES_DRAWN // 2):
        yield values.full()
        yield values.given()


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


def labelled_texts(lexicon: Lexicon, times: int, seed: int) -> list[Labelled]:
    """Every written line filled `times` over with other names, everyday sentences, and made-up ones."""
    chance = random.Random(seed)  # noqa: S311 - training data, not a secret
    values = Values(lexicon, chance)
    texts: list[Labelled] = []
    for line in [*written_lines(lexicon.folder), *everyday_sentences(lexicon.folder)]:
        for _ in range(times):
            text, spans = filled_line(line, values)
            texts.append(
                _with_one_hidden(text, spans, chance) if chance.random() < SEALED_SHARE else (text, spans)
            )
    sources = ("with_people", "clean", "with_numbers", "news")
    texts += [(s.text, s.spans) for s in sentences(lexicon, MADE_UP, seed, sources, plain=True)]
    return texts


def _with_one_hidden(text: str, spans: tuple[tuple[int, int, str], ...], chance: random.Random) -> Labelled:
    """The text as it stands once one of its names is hidden."""
    if not spans:
        return text, spans
    start, end, kind = chance.choice(spans)
    label = PLACEHOLDERS[kind]
    shift = len(label) - (end - start)
    others = tuple((a + shift * (a > start), b + shift * (a > start), k) for a, b, k in spans if a != start)
    return text[:start] + label + text[end:], others


def spellings(texts: Iterable[Labelled]) -> tuple[list[str], list[str]]:
    """Unaccented and accented spellings that enough of `texts` hold to be learnt, most frequent first.

    Give each line once: a word of one line alone must stay unknown, as most words are that come later.
    """
    plain: Counter[str] = Counter()
    accented: Counter[str] = Counter()
    for text, _ in texts:
        words = split_words(fold(text))
        plain.update(set(map(spelling_of, words)))
        accented.update({word.lower for word in words if word.is_word})
    return _often(plain), _often(accented)


def _often(counts: Counter[str]) -> list[str]:
    usual = [(count, spelled) for spelled, count in counts.items() if count >= LEAST_LEARNT]
    return [spelled for _, spelled in sorted(usual, key=lambda row: (-row[0], row[1]))]


def examples(texts: Iterable[Labelled], sight: Sight, background: Background, seed: int) -> Iterator[Example]:
    """Each text in one way of writing, drawn by WRITTEN."""
    chance = random.Random(seed)  # noqa: S311 - training data, not a secret
    for text, spans in texts:
        written = WRITTEN_ENGLISH if _is_english(text, spans) else WRITTEN
        typed = chance.choices([way for _, way in written], [share for share, _ in written])[0](text)
        words, labels = labelled_words(typed, spans)
        meant = split_words(fold(text))
        if not words or len(words) > LONGEST or len(words) != len(meant):
            continue
        hidden = not any(word.has_accent for word in words)
        accented = sight.accented(meant) if hidden else np.zeros(len(words), np.int32)
        yield Example(_as_if_new(sight.rows(words), words, labels, background), labels, accented)


def _is_english(text: str, spans: tuple[tuple[int, int, str], ...]) -> bool:
    """Whether nothing but names has accents."""
    names = {at for start, end, _ in spans for at in range(start, end)}
    return all(at in names or bare(char) == char.lower() for at, char in enumerate(text))


def _as_if_new(rows: Rows, words: list[Word], labels: NDArray[np.int64], background: Background) -> Rows:
    """Rows with each word counted as if its text had never been: else every word would look familiar here."""
    spelled = [
        word.bare if word.is_word and not label else "" for word, label in zip(words, labels, strict=True)
    ]
    own = Counter(spelled)
    together = Counter(zip(spelled, spelled[1:], strict=False))
    for at, bare_word in enumerate(spelled):
        if not bare_word:
            continue
        rows[at, COLUMNS.index("odds")] = background.odds(bare_word, own[bare_word])
        rows[at, COLUMNS.index("seen")] = background.seen(bare_word, own[bare_word])
        before = spelled[at - 1] if at else ""
        if before:
            times = together[before, bare_word]
            rows[at, COLUMNS.index("pair")] = background.together(before, bare_word, times)
    return rows


def labelled_words(
    text: str, spans: tuple[tuple[int, int, str], ...]
) -> tuple[list[Word], NDArray[np.int64]]:
    """The words of a text, and the number of each one's label in LABELS."""
    view = fold(text)
    words = split_words(view)
    labels = np.zeros(len(words), np.int64)
    for at, word in enumerate(words):
        begins = view.starts[word.start]
        span = next((s for s in spans if s[2] == "PERSON" and s[0] <= begins < s[1]), None)
        if span is not None:
            further = at > 0 and labels[at - 1] > 0 and begins > span[0]
            labels[at] = LABELS.index("I" if further else "B")
    return words, labels
