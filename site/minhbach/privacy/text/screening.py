"""Advise whether a report should be looked at before it is received, and say which words decided.

Advice only: an operator decides, and a refusal always gives its reason to the sender.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from minhbach.privacy.text.folding import View, fold
from minhbach.privacy.text.lexicon import Lexicon, Words, default_lexicon
from minhbach.privacy.text.offence import offence_tagger_of
from minhbach.privacy.text.scope import ScopeModel, scope_model_of
from minhbach.privacy.text.words import Word, longest_phrase, split_words

CERTAIN = 0.9
"""Probability from which the offence model alone calls for a look."""
LEAST_OFFENSIVE_SHARE = 0.5
"""Share of offensive words from which a text holds nothing else worth receiving."""
ELSEWHERE = 0.7
"""Probability from which the model of scope alone calls for a look."""
OURS = 0.9
"""Probability of being in scope from which no phrase says otherwise: a wrong bill is `khiếu nại` to many."""
MOST_WORDS_SHOWN = 8
_LINK = re.compile(r"https?://|www\.|bit\.ly|\b[a-z0-9-]+\.(?:com|xyz|top|club|vip|win|net|info)\b")
_REPEATED = re.compile(r"(.)\1{9,}|(\b\w+\b)(?:\W+\2\b){11,}", re.IGNORECASE)


@dataclass(frozen=True)
class Screening:
    """decision: accept, review or refuse (all advice); reason: a code or None; words: what decided."""

    decision: str
    reason: str | None
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rules:
    """The phrase lists of screening.toml, ready to look up."""

    vulgar: Words
    plain_vulgar: Words
    insulting: Words
    marked: Words
    complaint_denunciation: Words
    admin_regulation: Words
    in_scope: Words
    emergency: Words
    spam: Words
    provinces: Words
    place_words: Words
    combined: dict[str, list[list[Words]]]
    """Reason → groups of lists that put a report on that track where all of a group are found."""


def screen(text: str, lexicon: Lexicon | None = None) -> Screening:
    """Advice on one report. Emergencies come first: they are sent on at once, never refused."""
    words_of = lexicon or default_lexicon()
    view = fold(text)
    words = split_words(view)
    rules = rules_of(words_of)
    reading = _Text(view, words, rules, words_of)
    if not any(word.is_word for word in words):
        return Screening("refuse", "no-content")
    for check in CHECKS:
        advice = check(reading)
        if advice:
            return advice
    return Screening("accept", None)


@lru_cache(maxsize=4)
def rules_of(lexicon: Lexicon) -> Rules:
    """The phrase lists of a lexicon, built once."""
    lists = {**lexicon.screening, **lexicon.screening["out_of_scope"]}
    groups = {key: Words.divided(text) for key, text in lists["combined_words"].items()}
    combined = {
        reason: [[groups[name] for name in pair] for pair in pairs]
        for reason, pairs in lists["combined"].items()
    }
    plain = [key for key in Rules.__dataclass_fields__ if key != "combined"]
    return Rules(combined=combined, **{key: Words.divided(lists[key]) for key in plain})


@dataclass(frozen=True)
class _Text:
    view: View
    words: list[Word]
    rules: Rules
    lexicon: Lexicon

    def hits(self, phrases: Words, accents: bool | None = None) -> list[tuple[int, int]]:
        """Word ranges where a phrase stands; without accents too unless the text has accents."""
        strict = any(word.has_accent for word in self.words) if accents is None else accents
        found, at = [], 0
        while at < len(self.words):
            end = longest_phrase(self.words, at, phrases, strict) if self.words[at].is_word else None
            if end:
                found.append((at, end))
            at = end or at + 1
        return found

    def shown(self, ranges: list[tuple[int, int]]) -> tuple[str, ...]:
        """The words of the ranges as written, each once."""
        texts = [self.view.composed[self.words[a].start : self.words[b - 1].end] for a, b in ranges]
        return tuple(dict.fromkeys(texts))[:MOST_WORDS_SHOWN]


def _emergency(text: _Text) -> Screening | None:
    hits = text.hits(text.rules.emergency)
    return Screening("review", "emergency", text.shown(hits)) if hits else None


def _offence(text: _Text) -> Screening | None:
    """Vulgar or insulting: by list, or by the model where a rude word confirms it."""
    accents = any(word.has_accent for word in text.words)
    # Without accents `ngu` is also `ngủ`, to sleep: there one word proves nothing.
    least = 1 if accents else 2
    vulgar = text.hits(text.rules.vulgar, accents=True) + text.hits(text.rules.plain_vulgar)
    insulting = [hit for hit in text.hits(text.rules.insulting, accents=True) if hit[1] - hit[0] >= least]
    tagged = [hit for hit in _tagged(text) if hit[1] - hit[0] >= least]
    if not vulgar and not insulting and not tagged:
        return None
    covered = {at for a, b in [*vulgar, *insulting, *tagged] for at in range(a, b)}
    size = sum(word.is_word for word in text.words)
    decision = "refuse" if vulgar and len(covered) >= LEAST_OFFENSIVE_SHARE * size else "review"
    reason = "vulgar" if vulgar else "insulting"
    return Screening(decision, reason, text.shown(sorted([*vulgar, *insulting]) or tagged))


def _tagged(text: _Text) -> list[tuple[int, int]]:
    """The model's offences as word ranges: sure ones that hold a rude word."""
    marked = {at for a, b in text.hits(text.rules.marked, accents=True) for at in range(a, b)}
    if not marked:
        return []
    ranges = []
    for offence in offence_tagger_of(text.lexicon.folder).find(text.view.composed, CERTAIN):
        inside = [i for i, w in enumerate(text.words) if w.start < offence.end and w.end > offence.start]
        if inside and marked & set(inside):
            ranges.append((inside[0], inside[-1] + 1))
    return ranges


