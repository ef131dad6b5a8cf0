"""What a release gives away, in figures with their meaning: for the page and for the release's own report."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from sqlmodel import Session, col, select

from minhbach.city import Words
from minhbach.errors import BadInput
from minhbach.public.models import PublicRisk

MEANINGS = Path(__file__).with_name("risk.toml")
TITLES = Path(__file__).with_name("benchmark.toml")


@dataclass(frozen=True)
class Figure:
    """One figure and what it means."""

    key: str
    value: str
    """A number, or the id of a release; "–" for none."""
    meaning: Words


@cache
def meanings() -> Mapping[str, Words]:
    """What each figure means, in the order in which they are told."""
    with MEANINGS.open("rb") as handle:
        return {key: Words(words) for key, words in tomllib.load(handle).items()}


def risk_figures(session: Session, release: str) -> list[Figure]:
    """The figures of one release; empty where the gate has not measured it."""
    query = select(PublicRisk).where(col(PublicRisk.release) == release)
    kept = {row.key: row.value for row in session.exec(query)}
    return [Figure(key, kept[key] or "–", words) for key, words in meanings().items() if key in kept]


@dataclass(frozen=True)
class Trial:
    """How one set of test sentences was redacted."""

    title: Words
    texts: int
    recall: float | None
    """Share of what had to be hidden that was; None where nothing had to."""
    precision: float | None
    """Share of what was hidden that had to be; None where nothing was."""


def benchmark(data: Path) -> list[Trial]:
    """How well texts are redacted, by test set, as data/privacy/benchmark.json says; empty without it."""
    path = data / "privacy" / "benchmark.json"
    if not path.is_file():
        return []
    try:
        told: dict[str, Any] = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as wrong:
        raise BadInput(f"{path}: {wrong}: make it again with scripts/bench/redact.py --json") from None
    return [_trial(name, one) for name, one in told.items()]


def _trial(name: str, told: Mapping[str, Any]) -> Trial:
    every: Mapping[str, Any] = next((row for row in told["kinds"] if row["kind"] == "all"), {})
    return Trial(_title(name), told["texts"], every.get("recall"), every.get("precision"))


def _title(name: str) -> Words:
    """A set's name in every language; a set that nobody named keeps the name of its file."""
    titles = _titles()
    known, habits = titles["sets"], titles["habits"]
    stem, _, habit = name.partition(", ")
    if name in known or stem not in known or habit not in habits:
        return Words(known.get(name) or {"": name})
    return Words({language: f"{text}, {habits[habit][language]}" for language, text in known[stem].items()})


@cache
def _titles() -> Mapping[str, Any]:
    with TITLES.open("rb") as handle:
        return tomllib.load(handle)
