"""The pack's questions: read in order, optional as a file, and every fault told at its place."""

from collections.abc import Callable
from pathlib import Path

import pytest

from minhbach.city.pack import City
from minhbach.city.questions import Questions, load_questions
from minhbach.config import Settings
from minhbach.errors import BadInput

Load = Callable[[str], Questions]
DATA = Settings.from_environment({}).data
GOOD = '[[question]]\ncategory = "lamps"\ncode = "post"\ndatatype = "string"\ntext = { en = "Post" }\n'
LIST = GOOD.replace('"string"', '"singlevaluelist"')
CHOICE = '[[question.choice]]\ncode = "off"\nname = { en = "Off" }\n'


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """load(text) reads it as a pack's file."""

    def read(text: str) -> Questions:
        (tmp_path / "questions.toml").write_text(text, encoding="utf-8")
        return load_questions(tmp_path, ("lamps", "trees"))

    return read


def test_the_default_packs_questions_are_in_both_languages() -> None:
    city = City.load(DATA)
    for asked in load_questions(DATA, city.category_codes).values():
        for question in asked:
            texts = [question.text, *([question.hint] if question.hint else []), *question.choices.values()]
            assert all(set(text) == set(city.languages) for text in texts), question.code
            assert not question.required


def test_a_pack_may_ask_nothing(tmp_path: Path) -> None:
    assert load_questions(tmp_path, ("lamps",)) == {}


def test_questions_stand_by_category_in_order(load: Load) -> None:
    found = load(GOOD + LIST.replace('"post"', '"state"') + CHOICE + GOOD.replace("lamps", "trees"))
    assert [question.code for question in found["lamps"]] == ["post", "state"]
    assert list(found["lamps"][1].choices) == ["off"]
    assert len(found["trees"]) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("lamps", "ghosts"), "no category 'ghosts'"),
        (GOOD + GOOD, "stands twice"),
        (GOOD.replace('code = "post"\n', ""), "code is None"),
        (GOOD.replace('"post"', '"Post 1"'), "small letters"),
        (GOOD.replace('"string"', '"colour"'), "datatype must be one of"),
        (GOOD.replace('{ en = "Post" }', "{}"), "a text is missing"),
        (GOOD + "required = 1\n", "required is 1"),
        (LIST, r"needs \[\[question.choice\]\]"),
        (GOOD + CHOICE, "only a list"),
        (LIST + CHOICE.replace('"off"', "5"), r"needs \[\[question.choice\]\]"),
        ("[[question]\n", "not readable as TOML"),
    ],
)
def test_a_fault_is_told_at_its_place(load: Load, text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said) as told:
        load(text)
    assert "questions.toml" in str(told.value)
