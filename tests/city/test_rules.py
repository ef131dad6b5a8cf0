"""Deadlines under the rule that a report came in under."""

from datetime import date
from pathlib import Path

import pytest

from minhbach.city.calendar import Calendar
from minhbach.city.rules import Rules
from minhbach.config import DEFAULT_PACK
from minhbach.errors import BadInput

DATA = DEFAULT_PACK / "data"
RULES, CITY = Rules.load(DATA), Calendar.load(DATA)


@pytest.mark.parametrize(
    ("day", "rule"),
    [
        pytest.param(date(2019, 6, 1), "2020", id="before the first"),
        pytest.param(date(2023, 10, 25), "2020", id="the day before"),
        pytest.param(date(2023, 10, 26), "4874-2023", id="its first day"),
        pytest.param(date(2026, 1, 1), "2025", id="the newest"),
    ],
)
def test_the_rule_in_force_answers(day: date, rule: str) -> None:
    assert RULES.in_force(day).id == rule


@pytest.mark.parametrize(
    ("received", "several", "due"),
    [
        pytest.param(date(2025, 3, 3), False, date(2025, 3, 10), id="five days end on a Saturday"),
        pytest.param(date(2025, 10, 1), False, date(2025, 10, 13), id="ten days end on a Saturday"),
        pytest.param(date(2025, 10, 6), True, date(2025, 10, 21), id="fifteen for several agencies"),
        pytest.param(date(2026, 2, 6), False, date(2026, 2, 23), id="ten days end in Tết"),
    ],
)
def test_a_result_is_due_on_a_working_day(received: date, several: bool, due: date) -> None:
    assert RULES.in_force(received).due(received, CITY, several) == due


RULE = '[[rule]]\nid = "a"\nvalid_from = 2025-01-01\nname = { en = "A" }\nsource = "s"\n'
NUMBERS = 'days = 3\ndays_several = 4\ncounted = "working"\n'


def test_working_days_are_counted_where_the_rule_says_so(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(RULE + NUMBERS)
    (rule,) = Rules.load(tmp_path).rules
    assert rule.due(date(2025, 4, 29), CITY) == date(2025, 5, 7)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "holds no"),
        (RULE, "rule a: `days` is missing or empty"),
        (RULE + NUMBERS.replace("3", "0"), "above 0"),
        (RULE + NUMBERS.replace("working", "moon"), "counted must be"),
        (RULE.replace("2025-01-01", '"2025"') + NUMBERS, "valid_from is a day"),
        (RULE + NUMBERS + RULE + NUMBERS, "begin on one day"),
        (RULE + NUMBERS.replace("4", "2"), "several agencies take no shorter"),
        (RULE + NUMBERS + "classify_minutes = 0", "classify_minutes is a whole number"),
        ("[practice]\nask_days = 0\n" + RULE + NUMBERS, "ask_days is a whole number"),
        ("[practice]\nask = 3\n" + RULE + NUMBERS, "no 'ask'"),
    ],
    ids=[
        "empty",
        "no days",
        "zero",
        "unknown count",
        "quoted day",
        "same day",
        "fewer for several",
        "no minutes",
        "no days to answer",
        "unknown practice",
    ],
)
def test_a_mistake_is_told_by_rule(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "rules.toml").write_text(text)
    with pytest.raises(BadInput, match=told):
        Rules.load(tmp_path)
