"""The pack's ready answers: read in their order, and a mistake is told by entry."""

from pathlib import Path

import pytest

from minhbach.city.drafts import drafts_about, load_drafts
from minhbach.city.pack import City
from minhbach.config import DEFAULT_PACK
from minhbach.errors import BadInput
from minhbach.records.workflow import OUTCOMES

LONG = "x" * 2001
GOOD = 'title = { vi = "Xong", en = "Done" }\ntext = { vi = "Đã xong.", en = "It is done." }\n'


def write(folder: Path, *entries: str) -> Path:
    text = "".join(f"[[answer]]\n{entry}\n" for entry in entries)
    (folder / "answers.toml").write_text(text, encoding="utf-8")
    return folder


def test_the_default_packs_answers_say_what_they_mean() -> None:
    data = DEFAULT_PACK / "data"
    drafts = load_drafts(data, City.load(data).category_codes)
    assert len(drafts) >= 8
    assert {draft.outcome for draft in drafts} <= {*OUTCOMES, None}
    assert all({"vi", "en"} <= draft.text.keys() & draft.title.keys() for draft in drafts)


def test_a_categorys_own_come_before_those_for_any(tmp_path: Path) -> None:
    data = write(tmp_path, f'code = "any"\n{GOOD}', f'code = "own"\ncategory = "trees"\n{GOOD}')
    drafts = load_drafts(data, ("trees", "drains"))
    assert [draft.code for draft in drafts_about(drafts, "trees")] == ["own", "any"]
    assert [draft.code for draft in drafts_about(drafts, "drains")] == ["any"]


def test_a_pack_may_do_without(tmp_path: Path) -> None:
    assert load_drafts(tmp_path, ("trees",)) == ()


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        pytest.param([GOOD], "code is None", id="no code"),
        pytest.param([f'code = "Đã xong"\n{GOOD}'], "small letters", id="code in capitals"),
        pytest.param([f'code = "a"\n{GOOD}', f'code = "a"\n{GOOD}'], "stands twice", id="same code twice"),
        pytest.param([f'code = "a"\ncategory = "no-such"\n{GOOD}'], "no category 'no-such'", id="category"),
        pytest.param(['code = "a"\ntext = { vi = "x" }'], "title is missing", id="no title"),
        pytest.param(['code = "a"\ntitle = { vi = "x" }\ntext = "x"'], "text is missing", id="no languages"),
        pytest.param([f'code = "a"\nday = 3\n{GOOD}'], "day is not known", id="unknown key"),
        pytest.param([f'code = "a"\ntitle = {{ vi = "x" }}\ntext = {{ vi = "{LONG}" }}'], "longer", id="x"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_by_entry(tmp_path: Path, entries: list[str], told: str) -> None:
    with pytest.raises(BadInput, match=r"answers\.toml: answer .*" + told):
        load_drafts(write(tmp_path, *entries), ("trees",))
