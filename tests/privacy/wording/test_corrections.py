"""Cases for the benchmark: enough to learn from, nothing to find anybody by."""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from minhbach.cli.ask import redact as redact_command
from minhbach.privacy.text import Span, redact
from minhbach.privacy.wording.corrections import case_of, shape
from minhbach.records.office import Office

DAY = date(2025, 3, 5)


@pytest.mark.parametrize(
    ("value", "shaped"),
    [
        pytest.param("Tư Ếch", "Aa Aaa", id="a name"),
        pytest.param("0900 000 001", "9999 999 999", id="a number"),
        pytest.param("nguyenvana@example.org", "aaaaaa@aaaaaa.aaa", id="a long word is cut"),
        pytest.param("59X1-123.45", "99A9-999.99", id="a plate"),
        pytest.param("٠٩00 😀 #1", "9999  #9", id="other digits and signs"),
    ],
)
def test_a_value_keeps_only_its_shape(value: str, shaped: str) -> None:
    assert shape(value) == shaped


def test_words_around_are_everyday_or_shapes() -> None:
    text = "Hôm qua quán Xồmm ở đó số 0900 000 001 rồi báo công an phường."
    span = next(span for span in redact(text).spans if span.kind == "PHONE")
    case = case_of(text, (span,), span, hide=False, recipe="r", day=DAY)
    assert case.before == "Aaaa ở đó số"
    assert case.after == "rồi báo aaaa aa"  # Công and An are people's names too


def test_even_the_longest_value_fits_its_column() -> None:
    text = "x" * 500 + " " + "9" * 500 + " " + "Y-" * 500
    case = case_of(text, (), Span(501, 1001, "ID", "9" * 500, "by hand"), hide=True, recipe="r" * 64, day=DAY)
    assert len(case.shape) <= 48
    assert len(case.before) <= 120
    assert len(case.after) <= 120


def test_cases_are_exported_a_line_each(
    office: Office, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Gọi Tư Ếch nhé"
    with office.private.writing() as session:
        session.add(case_of(text, (), Span(4, 10, "PERSON", "Tư Ếch", ""), hide=True, recipe="r", day=DAY))
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(redact_command, ["cases"])
    assert done.exit_code == 0, done.output
    row = json.loads(done.output)
    assert (row["kind"], row["hide"], row["shape"], row["day"]) == ("PERSON", True, "Aa Aaa", "2025-03-05")
    lines = CliRunner().invoke(redact_command, [], input="Gọi 0900 000 001\n").output
    assert lines.startswith('{"text": "Gọi [số')
