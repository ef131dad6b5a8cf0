"""What staff type into the desk's forms: read, tidied and checked before the workflow sees it."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from minhbach.pages import show_day
from minhbach.records.office import Office
from minhbach.records.workflow import OUTCOMES, PLANNED

SHORTEST_ANSWER, LONGEST = 10, 4000
SHORTEST_REASON, LONGEST_REASON = 5, 300
LONGEST_QUESTION = 500
MOST_ROWS = 2**63 - 1
"""Row numbers end where the databases' do."""
_KEPT, _DROPPED = "\n\t", ("Cc", "Cf", "Cs")
Form = MultiDict[str, str]


@dataclass
class Decision:
    """One decision about one report, as it was typed; `errors` by field, in the reader's language."""

    action: str
    version: int | None = None
    """The version that the person saw; one that cannot be read matches none."""
    typed: dict[str, str] = field(default_factory=dict)
    """What stood in the fields, to be shown again."""
    given: dict[str, Any] = field(default_factory=dict)
    """Columns for the workflow's step."""
    note: str | None = None
    """The reason, for the trail."""
    photos: frozenset[int] = frozenset()
    withhold: bool = False
    """Accepted, but not to be published: something personal in it cannot be hidden."""
    errors: dict[str, str] = field(default_factory=dict)


def read_decision(action: str, form: Form, office: Office) -> Decision:
    """Read the form of a step of the workflow."""
    decision = Decision(action, form.get("version", -1, type=int))
    decision.photos = frozenset(form.getlist("photo", type=int))
    decision.withhold = "withhold" in form
    if action in _READERS:
        _READERS[action](decision, form, office)
    return decision


def tidy(text: str) -> str:
    """NFC, one kind of line end, no control or direction-changing characters."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in plain if c in _KEPT or unicodedata.category(c) not in _DROPPED).strip()


def read_reason(form: Form) -> tuple[str, str | None]:
    """Why somebody wants to see personal data, and what is wrong with it, if anything."""
    reason = " ".join(tidy(form.get("reason", "")).split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        return reason[:LONGEST_REASON], _("Ghi lý do cần xem, từ %(least)d đến %(most)d ký tự.",
                                          least=SHORTEST_REASON, most=LONGEST_REASON)  # fmt: skip
    return reason, None


def read_text(form: Form, name: str, least: int, most: int) -> tuple[str, str | None]:
    """A text of a form, tidied, and what is wrong with its length, if anything."""
    text = tidy(form.get(name, ""))
    if least <= len(text) <= most:
        return text, None
    return text, _("Viết từ %(least)d đến %(most)d ký tự.", least=least, most=most)


def read_day(text: str) -> date | None:
    """A day as a browser's field sends it; None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _read_sorting(decision: Decision, form: Form, office: Office) -> None:
    decision.typed |= {name: form.get(name, "") for name in ("category", "agency")}
    decision.given |= {name: name in form for name in ("urgent", "several")}
    decision.typed |= {name: "1" for name in ("urgent", "several") if name in form}


def _read_category(decision: Decision, form: Form, office: Office) -> None:
    _read_sorting(decision, form, office)
    decision.given["category"] = decision.typed["category"]
    if decision.typed["category"] not in office.city.categories:
        decision.errors["category"] = _("Chọn một lĩnh vực trong danh sách.")


def _read_accept(decision: Decision, form: Form, office: Office) -> None:
    _read_category(decision, form, office)
    decision.given["agency"] = decision.typed["agency"]
    if decision.typed["agency"] not in office.agencies():
        decision.errors["agency"] = _("Chọn đơn vị sẽ xử lý phản ánh này.")


def _read_refuse(decision: Decision, form: Form, office: Office) -> None:
    decision.given = {"refusal": form.get("refusal", ""), "refusal_note": tidy(form.get("refusal_note", ""))}
    decision.typed = dict(decision.given)
    if decision.given["refusal"] not in office.city.refusals:
        decision.errors["refusal"] = _("Chọn một lý do trong danh sách.")
    if len(decision.given["refusal_note"]) > LONGEST:
        decision.errors["refusal_note"] = _("Lời nhắn dài quá %(most)d ký tự.", most=LONGEST)


def _read_merge(decision: Decision, form: Form, office: Office) -> None:
    decision.typed = {"duplicate_of": form.get("duplicate_of", "")}
    decision.given = {"duplicate_of": form.get("duplicate_of", 0, type=int)}
    if not 1 <= decision.given["duplicate_of"] <= MOST_ROWS:
        decision.errors["duplicate_of"] = _("Chọn phản ánh chính để gộp vào.")


def _read_ask(decision: Decision, form: Form, office: Office) -> None:
    _read_column(decision, form, "question", LONGEST_QUESTION)


def _read_interim(decision: Decision, form: Form, office: Office) -> None:
    _read_column(decision, form, "interim", LONGEST)


def _read_column(decision: Decision, form: Form, name: str, most: int) -> None:
    text, wrong = read_text(form, name, SHORTEST_ANSWER, most)
    decision.typed, decision.given = {name: text}, {name: text}
    if wrong:
        decision.errors[name] = wrong


def _read_note(decision: Decision, form: Form, office: Office) -> None:
    text, wrong = read_text(form, "note", SHORTEST_REASON, LONGEST_REASON)
    decision.note, decision.typed["note"] = text, text
    if wrong:
        decision.errors["note"] = wrong


def _read_return(decision: Decision, form: Form, office: Office) -> None:
    _read_note(decision, form, office)
    proposal = form.get("proposal", "")
    decision.typed["proposal"] = proposal
    decision.given = {"proposal": proposal or None}
    if proposal and proposal not in office.agencies():
        decision.errors["proposal"] = _("Chọn một đơn vị trong danh sách.")


def _read_resolve(decision: Decision, form: Form, office: Office) -> None:
    outcome, answer = form.get("outcome", ""), tidy(form.get("answer", ""))
    decision.typed = {"answer": answer, "outcome": outcome, "planned": form.get("planned", "")}
    if outcome not in OUTCOMES:
        decision.errors["outcome"] = _("Chọn một kết quả trong danh sách.")
    if not SHORTEST_ANSWER <= len(answer) <= LONGEST:
        decision.errors["answer"] = _("Viết câu trả lời từ %(least)d đến %(most)d ký tự.",
                                      least=SHORTEST_ANSWER, most=LONGEST)  # fmt: skip
    if outcome == PLANNED:
        answer = _with_day(decision, answer, office)
    decision.given = {"answer": answer, "outcome": outcome}


def _with_day(decision: Decision, answer: str, office: Office) -> str:
    """The answer with the day that the work is planned for, as the public reads it; it must be ahead."""
    day = read_day(decision.typed["planned"])
    if day is None or day <= office.today():
        decision.errors["planned"] = _("Chọn ngày dự kiến hoàn thành, sau hôm nay.")
        return answer
    with force_locale(office.city.languages[0]):
        return f"{answer}\n{_('Dự kiến hoàn thành: %(day)s.', day=show_day(day))}"


_READERS: dict[str, Callable[[Decision, Form, Office], None]] = {
    "classify": _read_category,
    "accept": _read_accept,
    "assign": _read_accept,
    "refuse": _read_refuse,
    "merge": _read_merge,
    "unmerge": _read_note,
    "ask": _read_ask,
    "interim": _read_interim,
    "return": _read_return,
    "resolve": _read_resolve,
    "reopen": _read_note,
}
"""By action; what is not here takes nothing but the press of a button."""
