"""Draw one step of the form from a draft, with the faults at their fields."""

from typing import Any

from flask import render_template

from minhbach.intake.answers import questions_about
from minhbach.intake.drafts import Draft
from minhbach.intake.finding import Finding
from minhbach.intake.hiding import COLUMNS, ROWS
from minhbach.intake.nearby import nearby
from minhbach.intake.outlines import ward_choices
from minhbach.intake.photos import MOST_PHOTOS
from minhbach.intake.preview import hint, preview
from minhbach.intake.spot import NoSpot, find_spot
from minhbach.intake.steps import DETAILS, PLACE, PREVIEW, STEPS, WHAT, faults_of, first_open, step_of
from minhbach.intake.still import Still
from minhbach.places.outlines import tile_layer
from minhbach.records.office import office


def show(
    step: str,
    draft: Draft,
    faults: dict[str, str] | None = None,
    area: str = "",
    finding: Finding | None = None,
    list_wards: bool = False,
) -> str:
    """One step's page; only this step's faults are told on it.

    All wards are listed where they are asked for: the list weighs more than all else on the page.
    """
    faults = {field: said for field, said in (faults or {}).items() if step_of(field) == step}
    more = {PLACE: _place, WHAT: _what, DETAILS: _details, PREVIEW: _preview}[step](draft)
    if step == PLACE:
        more |= _map(draft, area) | {"area": area, "finding": finding, "list_wards": list_wards or bool(area)}
    return render_template(
        f"report/{step}.html",
        step=step,
        steps=STEPS,
        reached=STEPS.index(first_open(faults_of(draft, office())[2])),
        draft=draft,
        filled=draft.filled,
        faults=faults,
        **more,
    )


def whole(draft: Draft) -> dict[str, Any]:
    """What the form on one page needs, for who has no network."""
    asked = {code: questions_about(office(), code) for code in office().city.category_codes}
    empty: dict[str, Any] = {"area": "", "finding": None, "list_wards": False, "faults": {}}
    empty |= {"filled": draft.filled, "asked_of": asked}
    return _place(draft) | _map(draft, "") | _what(draft) | _details(draft) | empty


def spot_told(point: str) -> dict[str, Any]:
    """The units that hold a pin, or why it cannot be taken."""
    try:
        return {"spot": find_spot(office(), point), "no_spot": None}
    except NoSpot as wrong:
        return {"spot": None, "no_spot": str(wrong)}


def _place(draft: Draft) -> dict[str, Any]:
    point = draft.filled.point
    return spot_told(point) if point else {"spot": None, "no_spot": None}


def _map(draft: Draft, area: str) -> dict[str, Any]:
    atlas = office().atlas
    vintage = atlas.in_force(office().today())
    still = Still.of(atlas, vintage.id, area, draft.filled.point)
    return {
        "vintage": vintage,
        "wards": ward_choices(atlas, vintage.id),
        "tiles": tile_layer(office().city.facts),
        "has_water": atlas.water is not None,
        "still": still.drawn(draft.filled.point) if still else None,
    }


def _what(draft: Draft) -> dict[str, Any]:
    city = office().city
    return {
        "categories": city.categories.values(),
        "elsewhere": [refusal for refusal in city.refusals.values() if refusal.go],
        "hint": hint(office(), draft.filled.text),
        "near": nearby(office(), draft.filled),
    }


def _details(draft: Draft) -> dict[str, Any]:
    return {
        "asked": questions_about(office(), draft.filled.category),
        "answered": draft.answers,
        "most_photos": MOST_PHOTOS,
        "near": nearby(office(), draft.filled),
    }


def _preview(draft: Draft) -> dict[str, Any]:
    return {
        "shown": preview(office(), draft.filled, draft.hidden),
        "hint": hint(office(), draft.filled.text),
        "columns": COLUMNS,
        "rows": ROWS,
    }
