"""Check a pack's data/ folder entry by entry: every fault at once, not only the first."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from minhbach.city.calendar import Calendar
from minhbach.city.drafts import FILE as DRAFTS
from minhbach.city.drafts import load_drafts
from minhbach.city.findings import ERROR, NOTICE, WARNING, Finding
from minhbach.city.messages import FILE as MESSAGES
from minhbach.city.messages import faults, untranslated
from minhbach.city.pack import CONCERNS, City
from minhbach.city.questions import FILE as QUESTIONS
from minhbach.city.questions import load_questions
from minhbach.city.retention import Retention
from minhbach.city.rules import Rules
from minhbach.errors import BadInput
from minhbach.toml import read_toml

WARNED_BEFORE = timedelta(days=60)
"""How long before its last day a calendar is told to end too soon."""
WARD_AGENCY = "@ward"
LEVELS = ("ward", "district")
_CITY_KEYS = (
    "id",
    "country",
    "timezone",
    "languages",
    "centre",
    "name",
    "service",
    "publisher",
    "hotline",
    "licence",
)
Table = dict[str, Any]


def check_data(data: Path, today: date) -> list[Finding]:
    """Everything that is wrong in data/: city, categories, agencies, refusals, mappings, calendar, rules,
    retention, questions, answers, messages."""
    tables: dict[str, Table] = {}
    findings: list[Finding] = []
    for name in ("city", "categories", "agencies", "refusals"):
        try:
            tables[name] = read_toml(data / f"{name}.toml")
        except BadInput as wrong:
            findings.append(_unreadable(data / f"{name}.toml", wrong))
    if not findings:
        findings += [*_city(tables["city"]), *_agencies(tables), *_categories(tables), *_refusals(tables)]
        findings += _mappings(data, tables)
    if all(finding.severity != ERROR for finding in findings):
        findings += _loaded(data)
    codes = [entry.get("code") for entry in tables.get("categories", {}).get("category", [])]
    times = [*_calendar(data, today), *_rules(data, today), *_retention(data, codes)]
    told = _messages(data, tables.get("city", {}))
    return [*findings, *times, *_questions(data, codes), *_drafts(data, codes), *told]


def _unreadable(path: Path, wrong: BadInput) -> Finding:
    what = str(wrong).removeprefix(str(path)).lstrip(": ")
    return Finding(f"data/{path.name}", "", what, "compare with the default pack's file")


def _loaded(data: Path) -> Iterator[Finding]:
    """What only the real reading finds, after the entries are clean one by one."""
    try:
        City.load(data)
    except BadInput as wrong:
        yield _unreadable(data / "city.toml", wrong)


def _city(city: Table) -> Iterator[Finding]:
    file = "data/city.toml"
    for key in _CITY_KEYS:
        if not city.get(key):
            yield Finding(file, key, "is missing or empty", "add it as in the default pack")
    for key in ("name", "service", "publisher"):
        yield from _words(file, key, city.get(key), city)
    try:
        ZoneInfo(city.get("timezone") or "UTC")
    except (KeyError, ValueError, TypeError):
        yield Finding(
            file, "timezone", f"{city['timezone']!r} is no time zone", 'write one like "Asia/Tokyo"'
        )
    centre = city.get("centre")
    if centre and not _is_point(centre):
        yield Finding(file, "centre", f"{centre} is no point", "write [latitude, longitude] in degrees")
    for key in ("number", "emergencies"):
        if not city.get("hotline", {key: True}).get(key):
            yield Finding(file, f"hotline.{key}", "is missing or empty", "say whom to call")
    if city.get("licence", {}).get("status") == "proposed":
        what = "the licence of the open data is proposed, not decided"
        yield Finding(file, "licence", what, "have the city sign it off, then remove `status`", NOTICE)


def _is_point(centre: Any) -> bool:
    try:
        lat, lon = (float(number) for number in centre)
    except (TypeError, ValueError):
        return False
    return abs(lat) <= 90 and abs(lon) <= 180


def _words(file: str, feature: str, words: Any, city: Table) -> Iterator[Finding]:
    """A text must be there in the pack's first language; the others fall back to it."""
    languages = city.get("languages") or ["en"]
    if not isinstance(words, Mapping) or not words.get(languages[0]):
        yield Finding(file, feature, f"has no text in {languages[0]!r}", f'write {{ {languages[0]} = "…" }}')
        return
    for language in languages[1:]:
        if not words.get(language):
            what = f"has no text in {language!r}: readers see {languages[0]!r}"
            yield Finding(file, feature, what, "translate it", WARNING)


