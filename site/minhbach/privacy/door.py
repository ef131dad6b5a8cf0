"""Open the door: carry what is due from private.db to public tables, and date the new state."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from sqlalchemy import ColumnElement, delete
from sqlmodel import Session, col, select

from minhbach.city.rules import Rules as CityRules
from minhbach.databases import Database
from minhbach.errors import MinhBachError
from minhbach.places.units import WARD
from minhbach.privacy.counted.registers import replace_counts
from minhbach.privacy.deletion.tombstones import ERASED, bury, ground_of, raise_again
from minhbach.privacy.disclosure.crowd import crowd_sizes
from minhbach.privacy.disclosure.standings import Standings, standings
from minhbach.privacy.due import due_reports
from minhbach.privacy.gathered import Gathered, gather, give_salts
from minhbach.privacy.photos import PhotoCleaner
from minhbach.privacy.photos.passing import Passed as PassedPhotos
from minhbach.privacy.photos.passing import Pictures, pass_photos, shown_pictures, sweep_photos
from minhbach.privacy.place.places_said import PlaceNames
from minhbach.privacy.publish import PUBLISHED, Surroundings, Unpublishable, publish
from minhbach.privacy.recipe import recipe
from minhbach.privacy.told.answers import told_answers
from minhbach.privacy.told.deadline import Watch
from minhbach.privacy.told.people import told
from minhbach.privacy.told.steps import timeline
from minhbach.public.counting.releases import date_release
from minhbach.public.models import PublicPlace, PublicRelease, PublicReport, PublicTable
from minhbach.records.models import Passed, Report
from minhbach.records.office import Office

BATCH = 500


@dataclass(frozen=True)
class Passage:
    """What one opening of the door did."""

    passed: int
    """Reports that were made public or brought up to date."""
    kept_back: int
    """Accepted reports that a rule or their sender keeps private."""
    removed: int
    """Reports that were public and are no longer."""
    photos_refused: int
    release: PublicRelease
    is_new: bool
    """False where nothing public changed, so that the release is the last one."""


@dataclass(frozen=True)
class Rules:
    """What every report is carried by in one opening of the door."""

    recipe: str
    standings: Standings
    places: PlaceNames
    watch: Watch

    @classmethod
    def of(cls, office: Office, mark: str) -> "Rules":
        """The rules of today, for an antechamber with this mark."""
        digest = recipe(office)
        return cls(
            sha256(f"{digest} {mark}".encode()).hexdigest() if mark else digest,
            standings(office),
            PlaceNames.of(office.atlas, office.settings.data),
            Watch(office.today(), office.local_day, CityRules.load(office.settings.data)),
        )


@dataclass(frozen=True)
class Outgoing:
    """What one batch becomes."""

    reports: list[PublicReport]
    beside: list[PublicTable]
    """Places, steps and answers of these reports."""
    kept_back: int
    photos_refused: int


def open_door(
    office: Office,
    public: Database,
    progress: Callable[[int, int], None] | None = None,
    *,
    shown: Database | None = None,
    mark: str = "",
) -> Passage:
    """Publish every report that is due; the same private state always gives the same public state.

    Where `public` is an antechamber, `shown` is what is public meanwhile (its photos stay), and `mark` the
    antechamber's.
    """
    rules = Rules.of(office, mark)
    due = due_reports(office, public, rules.recipe, rules.standings)
    sums = Passage(0, 0, 0, 0, PublicRelease(id="", day=office.today(), number=0, digest=""), False)
    for start in range(0, len(due), BATCH):
        if progress:
            progress(start, len(due))
        sums = _carry(office, public, due[start : start + BATCH], rules, sums)
    with public.writing() as showing:
        removed = _remove_orphans(office, showing)
        replace_counts(office, showing)
        release, is_new = date_release(showing, office.today())
        showing.expunge(release)
    sweep_photos(office.settings.public_photos, public, *([shown] if shown else []))
    return replace(sums, removed=sums.removed + removed, release=release, is_new=is_new)


def _carry(office: Office, public: Database, ids: Sequence[int], rules: Rules, sums: Passage) -> Passage:
    """Carry one batch: public rows first, then the note that they passed, so that a crash only repeats."""
    give_salts(office, ids)
    with office.private.reading() as session, PhotoCleaner(office.settings.cache) as cleaner:
        found = gather(session, ids)
        outgoing = _make_public(office, public, cleaner, found, rules)
        passed = [Passed(report_id=r.id or 0, version=r.version, recipe=rules.recipe) for r in found.reports]
        grounds = {report.public_id: ground_of(report) for report in found.reports}
    with public.writing() as showing:
        there = set(showing.exec(select(PublicReport.public_id).where(_named(grounds))))
        showing.execute(delete(PublicReport).where(_named(grounds)))
        stay = {row.public_id for row in outgoing.reports}
        bury(showing, {name: grounds[name] for name in there - stay}, office.today())
        raise_again(showing, stay)
        showing.add_all(outgoing.reports)
        showing.flush()
        showing.add_all(outgoing.beside)
    with office.private.writing() as session:
        session.execute(delete(Passed).where(col(Passed.report_id).in_(ids)))
        session.add_all(passed)
    return replace(
        sums,
        passed=sums.passed + len(outgoing.reports),
        kept_back=sums.kept_back + outgoing.kept_back,
        removed=sums.removed + len(there - stay),
        photos_refused=sums.photos_refused + outgoing.photos_refused,
    )


def _make_public(
    office: Office, public: Database, cleaner: PhotoCleaner, found: Gathered, rules: Rules
) -> Outgoing:
    shown = shown_pictures(public, [report.public_id for report in found.reports])
    out = Outgoing([], [], 0, 0)
    for report in found.reports:
        photos = PassedPhotos()
        if report.status in PUBLISHED and report.may_publish:
            held = found.photos.get(report.id or 0, ())
            photos = pass_photos(office, cleaner, report, held, shown.get(report.public_id, Pictures()))
            out = replace(out, photos_refused=out.photos_refused + photos.refused)
        try:
            row = publish(report, _surroundings(office, report, found, photos.pictures, rules))
        except Unpublishable:
            out = replace(out, kept_back=out.kept_back + (report.status in PUBLISHED))
            continue
        out.reports.append(row)
        out.beside.extend(_public_places(office, row))
        out.beside.extend(timeline(row, found.events.get(report.id or 0, ()), office.local_day))
        out.beside.extend(told_answers(row, found.answers.get(report.id or 0, {}), office))
    return out


def _surroundings(
    office: Office, report: Report, found: Gathered, pictures: Pictures, rules: Rules
) -> Surroundings:
    number = report.id or 0
    vintage = office.atlas.in_force(office.local_day(report.received_at)).id
    place = found.places.get((number, vintage))
    category = office.city.categories.get(report.category)
    if category is None:
        raise MinhBachError(
            f"report {report.public_id} is of category {report.category!r}: "
            "add it to the pack's categories.toml"
        )
    return Surroundings(
        category,
        place,
        office.atlas.unit(vintage, place.ward_code, WARD) if place and place.ward_code else None,
        office.local_day,
        photo=pictures.photo,
        photo_after=pictures.after,
        edits=found.edits.get(number, ()),
        standing=rules.standings.get(number),
        hide_places=rules.places.hidden,
        of_a_place=report.agency is not None and report.agency not in office.city.agencies,
        people=told(1 + found.others[number], category, crowd_sizes(office.city)),
        watch=rules.watch,
    )


def _named(public_ids: Iterable[str]) -> ColumnElement[bool]:
    return col(PublicReport.public_id).in_(list(public_ids))


def _public_places(office: Office, row: PublicReport) -> Iterator[PublicPlace]:
    """The units of every vintage, found from the published point alone.

    The real point's unit in another vintage would narrow it down to where the two overlap.
    """
    if row.lat is None or row.lon is None:
        return
    for place in office.atlas.locate(row.lat, row.lon):
        own = place.vintage == row.vintage
        yield PublicPlace(
            public_id=row.public_id,
            vintage=place.vintage,
            ward_code=row.ward_code if own else place.ward_code,
            district_code=row.district_code if own else place.district_code,
        )


def _remove_orphans(office: Office, showing: Session) -> int:
    """Take out public rows whose report is no longer there; those that were made up leave no trace."""
    with office.private.reading() as session:
        known = set(session.exec(select(Report.public_id)))
    rows = showing.exec(select(PublicReport.public_id, PublicReport.made_up))
    gone = {public_id: made_up for public_id, made_up in rows if public_id not in known}
    names = list(gone)
    for start in range(0, len(names), BATCH):
        showing.execute(delete(PublicReport).where(_named(names[start : start + BATCH])))
    bury(showing, {name: ERASED for name, made_up in gone.items() if not made_up}, office.today())
    return len(gone)