def _spam(text: _Text) -> Screening | None:
    hits = text.hits(text.rules.spam)
    repeated = _REPEATED.search(text.view.bare[:4000])
    links = len(_LINK.findall(text.view.bare))
    if len(hits) >= 3 or (len(hits) >= 1 and links) or (len(hits) == 2 and len(text.words) < 40):
        return Screening("review", "spam", text.shown(hits))
    if repeated and len(repeated.group()) > 0.5 * len(text.view.bare):
        return Screening("review", "spam", (repeated.group()[:20],))
    return None


def _out_of_scope(text: _Text) -> Screening | None:
    """Another track by law: a telling phrase, or two words that tell it together (an official, a bribe)."""
    excused = {at for a, b in text.hits(text.rules.in_scope) for at in range(a, b)}

    def telling(phrases: Words) -> list[tuple[int, int]]:
        return [(a, b) for a, b in text.hits(phrases) if not excused & set(range(a, b))]

    found: dict[str, list[tuple[int, int]]] = {}
    for reason in ("complaint_denunciation", "admin_regulation"):
        hits = telling(getattr(text.rules, reason))
        for group in text.rules.combined[reason]:
            parts = [telling(phrases) for phrases in group]
            hits += [hit for part in parts for hit in part] if all(parts) else []
        if hits:
            found[reason] = hits
    model = scope_model_of(text.lexicon.folder)
    if not found:
        return None if excused else _likely_elsewhere(text, model)
    if model.in_scope(text.words) >= OURS:
        return None
    # A case of one's own is a complaint even where it calls the rule unlawful.
    reason = max(found, key=lambda key: len(set(found[key])) + (key == "complaint_denunciation"))
    return Screening("review", reason.replace("_", "-"), text.shown(sorted(found[reason])))


def _likely_elsewhere(text: _Text, model: ScopeModel) -> Screening | None:
    """Another track by the sense of the whole text, where no phrase tells: no word alone decided."""
    reason, probability = model.reason(text.words)
    return Screening("review", reason) if probability >= ELSEWHERE else None


def _other_city(text: _Text) -> Screening | None:
    """Another province is named as the place, and nothing of our own city."""
    if text.hits(text.lexicon.own_names):
        return None
    hits = [
        (a, b)
        for a, b in text.hits(text.rules.provinces)
        if any(
            longest_phrase(text.words, start, text.rules.place_words, limit=a) == a
            for start in range(max(0, a - 3), a)
        )
    ]
    return Screening("review", "outside-city", text.shown(hits)) if hits else None


CHECKS: tuple[Callable[[_Text], Screening | None], ...] = (
    _emergency,
    _offence,
    _spam,
    _out_of_scope,
    _other_city,
)