def _entries(table: Table, key: str, file: str) -> Iterator[tuple[Table, str, list[Finding]]]:
    """Each entry with how it is called and what is wrong with its code."""
    seen = Counter(entry.get("code") for entry in table.get(key, []))
    for number, entry in enumerate(table.get(key, []), 1):
        code = entry.get("code")
        called = f"{key} {code or number}"
        wrong = []
        if not code or not isinstance(code, str):
            wrong.append(Finding(file, called, "has no code", 'add code = "…", never used before'))
        elif seen[code] > 1:
            wrong.append(Finding(file, called, f"the code stands {seen[code]} times", "give each its own"))
        yield entry, called, wrong


def _agencies(tables: Mapping[str, Table]) -> Iterator[Finding]:
    file, agencies = "data/agencies.toml", tables["agencies"]
    for entry, called, wrong in _entries(agencies, "agency", file):
        yield from wrong
        yield from _words(file, called, entry.get("name"), tables["city"])
        if not entry.get("kind"):
            yield Finding(file, called, "has no kind", 'add kind = "department", "infrastructure" or "ward"')
    for number, pattern in enumerate(agencies.get("per_unit", []), 1):
        called = f"per_unit {number}"
        yield from _words(file, called, pattern.get("name"), tables["city"])
        if pattern.get("level") not in LEVELS:
            yield Finding(file, called, f"level is {pattern.get('level')!r}", 'write "ward" or "district"')
        if "{code}" not in str(pattern.get("code", "")):
            yield Finding(file, called, "every unit would share one code", 'write code = "…-{code}"')


def _categories(tables: Mapping[str, Table]) -> Iterator[Finding]:
    file, city = "data/categories.toml", tables["city"]
    if not tables["categories"].get("category"):
        yield Finding(file, "", "holds no category", "add one [[category]] for each kind of report")
    known = {entry.get("code") for entry in tables["agencies"].get("agency", [])}
    of_wards = any(one.get("level") == "ward" for one in tables["agencies"].get("per_unit", []))
    for entry, called, wrong in _entries(tables["categories"], "category", file):
        yield from wrong
        yield from _words(file, called, entry.get("name"), city)
        yield from _words(file, f"{called}, hint", entry.get("hint"), city)
        yield from _routing(file, called, entry.get("agency"), known, of_wards)
        if entry.get("concerns") not in CONCERNS:
            what = (
                f"concerns is {entry.get('concerns')!r}, so nobody can say how exactly its place may be shown"
            )
            yield Finding(file, called, what, f"write one of {', '.join(CONCERNS)}")
        if type(entry.get("days")) is not int or entry["days"] < 1:
            yield Finding(file, called, "has no deadline", "add days = a whole number above 0")
        if type(entry.get("same_m", 1)) is not int or entry.get("same_m", 1) < 1:
            yield Finding(file, called, "same_m is no distance", "write whole metres above 0")


def _routing(file: str, called: str, agency: Any, known: set[Any], of_wards: bool) -> Iterator[Finding]:
    if agency == WARD_AGENCY:
        if not of_wards:
            mend = 'add a [[per_unit]] with level = "ward" to agencies.toml'
            yield Finding(file, called, "goes to the ward's agency, but wards have no agency", mend)
    elif agency not in known:
        mend = f'use a code of agencies.toml or "{WARD_AGENCY}"'
        yield Finding(file, called, f"no agency has the code {agency!r}", mend)


def _refusals(tables: Mapping[str, Table]) -> Iterator[Finding]:
    file = "data/refusals.toml"
    if not tables["refusals"].get("refusal"):
        yield Finding(file, "", "holds no reason: nothing could be refused", "add one [[refusal]] a reason")
    for entry, called, wrong in _entries(tables["refusals"], "refusal", file):
        yield from wrong
        yield from _words(file, called, entry.get("text"), tables["city"])


