"""What the name tagger learns from: every line can be filled, and every way of writing keeps its labels."""

import random
import re

import numpy as np
import pytest

from minhbach.privacy.text.folding import fold
from minhbach.privacy.text.invented.everyday import written_lines
from minhbach.privacy.text.invented.sentences import PEOPLE, filled_line
from minhbach.privacy.text.invented.values import Values
from minhbach.privacy.text.lexicon import default_lexicon
from minhbach.privacy.text.names.background import read_background
from minhbach.privacy.text.names.features import COLUMNS, Sight
from minhbach.privacy.text.names.network import LABELS, Network
from minhbach.privacy.text.names.tagger import BACKGROUND, MODEL
from minhbach.privacy.text.spans import KINDS
from minhbach.privacy.text.training.examples import (
    SEED,
    WRITTEN,
    count_background,
    examples,
    labelled_texts,
    labelled_words,
    spellings,
    write_background,
)
from minhbach.privacy.text.vocabulary import vocabulary_of
from minhbach.privacy.text.words import split_words

OTHERS = {"somewhere", "namesake", "shop", "kin", *KINDS}
LEXICON = default_lexicon()
LINES = written_lines(LEXICON.folder)


def _values() -> Values:
    return Values(LEXICON, random.Random(3))  # noqa: S311 - made-up names


def test_every_slot_is_one_that_can_be_filled() -> None:
    slots = {slot for line in LINES for slot in re.findall(r"\{(\w*)\}", line)}
    assert PEOPLE <= slots <= PEOPLE | OTHERS
    values = _values()
    assert all(callable(getattr(values, slot.lower(), None)) for slot in slots)


def test_no_line_is_written_twice() -> None:
    assert len(LINES) == len(set(LINES))


def test_only_people_are_labelled() -> None:
    text, spans = filled_line("{FULL} về xã {somewhere}, ghé trường {namesake} và tiệm {shop}.", _values())
    assert [kind for *_, kind in spans] == ["PERSON"]
    assert text[: spans[0][1]] in text.split(" về xã ")[0]


@pytest.mark.parametrize("write", [way for _, way in WRITTEN])
def test_each_way_of_writing_keeps_words_and_labels(write) -> None:
    text = "Ông Trần Văn Đạt gặp chị Hoa."
    spans = ((4, 16, "PERSON"), (25, 28, "PERSON"))
    words, labels = labelled_words(write(text), spans)
    assert [LABELS[label] for label in labels] == ["O", "B", "I", "I", "O", "O", "B", "O"]
    assert len(words) == len(split_words(fold(text)))


def test_the_hidden_accents_are_asked_for_and_shown_ones_are_not() -> None:
    texts = [("Trường học gần chợ.", ())] * 40
    bare, accented = spellings(texts)
    background = read_background(LEXICON.folder / BACKGROUND)
    sight = Sight(vocabulary_of(LEXICON), background, bare, accented)
    made = list(examples(texts, sight, background, 1))
    shown = [example for example in made if example.rows[:, COLUMNS.index("accented")].any()]
    hidden = [example for example in made if not example.rows[:, COLUMNS.index("accented")].any()]
    assert len(shown) + len(hidden) == 40
    assert shown
    assert hidden
    assert all(not example.accented.any() for example in shown)
    assert all((example.accented[:4] > 1).all() for example in hidden)


def test_counts_survive_writing_and_reading(tmp_path) -> None:
    counted = count_background(LEXICON, 5)
    write_background(counted, tmp_path / BACKGROUND)
    read = read_background(tmp_path / BACKGROUND)
    assert read.words["benh"] == counted.words["benh"]
    assert read.pairs["benh", "nhan"] == counted.pairs["benh", "nhan"]
    assert read.names["nguyen"] == counted.names["nguyen"]
    assert 1 <= counted.odds("benh") < counted.odds("nguyen") <= 10


def test_the_kept_network_was_trained_on_the_lines_that_are_kept(tmp_path) -> None:
    write_background(count_background(LEXICON, SEED), tmp_path / BACKGROUND)
    assert (tmp_path / BACKGROUND).read_bytes() == (LEXICON.folder / BACKGROUND).read_bytes(), "train again"
    network = Network(LEXICON.folder / MODEL)
    assert (network.bare, network.accented) == spellings(labelled_texts(LEXICON, 1, SEED)), "train again"


def test_names_that_were_never_learnt_have_the_number_of_unknown_ones() -> None:
    sight = Sight(vocabulary_of(LEXICON), read_background(LEXICON.folder / BACKGROUND), ["ba"], ["bà"])
    rows = sight.rows(split_words(fold("Bà Xyzt")))
    assert rows[:, COLUMNS.index("spelling")].tolist() == [2, 1]
    assert np.all(rows[:, COLUMNS.index("accented")] == [2, 1])
