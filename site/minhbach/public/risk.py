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


def benchmark(data: Path) -> Mapping[str, Any]:
    """How well texts are redacted, by test set, as data/privacy/benchmark.json says; empty without it."""
    path = data / "privacy" / "benchmark.json"
    if not path.is_file():
        return {}
    try:
        told: dict[str, Any] = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as wrong:
        raise BadInput(f"{path}: {wrong}: make it again with scripts/bench/redact.py --json") from None
    return {name: {row["kind"]: row for row in one["kinds"]} | {"texts": one["texts"],
            "clean": one["clean"], "clean_touched": one["clean_touched"]}
            for name, one in told.items()}  # fmt: skip
