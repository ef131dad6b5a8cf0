"""The draft that a request is about: the one that its form's key opens, or the one that its browser left."""

from flask import request, session

from minhbach.intake.drafts import Draft, Drafts
from minhbach.intake.form import Filled, fill, new_key
from minhbach.intake.limits import count_attempt
from minhbach.intake.steps import fill_in
from minhbach.records.office import office

MOST_BEGUN = 600
"""Drafts from one origin in ten minutes."""


def drafts() -> Drafts:
    """This installation's drafts."""
    return Drafts.of(office())


def draft_sent(step: str | None) -> Draft:
    """The draft with what this request's form says over it; nothing is kept yet."""
    key = fill(request.form).key
    return fill_in(drafts().find(key) or Draft(Filled(key)), request.form, step, office())


def draft_of_browser() -> Draft:
    """What this browser left, or a fresh draft."""
    key = session.get("draft", "")
    return (drafts().find(key) if key else None) or Draft(Filled(new_key()))


def keep_draft(draft: Draft) -> None:
    """Write the draft down, for this browser to come back to; raises TooManyRequests."""
    if drafts().find(draft.key) is None:
        count_attempt(office(), "draft", request.remote_addr or "", MOST_BEGUN)
        drafts().sweep(office().now())
    drafts().keep(draft)
    session["draft"] = draft.key


def forget_draft(key: str) -> None:
    """Drop a draft: it was sent, or given up."""
    drafts().drop(key)
    session.pop("draft", None)
