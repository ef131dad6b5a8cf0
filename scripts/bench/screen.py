#!/usr/bin/env python3
"""Measure refusal screening: screen.py [--vihos VIHOS_DEV.csv] [--json FILE]

Prints the F1 of each reason on the hand-written cases, the macro-F1 of scope, the share of in-scope reports
flagged, and, given ViHOS's development file, the span F1 of the offence model.
"""

import argparse
import json
from collections import Counter
from pathlib import Path

from minhbach.files import write_bytes
from minhbach.privacy.text import screen
from minhbach.privacy.text.lexicon import default_lexicon
from minhbach.privacy.text.offence import offence_tagger_of
from minhbach.privacy.text.training.offence import read_comments, span_f1

CASES = Path(__file__).resolve().parents[2] / "tests" / "privacy" / "text" / "cases"
SCOPE = ("accept", "complaint-denunciation", "admin-regulation")


def main() -> None:
    """Parse the options, measure, print."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--vihos", type=Path)
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    results = {path.stem: measure(path) for path in sorted(CASES.glob("*.tsv"))}
    for name, result in results.items():
        print(f"{name}: {json.dumps(result, ensure_ascii=False)}")
    if chosen.vihos:
        tagger = offence_tagger_of(default_lexicon().folder)
        results["vihos"] = {"span_f1": round(span_f1(tagger, read_comments(chosen.vihos)), 4)}
        print(f"vihos: {results['vihos']}")
    if chosen.json:
        write_bytes(chosen.json, json.dumps(results, ensure_ascii=False, indent=1).encode())


def measure(path: Path) -> dict[str, float]:
    """F1 by reason, macro-F1 of scope, and the share of in-scope reports flagged."""
    right: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    given: Counter[str] = Counter()
    for line in path.read_text(encoding="utf-8").splitlines():
        reason, text = line.split("\t")
        advised = screen(text).reason or "accept"
        wanted[reason] += 1
        given[advised] += 1
        right[reason] += advised == reason
    f1 = {reason: round(2 * right[reason] / (wanted[reason] + given[reason]), 4) for reason in sorted(wanted)}
    scope = [f1[reason] for reason in SCOPE]
    flagged = 1 - right["accept"] / wanted["accept"]
    return {**f1, "scope_macro_f1": round(sum(scope) / len(scope), 4), "in_scope_flagged": round(flagged, 4)}


if __name__ == "__main__":
    main()
