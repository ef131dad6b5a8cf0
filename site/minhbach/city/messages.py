"""What people are told, by kind, reader and language: data/messages.toml."""

import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from minhbach.city.pack import Words
from minhbach.errors import BadInput
from minhbach.toml import read_toml

FILE = "messages.toml"
CITIZEN, AGENCY, OPERATOR, INSPECTOR, ADMIN = "citizen", "agency", "operator", "inspector", "admin"
STAFF, LETTER = "staff", "letter"
"""What else has a frame around its texts: e-mails to staff, and a sender's texts on paper."""
RECEIVE_MAIL = "receive-mail"
"""The confirmation to who wrote an e-mail and saw no receipt: the one text that may hold {code}."""
BREACH, BREACH_DUE = "breach", "breach-due"
"""Personal data got where it should not; and the time to tell the authority of it runs out."""
READERS: Mapping[str, tuple[str, ...]] = {
    "receive": (CITIZEN,),
    RECEIVE_MAIL: (CITIZEN,),
    "accept": (CITIZEN, AGENCY),
    "assign": (CITIZEN, AGENCY),
    "refuse": (CITIZEN,),
    "merge": (CITIZEN,),
    "unmerge": (CITIZEN, OPERATOR),
    "ask": (CITIZEN,),
    "reply": (AGENCY, OPERATOR),
    "lapse": (CITIZEN, AGENCY, OPERATOR),
    "interim": (CITIZEN,),
    "return": (OPERATOR,),
    "resolve": (CITIZEN,),
    "reopen": (CITIZEN, AGENCY),
    "contest": (OPERATOR,),
    "withdraw": (AGENCY,),
    "due-soon": (AGENCY, OPERATOR),
    "due": (AGENCY, OPERATOR),
    "overdue": (OPERATOR, INSPECTOR),
    BREACH: (INSPECTOR, ADMIN),
    BREACH_DUE: (INSPECTOR, ADMIN),
}
"""Who is told of what; the kinds are the workflow's steps, the reminders, and a breach's two."""
PLAIN = frozenset({"report", "category", "agency", "service", "hotline", "received", "due", "site"})
"""Placeholders that say nothing of a person: for subjects, for staff, and for other systems. A subject to a
sender goes to gateways that know their number, so it does without `report`, which finds the public record."""
OWN = PLAIN | {"question", "interim", "answer", "refusal", "note"}
"""Those that a report's sender may read besides, in the body alone."""
OF_BREACH = frozenset({"service", "hotline", "site", "found", "due"})
"""Of a breach nobody is told more by e-mail than that there is one, and what time there is."""
LONGEST = 3000


@dataclass(frozen=True)
class Text:
    """One kind of message to one kind of reader."""

    subject: Words
    text: Words


@dataclass(frozen=True)
class Messages:
    """All of a pack's texts, and who signs them."""

    address: str | None
    """Whose address the letters carry; None until the city names one."""
    frames: Mapping[str, Words]
    """Around every text, by reader: greeting and closing, with {text} between."""
    texts: Mapping[tuple[str, str], Text]

    @classmethod
    def load(cls, data: Path) -> "Messages":
        """Read data/messages.toml; BadInput names the first entry that is missing or wrong."""
        table = read_toml(data / FILE)
        for fault in faults(table):
            raise BadInput(f"{data / FILE}: {fault}")
        texts = {
            (kind, reader): Text(Words(found["subject"]), Words(found["text"]))
            for kind, reader, found in _wanted(table)
        }
        frames = {reader: Words(words) for reader, words in table["frame"].items()}
        return cls(table.get("sender", {}).get("address") or None, frames, texts)


def faults(table: Mapping[str, Any]) -> Iterator[str]:
    """Everything that is wrong in such a file, a line each; missing translations are no fault."""
    if "@" not in (table.get("sender", {}).get("address") or "@"):
        yield 'sender: address is none: write address = "name@host", or leave it out'
    for reader in (CITIZEN, STAFF, LETTER):
        frame = table.get("frame", {}).get(reader)
        known = PLAIN & OF_BREACH if reader == STAFF else PLAIN
        yield from _words_faults(f"frame.{reader}", frame, known | {"text"})
        if isinstance(frame, Mapping) and any("{text}" not in str(words) for words in frame.values()):
            yield f"frame.{reader}: has no {{text}}: say where the message goes"
    for kind, reader, found in _wanted(table):
        called = f"message.{kind}.{reader}"
        if not isinstance(found, Mapping):
            yield f"{called}: is missing: add its subject and text"
            continue
        heads, bodies = _known(kind, reader)
        yield from _words_faults(f"{called}: subject", found.get("subject"), heads, single=True)
        yield from _words_faults(f"{called}: text", found.get("text"), bodies)
    for kind, readers in table.get("message", {}).items():
        for reader in set(readers) - set(READERS.get(kind, ())):
            yield f"message.{kind}.{reader}: nobody is told that: take it out"


def untranslated(table: Mapping[str, Any], languages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """(entry, language) of every text that a reader of that language gets in another one."""
    entries = [(f"message.{kind}.{reader}, {part}", found.get(part))
               for kind, reader, found in _wanted(table) if isinstance(found, Mapping)
               for part in ("subject", "text") if reader == CITIZEN]  # fmt: skip
    entries += [(f"frame.{around}", table.get("frame", {}).get(around)) for around in (CITIZEN, LETTER)]
    for called, words in entries:
        for language in languages:
            if isinstance(words, Mapping) and not words.get(language):
                yield called, language


def _known(kind: str, reader: str) -> tuple[frozenset[str], frozenset[str]]:
    """The placeholders that a subject and a text may hold."""
    if kind in (BREACH, BREACH_DUE):
        return OF_BREACH, OF_BREACH
    if reader != CITIZEN:
        return PLAIN, PLAIN
    return PLAIN - {"report"}, OWN | {"code"} if kind == RECEIVE_MAIL else OWN


def _wanted(table: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    given = table.get("message", {})
    for kind, readers in READERS.items():
        for reader in readers:
            yield kind, reader, given.get(kind, {}).get(reader)


def _words_faults(called: str, words: Any, known: frozenset[str], single: bool = False) -> Iterator[str]:
    if (
        not isinstance(words, Mapping)
        or not words
        or not all(isinstance(w, str) and w for w in words.values())
    ):
        yield f'{called} is missing: write {{ vi = "…" }}, a text a language'
        return
    for language, text in words.items():
        for name in _placeholders(text):
            if name not in known:
                yield f"{called} ({language}): {{{name}}} is not known here: use {', '.join(sorted(known))}"
        if len(text) > LONGEST or (single and re.search(r"[\r\n]", text)):
            yield f"{called} ({language}): is too long or has more than one line: shorten it"


def _placeholders(text: str) -> Iterator[str]:
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        yield text[:20]
        return
    for _, name, form, how in parts:
        if name is not None:
            yield name if not form and not how else f"{name}:{form}"
