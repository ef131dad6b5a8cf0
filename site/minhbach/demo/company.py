"""What comes with made-up reports: photos, notes, helpers, others who saw the same, duplicates, merit."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cache
from random import Random

from sqlmodel import Session, col, select

from minhbach.demo.course import STAFF
from minhbach.demo.material import Material
from minhbach.demo.pictures import mended_scene
from minhbach.demo.stories import Story
from minhbach.records.amends import AFTER
from minhbach.records.merit import add_agency_record
from minhbach.records.models import Credit, PrivateTable, Report, Support
from minhbach.records.office import Office
from minhbach.records.originals import keep_original
from minhbach.records.steps import Step
from minhbach.records.work import act, choose_photos

_SCENES = 6
"""Pictures of what was done: drawing takes longer than all else about a report."""


def keep_photos(session: Session, office: Office, number: int, story: Story) -> int:
    """Keep a report's photos as the form and the desk do; returns how many there are.

    The operator who accepted the report has looked at them.
    """
    evidence = story.going.evidence
    if story.photo is None and evidence is None:
        return 0
    report, folder = session.get_one(Report, number), office.settings.originals
    allowed = []
    if story.photo is not None:
        photo = keep_original(session, office.keyring, folder, report, story.photo, report.received_at)
        session.flush()
        allowed += [photo.id] if report.accepted_at and story.photo_is_fine and photo.id else []
    if evidence is not None:
        after = keep_original(session, office.keyring, folder, report, _scene(number % _SCENES), evidence)
        after.kind = AFTER
        session.flush()
        allowed += [after.id] if after.id else []
    if allowed:
        choose_photos(session, number, allowed)
    return (story.photo is not None) + (evidence is not None)


def company(number: int, story: Story) -> Iterator[PrivateTable]:
    """The rows that belong to a report beside its own."""
    for row in (*story.going.helpers, *story.going.notes):
        row.report_id = number
        yield row
    for browser, at in story.supports:
        yield Support(report_id=number, browser_hash=browser, at=at)
    if story.pseudonym:
        name, public = story.pseudonym
        yield Credit(report_id=number, pseudonym=name, public=public, at=story.history.new.received_at)


def merge_twins(session: Session, office: Office, told: Sequence[tuple[int, Story]]) -> None:
    """Let an operator merge the reports that tell again what another one told."""
    for number, story in told:
        if story.twin and story.merged_at:
            first = session.exec(select(Report.id).where(col(Report.public_id) == story.twin)).one()
            merge = Step("merge", STAFF, story.merged_at, given={"duplicate_of": first})
            act(session, number, merge, office.deadlines)


def note_agencies(office: Office, busiest: Sequence[str]) -> None:
    """Commend some agencies and note one's fault, as the pack's material says; they are made up too."""
    material = Material.load(office.city, office.settings.data)
    with office.private.writing() as session:
        for agency, one in zip(busiest, material.workflow.get("agency_record", []), strict=False):
            day = office.today() - timedelta(days=one["days_ago"])
            add_agency_record(session, one["kind"], agency, one["ground"], one["text"], day, "inspector",
                              office.now(), public=one["public"])  # fmt: skip


@cache
def _scene(number: int) -> bytes:
    return mended_scene(Random(number))  # noqa: S311  (a picture, no secret)
