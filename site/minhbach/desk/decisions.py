"""What staff type into the desk's forms: read, tidied and checked before the workflow sees it."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from minhbach.records.office import Office

SHORTEST_ANSWER, LONGEST = 10, 4000
SHORTEST_REASON, LONGEST_REASON = 5, 300
_KEPT, _DROPPED = "\n\t", ("Cc", "Cf", "Cs")


@dataclass
class Decision:
    """One decision about one report, as it was typed; `errors` by field, in the reader's language."""

    action: str
    version: int | None = None
    """The version that the person saw; one that cannot be read matches none."""
    given: dict[str, str] = field(default_factory=dict)
    photos: frozenset[int] = frozenset()
    withhold: bool = False
    """Accepted, but not to be published: something personal in it cannot be hidden."""
    errors: dict[str, str] = field(default_factory=dict)


def read_decision(action: str, form: MultiDict[str, str], office: Office) -> Decision:
    """Read the form of `action`: accept, refuse or resolve."""
    decision = Decision(action, form.get("version", -1, type=int))
    decision.photos = frozenset(form.getlist("photo", type=int))
    decision.withhold = "withhold" in form
    _READERS[action](decision, form, office)
    return decision


def tidy(text: str) -> str:
    """NFC, one kind of line end, no control or direction-changing characters."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in plain if c in _KEPT or unicodedata.category(c) not in _DROPPED).strip()


def read_reason(form: MultiDict[str, str]) -> tuple[str, str | None]:
    """Why somebody wants to see personal data, and what is wrong with it, if anything."""
    reason = " ".join(tidy(form.get("reason", "")).split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        return reason[:LONGEST_REASON], _("Ghi lý do cần xem, từ %(least)d đến %(most)d ký tự.",
                                          least=SHORTEST_REASON, most=LONGEST_REASON)  # fmt: skip
    return reason, None


def _read_accept(decision: Decision, form: MultiDict[str, str], office: Office) -> None:
    decision.given = {name: form.get(name, "") for name in ("category", "agency")}
    if decision.given["category"] not in office.city.categories:
        decision.errors["category"] = _("Chọn một lĩnh vực trong danh sách.")
    if decision.given["agency"] not in office.agencies():
        decision.errors["agency"] = _("Chọn đơn vị sẽ xử lý phản ánh này.")


def _read_refuse(decision: Decision, form: MultiDict[str, str], office: Office) -> None:
    decision.given = {"refusal": form.get("refusal", ""), "refusal_note": tidy(form.get("refusal_note", ""))}
    if decision.given["refusal"] not in office.city.refusals:
        decision.errors["refusal"] = _("Chọn một lý do trong danh sách.")
    if len(decision.given["refusal_note"]) > LONGEST:
        decision.errors["refusal_note"] = _("Lời nhắn dài quá %(most)d ký tự.", most=LONGEST)


def _read_resolve(decision: Decision, form: MultiDict[str, str], office: Office) -> None:
    decision.given = {"answer": tidy(form.get("answer", ""))}
    if not SHORTEST_ANSWER <= len(decision.given["answer"]) <= LONGEST:
        decision.errors["answer"] = _("Viết câu trả lời từ %(least)d đến %(most)d ký tự.",
                                      least=SHORTEST_ANSWER, most=LONGEST)  # fmt: skip


_READERS: dict[str, Callable[[Decision, MultiDict[str, str], Office], None]] = {
    "accept": _read_accept,
    "refuse": _read_refuse,
    "resolve": _read_resolve,
}