def _mappings(data: Path, tables: Mapping[str, Table]) -> Iterator[Finding]:
    """Codes that the mappings of other systems' exports translate to."""
    codes = {
        "category": {entry.get("code") for entry in tables["categories"].get("category", [])},
        "agency": {entry.get("code") for entry in tables["agencies"].get("agency", [])},
        "refusal": {entry.get("code") for entry in tables["refusals"].get("refusal", [])},
    }
    for path in sorted((data / "mappings").glob("*.toml")):
        file = f"data/mappings/{path.name}"
        try:
            mapping = read_toml(path)
        except BadInput as wrong:
            yield Finding(file, "", str(wrong).removeprefix(str(path)).lstrip(": "), "mend the file")
            continue
        for section, known in codes.items():
            said = mapping.get(section, {})
            for code in sorted({said.get("default"), *said.get("values", {}).values()} - known - {None}):
                if not (section == "agency" and _is_of_a_unit(code, tables["agencies"])):
                    what = f"no {section} has the code {code!r}"
                    yield Finding(file, f"[{section}]", what, f"use a code of the pack's {section} list")


def _is_of_a_unit(code: str, agencies: Table) -> bool:
    heads = [str(one.get("code", "")).split("{code}")[0] for one in agencies.get("per_unit", [])]
    return any(head and code.startswith(head) for head in heads)


def _calendar(data: Path, today: date) -> Iterator[Finding]:
    file = "data/calendar.toml"
    try:
        calendar = Calendar.load(data)
    except BadInput as wrong:
        yield _unreadable(data / "calendar.toml", wrong)
        return
    if calendar.last - today < WARNED_BEFORE:
        what = f"ends on {calendar.last}: after that no deadline can be computed"
        yield Finding(file, "until", what, "add the next year's days off and move `until`")
    if calendar.first > today:
        yield Finding(file, "from", f"begins on {calendar.first}, after today", "add this year's days off")
    guessed = sorted(one.day for one in calendar.off.values() if not one.confirmed and one.day >= today)
    if guessed:
        what = f"{len(guessed)} days off are not confirmed, the next is {guessed[0]}"
        mend = "compare with the official announcement, then remove `confirmed = false`"
        yield Finding(file, "", what, mend, NOTICE)


def _rules(data: Path, today: date) -> Iterator[Finding]:
    file = "data/rules.toml"
    try:
        rules = Rules.load(data)
    except BadInput as wrong:
        yield _unreadable(data / "rules.toml", wrong)
        return
    if rules.rules[0].valid_from > today:
        yield Finding(file, f"rule {rules.rules[0].id}", "no rule is in force today", "add the one that is")
    for rule in rules.rules:
        if rule.assumed and rule is rules.in_force(today):
            what = "the number of days in force is assumed, not from the regulation"
            yield Finding(file, f"rule {rule.id}", what, "put the regulation's own number", NOTICE)


def _retention(data: Path, codes: list[Any]) -> Iterator[Finding]:
    try:
        retention = Retention.load(data, codes)
    except BadInput as wrong:
        yield _unreadable(data / "retention.toml", wrong)
        return
    if retention.assumed:
        what = "how long private data is kept is proposed, not decided"
        mend = "have the city sign it off, then remove `assumed`"
        yield Finding("data/retention.toml", "", what, mend, NOTICE)


def _questions(data: Path, codes: list[Any]) -> Iterator[Finding]:
    try:
        load_questions(data, tuple(codes))
    except BadInput as wrong:
        yield _unreadable(data / QUESTIONS, wrong)


def _drafts(data: Path, codes: list[Any]) -> Iterator[Finding]:
    try:
        load_drafts(data, tuple(codes))
    except BadInput as wrong:
        yield _unreadable(data / DRAFTS, wrong)


def _messages(data: Path, city: Table) -> Iterator[Finding]:
    """A pack may do without: then nobody is told anything."""
    file = f"data/{MESSAGES}"
    if not (data / MESSAGES).is_file():
        yield Finding(file, "", "is missing: nobody is told anything", "copy the default pack's", NOTICE)
        return
    try:
        table = read_toml(data / MESSAGES)
    except BadInput as wrong:
        yield _unreadable(data / MESSAGES, wrong)
        return
    for fault in faults(table):
        entry, _, what = fault.partition(": ")
        yield Finding(file, entry, what, "compare with the default pack's file")
    for entry, language in untranslated(table, tuple(city.get("languages") or ())):
        what = f"has no text in {language!r}: readers of it see another language"
        yield Finding(file, entry, what, "translate it", WARNING)
    if not table.get("sender", {}).get("address"):
        what = "has no address: no e-mail is sent"
        yield Finding(file, "sender", what, "name whose address e-mails carry", NOTICE)
