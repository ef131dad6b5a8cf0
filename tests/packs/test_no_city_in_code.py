"""No Python code names a city, a ward or an agency: they stand in the pack alone."""

import ast
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from minhbach.city import City
from minhbach.config import DEFAULT_PACK, PACKAGE
from minhbach.places.atlas import Atlas
from minhbach.places.names import fold

FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.fixture(scope="module")
def told_only_by_the_pack(boundaries: Path) -> dict[str, re.Pattern[str]]:
    """What only the default pack may say, folded and as written."""
    city, atlas = City.load(DEFAULT_PACK / "data"), Atlas.load(boundaries)
    units = [
        unit
        for vintage in atlas.vintages
        for unit in (*atlas.wards(vintage.id), *atlas.districts(vintage.id))
    ]
    # A bare number or one short word ("Phường 1", "An") is no name of its own.
    own = {unit.name.removeprefix(unit.kind).strip() for unit in units}
    names = {unit.name for unit in units} | {name for name in own if len(name.split()) > 1}
    names |= {text for agency in city.agencies.values() for text in agency.name.values()}
    names |= {*city.name.values(), city.id, str(city.timezone), *map(str, city.centre)}
    folded = sorted({fold(name) for name in names}, key=len, reverse=True)
    codes = [re.escape(code) for code in (*city.agencies, *city.categories) if "-" in code]
    return {
        "a name": re.compile(rf"\b(?:{'|'.join(map(re.escape, folded))})\b"),
        "a code": re.compile(rf"(?<![\w-])(?:{'|'.join(codes)})(?![\w-])"),
    }


def code_words(path: Path) -> Iterator[tuple[int, str]]:
    """Each string and identifier of a file that is code: docstrings and comments may give examples."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value
    with path.open("rb") as lines:
        for token in tokenize.tokenize(lines.readline):
            if token.type == tokenize.NAME:
                yield token.start[0], token.string.replace("_", " ")


def test_there_is_code_to_read() -> None:
    assert len(FILES) > 50


def test_no_code_names_what_the_pack_tells(told_only_by_the_pack: dict[str, re.Pattern[str]]) -> None:
    found = [
        f"{path.relative_to(PACKAGE)}, line {line}: {what}: {text[:60]!r}"
        for path in FILES
        for line, text in code_words(path)
        for what, told in told_only_by_the_pack.items()
        if told.search(fold(text) if what == "a name" else text)
    ]
    assert not found, found


def test_a_name_in_code_would_be_seen(
    tmp_path: Path, told_only_by_the_pack: dict[str, re.Pattern[str]]
) -> None:
    guilty = tmp_path / "guilty.py"
    guilty.write_text(
        '"""Docstrings may say Bến Nghé."""\nif ward == "Bến Nghé":\n    agency = "so-xay-dung"\n'
    )
    words = [text for _, text in code_words(guilty)]
    assert any(told_only_by_the_pack["a name"].search(fold(text)) for text in words)
    assert any(told_only_by_the_pack["a code"].search(text) for text in words)
    assert not any("Docstrings" in text for text in words)
