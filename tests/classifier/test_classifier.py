"""The classifier: right often enough where it speaks, silent elsewhere, and the same each time."""

import io
import json
import re
import tomllib
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from tests.conftest import NOON

from minhbach.city import City
from minhbach.classifier.model import Model
from minhbach.classifier.training import (
    MODEL,
    Example,
    accepted_reports,
    keep,
    macro_f1,
    pack_examples,
    train,
)
from minhbach.cli import main
from minhbach.config import Settings
from minhbach.errors import BadInput
from minhbach.places.names import fold
from minhbach.privacy.counted.confusion import read_confusion
from minhbach.records.models import Report
from minhbach.records.office import Office
from minhbach.records.work import Actor, Step, act

DAY = date(2026, 11, 24)
DATA = Settings.from_environment({}).data


@pytest.fixture(scope="session")
def model() -> Model:
    """The one that the pack begins with."""
    return Model.load(DATA / MODEL)


def other_voice() -> list[Example]:
    """What the demo's made-up people write: none of it was learned from."""
    files = [path for path in sorted((DATA / "demo" / "reports").glob("*.toml")) if path.stem != "khac"]
    return [Example(re.sub(r"\{\w+\}", "", text), path.stem)
            for path in files for text in tomllib.loads(path.read_text())["complaints"]]  # fmt: skip


@pytest.mark.parametrize("written", [str, fold], ids=["with diacritics", "without"])
def test_it_understands_another_voice(model: Model, written: Callable[[str], str]) -> None:
    told = other_voice()
    labels = np.array([model.categories.index(one.category) for one in told])
    found = [model.best(written(one.text)) for one in told]
    guesses = np.array([model.categories.index(one.category) for one in found])
    sure = np.array([one.score >= model.threshold for one in found])
    assert macro_f1(labels, guesses) >= 0.75
    assert sure.mean() >= 0.6
    assert (labels == guesses)[sure].mean() >= 0.86


def test_the_packs_model_is_that_of_its_examples(model: Model) -> None:
    city = City.load(DATA)
    again = train(pack_examples(DATA, city.category_codes), model.trained).model
    assert again.categories == model.categories
    assert np.allclose(again.weights, model.weights, atol=1e-3)


@pytest.mark.parametrize("text", ["", "   ", "xin chào", "👍", "1234", "zzz qqq"])
def test_it_says_nothing_where_it_knows_nothing(model: Model, text: str) -> None:
    assert model.suggest(text) is None


def test_it_names_the_words_as_they_were_written(model: Model) -> None:
    found = model.suggest("Hàng xóm hát karaoke bằng LOA Kéo tới khuya, ồn ào quá")
    assert found is not None
    assert found.category == "tieng-on"
    assert "LOA Kéo" in " ".join(found.words)


def test_reports_that_were_taken_in_teach(office: Office, make_report: Callable[..., Report]) -> None:
    given = {"category": "cay-xanh", "agency": "so-xay-dung"}
    for text, changes in (("Cây ngã.", {}), ("Chưa nhận.", {}), ("Bịa.", {"made_up": True})):
        report = make_report(text=text, received_at=NOON, **changes)
        if text != "Chưa nhận.":
            with office.private.writing() as session:
                act(session, report.id or 0, Step("accept", Actor("lan", "operator"), NOON, given=given))
    assert accepted_reports(office.private, office.city.category_codes) == [Example("Cây ngã.", "cay-xanh")]


def examples(*texts: str, category: str) -> list[Example]:
    return [Example(f"{text} {number}", category) for number in range(6) for text in texts]


def test_what_is_trained_is_kept_and_published(tmp_path: Path) -> None:
    told = [*examples("mất nước", "nước yếu", category="a"), *examples("mất điện", "điện yếu", category="b")]
    trained = train(told, DAY)
    keep(trained, tmp_path)
    assert Model.load(tmp_path / MODEL).best("cup dien, mat dien").category == "b"
    rows = read_confusion(tmp_path)
    assert sum(row.reports for row in rows) == trained.texts == len(told)
    assert {row.trained for row in rows} == {"2026-11-24"}
    before = (tmp_path / MODEL).read_bytes()
    keep(train(told, DAY), tmp_path)
    assert (tmp_path / MODEL).read_bytes() == before


@pytest.mark.parametrize("told", [[], examples("a", category="a")], ids=["nothing", "one category"])
def test_too_little_is_not_learned_from(told: Sequence[Example]) -> None:
    with pytest.raises(BadInput, match="nothing to learn"):
        train(told, DAY)


def test_a_broken_model_is_told(tmp_path: Path) -> None:
    (tmp_path / "model.npz").write_bytes(b"no model")
    with pytest.raises(BadInput, match="classify train"):
        Model.load(tmp_path / "model.npz")


def test_it_answers_on_the_command_line(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    main(["classify", "train", "--day", "2026-11-24"])
    assert "macro-F1" in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", io.StringIO("Đèn đường không sáng, tối om\nxin chào\n"))
    main(["classify"])
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["category"], second["category"]) == ("chieu-sang", None)
    assert first["words"]
