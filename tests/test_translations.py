"""The catalogue is whole and fresh, and nothing that people read goes past it."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

CHECKOUT = Path(__file__).resolve().parents[1]
SITE = CHECKOUT / "site"
CATALOGUE = SITE / "translations" / "en" / "LC_MESSAGES" / "messages.po"
ROOMS = ("desk", "intake", "public", "pages.py", "web.py")  # whose code speaks to people on pages
SAYING = {"_", "_l", "gettext", "lazy_gettext", "ngettext"}
OWN_NAMES = {"Tiếng Việt"}  # a language is named in itself
LETTER = "[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]"
VIETNAMESE = re.compile(rf"{LETTER}\w|\w{LETTER}", re.I)  # in a word, not in a range of letters
COMPILED = shutil.ignore_patterns("__pycache__")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def messages() -> list[Message]:
    with CATALOGUE.open("rb") as file:
        return [message for message in read_po(file, locale="en") if message.id]


def words(said: Any) -> tuple[str, ...]:
    """One text, or one for each number."""
    return said if isinstance(said, tuple) else (said,)


def translate(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(checkout / "scripts" / "translate"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 our own script


def reword(checkout: Path, old: str, new: str) -> Path:
    """Change the catalogue of a copy by hand, as translators do."""
    po = checkout / CATALOGUE.relative_to(CHECKOUT)
    text = po.read_text("utf-8")
    assert old in text
    po.write_text(text.replace(old, new), "utf-8")
    return po


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what scripts/translate reads and writes."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(CHECKOUT / "scripts" / "translate", tmp_path / "scripts" / "translate")
    for folder in ("minhbach", "templates", "translations"):
        shutil.copytree(SITE / folder, tmp_path / "site" / folder, ignore=COMPILED)
    return tmp_path


def test_the_catalogue_says_everything_and_is_compiled() -> None:
    done = translate(CHECKOUT, "--check")
    assert (done.returncode, done.stderr) == (0, ""), "run scripts/translate, fill in, run it again"


def test_a_new_text_is_asked_for_and_then_kept(checkout: Path) -> None:
    error = checkout / "site" / "templates" / "error.html"
    error.write_text(error.read_text("utf-8") + "{{ _('Một câu mới') }}", "utf-8")
    assert "stale" in translate(checkout, "--check").stderr
    assert "not translated: 'Một câu mới'" in translate(checkout).stderr
    po = reword(checkout, '"Một câu mới"\nmsgstr ""', '"Một câu mới"\nmsgstr "A new sentence"')
    assert "Một câu mới" not in translate(checkout).stderr
    files = [po.read_bytes(), po.with_suffix(".mo").read_bytes()]
    assert "Một câu mới".encode() in files[1]
    assert "stale" not in translate(checkout).stderr + translate(checkout, "--check").stderr
    assert files == [po.read_bytes(), po.with_suffix(".mo").read_bytes()], "a second run changes nothing"


def test_a_placeholder_that_is_lost_is_named(checkout: Path) -> None:
    reword(checkout, 'msgstr "Call %(number)s"', 'msgstr "Call %(nummer)s"')
    done = translate(checkout)
    assert done.returncode == 2
    assert "Gọi %(number)s" in done.stderr


def test_translations_fill_the_same_places() -> None:
    wrong = [
        said
        for message in messages()
        for said in words(message.string)
        if set(PLACEHOLDER.findall(said)) != set(PLACEHOLDER.findall(words(message.id)[0]))
    ]
    assert wrong == []


def test_english_is_english() -> None:
    assert [said for m in messages() for said in words(m.string) if VIETNAMESE.search(said)] == []


@pytest.mark.parametrize("path", sorted(SITE.glob("templates/**/*.html")), ids=lambda path: path.name)
def test_a_template_says_nothing_past_the_catalogue(path: Path) -> None:
    tree = Environment(autoescape=True).parse(path.read_text("utf-8"))
    said = {
        argument.value
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in SAYING
        for argument in call.args
        if isinstance(argument, nodes.Const)
    }
    constants = {const.value for const in tree.find_all(nodes.Const) if isinstance(const.value, str)}
    plain = {data.data for data in tree.find_all(nodes.TemplateData)}
    assert [text for text in (constants - said - OWN_NAMES) | plain if VIETNAMESE.search(text)] == []


def test_scripts_take_their_words_from_the_page() -> None:
    scripts = sorted(SITE.glob("static/js/*.js"))
    assert scripts
    assert [path.name for path in scripts if VIETNAMESE.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("room", ROOMS)
def test_code_says_nothing_past_the_catalogue(room: str) -> None:
    where = SITE / "minhbach" / room
    for path in [where] if where.is_file() else sorted(where.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        assert [text for text in constants_of(tree) if VIETNAMESE.search(text)] == [], path.name


def constants_of(tree: ast.AST) -> Iterator[str]:
    """Every text in the code but docstrings and what goes through the catalogue."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYING:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        yield from constants_of(node)
