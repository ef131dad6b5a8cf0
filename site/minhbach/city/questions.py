"""What a city asks besides the description, by category: the number on a lamp post, the line of a bus."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from minhbach.city.pack import CODE, Words, read_code
from minhbach.errors import BadInput
from minhbach.toml import read_toml

FILE = "questions.toml"
STRING, NUMBER, DATETIME, TEXT, ONE_OF, ANY_OF = DATATYPES = (
    "string", "number", "datetime", "text", "singlevaluelist", "multivaluelist",
)  # fmt: skip
"""Open311's kinds of answers."""
LISTS = (ONE_OF, ANY_OF)


@dataclass(frozen=True)
class Question:
    """One question about reports of one category."""

    category: str
    code: str
    datatype: str
    text: Words
    required: bool = False
    public: bool = False
    """Whether the answer says nothing about people, so that a city may open it one day."""
    hint: Words | None = None
    choices: Mapping[str, Words] = field(default_factory=dict)
    """Of a list, by code."""


Questions = Mapping[str, tuple[Question, ...]]
"""By category, in the file's order."""


@lru_cache(maxsize=8)
def load_questions(data: Path, categories: Collection[str]) -> Questions:
    """Read data/questions.toml, which a pack may do without; BadInput names the entry and its fault."""
    path = data / FILE
    found: dict[str, tuple[Question, ...]] = {}
    for number, entry in enumerate(read_toml(path).get("question", []) if path.is_file() else [], start=1):
        question = _question(entry, f"{path}: question {entry.get('code') or number}")
        if question.category not in categories:
            raise BadInput(f"{path}: question {question.code}: no category {question.category!r}")
        asked = found.get(question.category, ())
        if any(other.code == question.code for other in asked):
            raise BadInput(f"{path}: question {question.code}: the code stands twice in {question.category}")
        found[question.category] = (*asked, question)
    return found


def _question(entry: Mapping[str, Any], where: str) -> Question:
    code = read_code(entry, where)
    if entry.get("datatype") not in DATATYPES:
        raise BadInput(f"{where}: datatype must be one of {', '.join(DATATYPES)}")
    choices = {one.get("code"): _words(one.get("name"), where) for one in entry.get("choice", [])}
    if bool(choices) != (entry["datatype"] in LISTS) or not all(_is_choice(code) for code in choices):
        raise BadInput(f"{where}: a list, and only a list, needs [[question.choice]] with code and name")
    return Question(
        category=str(entry.get("category", "")),
        code=code,
        datatype=entry["datatype"],
        text=_words(entry.get("text"), where),
        required=_flag(entry, "required", where),
        public=_flag(entry, "public", where),
        hint=_words(entry["hint"], where) if "hint" in entry else None,
        choices=choices,
    )


def _is_choice(code: object) -> bool:
    return isinstance(code, str) and bool(CODE.fullmatch(code))


def _words(text: Any, where: str) -> Words:
    if not isinstance(text, Mapping) or not any(text.values()):
        raise BadInput(f'{where}: a text is missing: write {{ vi = "…", en = "…" }}')
    return Words(text)


def _flag(entry: Mapping[str, Any], name: str, where: str) -> bool:
    value = entry.get(name, False)
    if not isinstance(value, bool):
        raise BadInput(f"{where}: {name} is {value!r}: write true or false")
    return value
