"""CITATION.cff: how to cite a release."""

import json

from minhbach.release.described.facts import KEYWORDS, Facts


def citation(facts: Facts) -> bytes:
    """A Citation File of format 1.2.0; every text is quoted as JSON, which is YAML too."""
    lines = [
        "cff-version: 1.2.0",
        "type: dataset",
        f"message: {_quoted('Xin ghi nguồn và đợt công bố. / Please name the source and the release.')}",
        f"title: {_quoted(facts.title['vi'])}",
        f"abstract: {_quoted(facts.description['en'])}",
        "authors:",
        f"  - name: {_quoted(facts.publisher.within('vi'))}",
        f"version: {_quoted(facts.release)}",
        f"date-released: {_quoted(facts.day)}",
        "keywords:",
        *(f"  - {_quoted(word)}" for word in KEYWORDS),
    ]
    lines += [f"license: {_quoted(facts.licence['id'])}"] if facts.licence else []
    lines += [f"url: {_quoted(facts.base)}"] if facts.base else []
    return ("\n".join(lines) + "\n").encode()


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
