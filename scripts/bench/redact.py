#!/usr/bin/env python3
"""Measure redaction: redact.py [--sentences N] [--seed S] [--json FILE] [--cases FOLDER] [--show]

Makes the open test corpus (20,000 sentences of every kind and habit, and 5,000 clean ones), redacts it and
prints recall and precision by kind; then the same for hand-written cases, as they are and in small letters
without accents. A made-up corpus flatters the rules that know it: read the hand-written figures first.
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from minhbach.files import write_bytes
from minhbach.privacy.text import redact
from minhbach.privacy.text.folding import bare
from minhbach.privacy.text.invented.sentences import sentences
from minhbach.privacy.text.lexicon import default_lexicon
from minhbach.privacy.text.measure import Labelled, Score, read_labelled, score

CASES = Path(__file__).resolve().parents[2] / "tests" / "privacy" / "text" / "cases"
SOURCES = ("with_people", "news", "with_numbers", "with_numbers")
WRITTEN: dict[str, Callable[[str], str]] = {"as written": str, "lower case, no accents": bare}


def main() -> None:
    """Parse the options, measure, print."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--sentences", type=int, default=20000)
    options.add_argument("--seed", type=int, default=20251124)
    options.add_argument("--json", type=Path)
    options.add_argument("--cases", type=Path, default=CASES)
    options.add_argument("--show", action="store_true", help="list what was missed or wrongly hidden")
    chosen = options.parse_args()
    missed = (lambda *what: print(" | ".join(what))) if chosen.show else None
    results = {}
    for name, labelled in corpora(chosen.sentences, chosen.seed, chosen.cases).items():
        results[name] = score(labelled, redact, perf_counter, missed)
        print_score(name, results[name])
    if chosen.json:
        answer = {name: as_json(result) for name, result in results.items()}
        write_bytes(chosen.json, json.dumps(answer, ensure_ascii=False, indent=1).encode())


def corpora(count: int, seed: int, cases: Path) -> dict[str, list[Labelled]]:
    """The named sets of labelled texts."""
    lexicon = default_lexicon()
    made = {
        "made up, every kind": sentences(lexicon, count, seed, SOURCES),
        "made up, clean": sentences(lexicon, count // 4, seed + 1, ("clean",)),
    }
    sets: dict[str, list[Labelled]] = {
        name: [(s.text, s.spans) for s in texts] for name, texts in made.items()
    }
    for path in sorted(cases.glob("*.txt")):
        for habit, write in WRITTEN.items():
            sets[f"{path.stem}, {habit}"] = [(write(text), values) for text, values in read_labelled(path)]
    return sets


def print_score(name: str, result: Score) -> None:
    """A table of one set."""
    print(f"\n{name}: {result.texts} texts, {1000 * result.seconds / max(result.texts, 1):.2f} ms each")
    for row in result.rows():
        recall, precision = row["recall"], row["precision"]
        print(f"  {row['kind']:8} {row['values']:6} values, recall {recall}", end="; ")
        print(f"{row['spans']:6} spans, precision {precision}")
    if result.clean:
        share = result.touched / result.clean
        print(f"  texts without values touched: {result.touched} of {result.clean} ({share:.2%})")


def as_json(result: Score) -> dict[str, object]:
    """The figures of one set."""
    return {
        "texts": result.texts,
        "kinds": result.rows(),
        "clean": result.clean,
        "clean_touched": result.touched,
    }


if __name__ == "__main__":
    sys.exit(main())
