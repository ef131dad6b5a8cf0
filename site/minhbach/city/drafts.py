"""Answers that agencies often give, by category, ready to be finished: data/answers.toml."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from minhbach.city.pack import Words, read_code
from minhbach.errors import BadInput
from minhbach.toml import read_toml

FILE = "answers.toml"
LONGEST = 2000


@dataclass(frozen=True)
class Draft:
    """The beginning of an answer; what stands in […] is for the agency to fill in."""

    code: str
    title: Words
    text: Words
    category: str | None = None
    """None: for reports of any kind."""
    outcome: str | None = None
    """What such an answer means (records.workflow.OUTCOMES), if it always means the same."""


@lru_cache(maxsize=8)
def load_drafts(data: Path, categories: Collection[str]) -> tuple[Draft, ...]:
    """Read data/answers.toml, which a pack may do without; BadInput names the entry and its fault."""
    path = data / FILE
    entries = read_toml(path).get("answer", []) if path.is_file() else []
    found: dict[str, Draft] = {}
    for number, entry in enumerate(entries, start=1):
        draft = _draft(entry, categories, f"{path}: answer {entry.get('code') or number}")
        if draft.code in found:
            raise BadInput(f"{path}: answer {draft.code}: the code stands twice: give each answer its own")
        found[draft.code] = draft
    return tuple(found.values())


def drafts_about(drafts: Collection[Draft], category: str) -> list[Draft]:
    """The drafts for one category, then those for any."""
    own = [draft for draft in drafts if draft.category == category]
    return own + [draft for draft in drafts if draft.category is None]


def _draft(entry: Mapping[str, Any], categories: Collection[str], where: str) -> Draft:
    code = read_code(entry, where)
    if strange := sorted(set(entry) - {"code", "title", "text", "category", "outcome"}):
        raise BadInput(f"{where}: {strange[0]} is not known here: take it out")
    if entry.get("category") is not None and entry["category"] not in categories:
        raise BadInput(f"{where}: no category {entry['category']!r}: use a code of categories.toml or none")
    return Draft(
        code=code,
        title=_words(entry.get("title"), "title", where),
        text=_words(entry.get("text"), "text", where),
        category=entry.get("category"),
        outcome=entry.get("outcome"),
    )


def _words(text: Any, name: str, where: str) -> Words:
    if not isinstance(text, Mapping) or not text or not all(isinstance(t, str) and t for t in text.values()):
        raise BadInput(f'{where}: {name} is missing: write {{ vi = "…", en = "…" }}')
    if any(len(one) > LONGEST for one in text.values()):
        raise BadInput(f"{where}: {name} is longer than {LONGEST} characters: shorten it")
    return Words(text)
