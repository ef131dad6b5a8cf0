"""The citizen's pages: fill in step by step, see what will be public, send once, keep the code, look up.

Every page works without JavaScript; htmx only swaps in the part that changed. Pins and codes travel in
the body of a request, never in an address, so that no log and no history holds them.
"""

from dataclasses import replace

from flask import Blueprint

from minhbach.intake.current import draft_sent
from minhbach.intake.finding import Finding, add_finding
from minhbach.intake.form import Filled
from minhbach.intake.metoo import add_me_too
from minhbach.intake.offline import add_offline
from minhbach.intake.pages import show
from minhbach.intake.parts import add_parts
from minhbach.intake.path import add_path
from minhbach.intake.receipt import add_receipt
from minhbach.intake.steps import PLACE
from minhbach.intake.tracking import add_tracking

intake = Blueprint("intake", __name__)


def _found(filled: Filled, area: str, finding: Finding) -> str:
    """Without JavaScript: the step of the place again, with what was found."""
    draft = draft_sent(PLACE)
    pinned = replace(draft.filled, point=filled.point)
    return show(PLACE, replace(draft, filled=pinned), area=area, finding=finding)


add_path(intake)
add_parts(intake)
add_receipt(intake)
add_finding(intake, _found)
add_me_too(intake)
add_offline(intake)
add_tracking(intake)
