"""The form's steps: each a page with its own address, its state in a sealed draft, sent exactly once."""

from dataclasses import replace
from threading import Lock
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, request, session, url_for

from minhbach.intake.current import draft_of_browser, draft_sent, drafts, forget_draft, keep_draft
from minhbach.intake.drafts import Draft
from minhbach.intake.hiding import Hiding, boxes_of
from minhbach.intake.limits import count_attempt
from minhbach.intake.pages import show
from minhbach.intake.photos import PhotosRefused, Upload, read_uploads
from minhbach.intake.receipt import to_receipt
from minhbach.intake.steps import (
    PLACE,
    STEPS,
    after,
    before,
    faults_of,
    first_open,
    step_of,
)
from minhbach.intake.still import Still
from minhbach.intake.submission import Sent, code_of, submit, was_sent
from minhbach.privacy.photos import PhotoCleaner
from minhbach.privacy.photos.models import models_at
from minhbach.records.office import office

MOST_SENT = 120
"""Reports from one origin in ten minutes: whole schools and phone networks share an address."""
_CLEANING = Lock()
_STEP = "<any(place, what, details, preview):step>"
_LATER = "<any(what, details, preview):step>"


def add_path(intake: Blueprint) -> None:
    """Give the citizen's pages the form's routes."""
    intake.get("/report/")(form)
    intake.get("/report/place/", endpoint="place")(form)
    intake.get(f"/report/{_LATER}/", endpoint="step")(show_step)
    intake.post(f"/report/{_STEP}/", endpoint="take_step")(take_step)
    intake.post("/report/pin/")(pin)
    intake.get("/report/photo/<string(length=32):name>.jpg")(photo)
    intake.post("/report/draft/")(resume)
    intake.post("/report/restart/")(restart)
    intake.post("/report/")(send)


def form() -> str:
    """The first step: the place. A draft that this browser left is here again."""
    return show(PLACE, draft_of_browser())


def show_step(step: str) -> Any:
    """A later step, or the first one that still lacks something."""
    draft = draft_of_browser()
    reached = first_open(faults_of(draft, office())[2])
    if STEPS.index(step) > STEPS.index(reached):
        return redirect(address(reached), 303)
    return show(step, draft)


def take_step(step: str) -> Any:
    """Keep what a step's page says, and go on; or show it again with every fault at its field."""
    draft = draft_sent(step)
    if was_sent(office(), draft.key):
        return to_receipt(draft.key, Sent(code_of(office(), draft.key), again=True))
    draft, faults = _with_uploads(draft)
    keep_draft(draft)
    if "back" in request.form:
        return redirect(address(before(step)), 303)
    faults |= {field: said for field, said in faults_of(draft, office())[2].items() if step_of(field) == step}
    return _turned_back(step, draft, faults) if faults else redirect(address(after(step)), 303)


def pin() -> str:
    """Without JavaScript: show a ward's picture, or take a click on one as the pin."""
    draft, area = draft_sent(PLACE), request.form.get("area", "")
    atlas = office().atlas
    still = Still.of(atlas, atlas.in_force(office().today()).id, area, draft.filled.point)
    at = still.clicked(request.form.get("still.x", ""), request.form.get("still.y", "")) if still else None
    filled = replace(draft.filled, point=at or draft.filled.point)
    return show(PLACE, replace(draft, filled=filled), area=area, list_wards=True)


def photo(name: str) -> Response:
    """A photo of this browser's draft, cleaned as the public may see it."""
    try:
        shown = drafts().photo(draft_of_browser(), name, shown=True)
    except FileNotFoundError:
        abort(404)
    return Response(shown, mimetype="image/jpeg")


def resume() -> Any:
    """Take over a draft that the browser kept, at the first step that lacks something."""
    draft = draft_sent(None)
    if was_sent(office(), draft.key):
        return to_receipt(draft.key, Sent(code_of(office(), draft.key), again=True))
    draft, _ = _with_uploads(draft)
    keep_draft(draft)
    return redirect(address(first_open(faults_of(draft, office())[2])), 303)


def restart() -> Response:
    """Forget the draft."""
    forget_draft(session.get("draft", ""))
    return make_response(redirect(url_for("intake.form"), 303))


def send() -> Any:
    """Take the report in: what the draft and this form say together."""
    step = request.form.get("step")
    draft = draft_sent(step if step in STEPS else None)
    if not was_sent(office(), draft.key):
        count_attempt(office(), "report", request.remote_addr or "", MOST_SENT)
        draft, faults = _with_uploads(draft)
        spot, answers, wrong = faults_of(draft, office())
        faults = wrong | faults
        # Asked again: a second sending finds no draft where the first one was faster, and that is no fault.
        if (faults or spot is None) and not was_sent(office(), draft.key):
            keep_draft(draft)
            return _turned_back(first_open(faults), draft, faults)
        if not faults and spot is not None and (photos := _originals(draft)) is not None:
            hiding = Hiding(draft.hidden, tuple(boxes_of(photo.cells) for photo in draft.photos))
            return _done(draft.key, submit(office(), draft.filled, spot, photos, answers, hiding=hiding))
    return _done(draft.key, Sent(code_of(office(), draft.key), again=True))


def address(step: str) -> str:
    """A step's page."""
    return url_for("intake.place") if step == PLACE else url_for("intake.step", step=step)


def _done(key: str, sent: Sent) -> Response:
    forget_draft(key)
    return to_receipt(key, sent)


def _turned_back(step: str, draft: Draft, faults: dict[str, str]) -> Any:
    if request.accept_mimetypes.best == "application/json":
        return {"step": address(step)}, 422
    # The page that is shown is the step's, whatever it was sent to: going back must not send again.
    return show(step, draft, faults), 422, {"HX-Replace-Url": address(step)}


def _originals(draft: Draft) -> list[bytes] | None:
    """The photos as they came; None where the draft was sent and dropped at this very moment."""
    try:
        return [drafts().photo(draft, photo.name) for photo in draft.photos]
    except FileNotFoundError:
        if was_sent(office(), draft.key):
            return None
        raise


def _with_uploads(draft: Draft) -> tuple[Draft, dict[str, str]]:
    """The draft with the photos that came along, or why they cannot be taken."""
    try:
        uploads = _read_uploads(draft)
    except PhotosRefused as refused:
        return draft, {"photos": str(refused)}
    for upload in uploads:
        draft = drafts().add_photo(draft, upload.original, upload.shown)
    return draft, {}


def _read_uploads(draft: Draft) -> list[Upload]:
    files = [file for file in request.files.getlist("photos") if file.filename]
    if not files or models_at(office().settings.cache) is None:
        return read_uploads(files, len(draft.photos))
    # It finds faces and plates too, and its models take a gigabyte: one at a time, the others wait.
    with _CLEANING, PhotoCleaner(office().settings.cache) as clean:
        return read_uploads(files, len(draft.photos), clean=clean)
