"""The short path of the form: place, what, details, what the public will see; and what each step fills in."""

from collections.abc import Mapping
from dataclasses import replace

from werkzeug.datastructures import MultiDict

from minhbach.intake.answers import field_of, questions_about, read_answers
from minhbach.intake.drafts import Draft, DraftPhoto
from minhbach.intake.form import Filled, check, fill
from minhbach.intake.hiding import carry_over, read_cells, read_hidden
from minhbach.intake.spot import Spot
from minhbach.records.office import Office

PLACE, WHAT, DETAILS, PREVIEW = STEPS = ("place", "what", "details", "preview")
FIELDS = {
    PLACE: ("point",),
    WHAT: ("category", "text"),
    DETAILS: ("photos", "name", "phone", "email"),
    PREVIEW: (),
}
"""In the pages' order; what the city asks about a category comes first among the details."""
Form = MultiDict[str, str]


def after(step: str) -> str:
    """The step that follows; the last one follows itself."""
    return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]


def before(step: str) -> str:
    """The step that comes before; the first one comes before itself."""
    return STEPS[max(STEPS.index(step) - 1, 0)]


def step_of(field: str) -> str:
    """Where a field is filled in; the city's questions are details."""
    return next((step for step, fields in FIELDS.items() if field in fields), DETAILS)


def first_open(faults: Mapping[str, str]) -> str:
    """The first step with a fault; without any, the last step."""
    found = {step_of(field) for field in faults}
    return next((step for step in STEPS if step in found), PREVIEW)


def faults_of(draft: Draft, office: Office) -> tuple[Spot | None, dict[str, str], dict[str, str]]:
    """Where the report lies, the answers as they will be kept, and the faults by field of the form."""
    spot, faults = check(draft.filled, office)
    asked = questions_about(office, draft.filled.category)
    answers, wrong = read_answers(asked, lambda question: draft.answers.get(question.code, ()))
    faults |= {field_of(one): wrong[one.code] for one in asked if one.code in wrong}
    return spot, answers, faults


def fill_in(draft: Draft, form: Form, step: str | None, office: Office) -> Draft:
    """The draft with what a form says over it; `step` names the page that it is, None a form with all fields.

    A field that the form does not have keeps what the draft says; boxes are ticked or not on their own page.
    """
    filled = _filled(draft.filled, form, step)
    if filled.text != draft.filled.text:
        draft = replace(draft, hidden=carry_over(draft.hidden, draft.filled.text, filled.text))
    if filled.category != draft.filled.category:
        draft = replace(draft, answers={})
    draft = replace(draft, filled=filled)
    if step in (DETAILS, None):
        asked = questions_about(office, filled.category)
        given = {question.code: form.getlist(field_of(question)) for question in asked}
        dropped = set(form.getlist("drop"))
        kept = tuple(photo for photo in draft.photos if photo.name not in dropped)
        draft = replace(draft, answers=given, photos=kept)
    if step == PREVIEW:
        hidden = read_hidden(form.getlist("hide"), filled.text)
        draft = replace(draft, hidden=hidden, photos=tuple(_covered(photo, form) for photo in draft.photos))
    return draft


def _filled(filled: Filled, form: Form, step: str | None) -> Filled:
    said = fill(form)
    names = [name for name in ("point", "category", "text", "name", "phone", "email") if name in form]
    filled = replace(filled, **{name: getattr(said, name) for name in names})
    return replace(filled, keep_private=said.keep_private) if step in (PREVIEW, None) else filled


def _covered(photo: DraftPhoto, form: Form) -> DraftPhoto:
    return replace(photo, cells=read_cells(form.getlist(f"cells.{photo.name}")))
