"""Open the door: carry what is due from private.db to public.db, and date the new state."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, delete
from sqlmodel import Session, col, or_, select

from minhbach.databases import Database
from minhbach.errors import MinhBachError
from minhbach.files import write_bytes
from minhbach.places.units import WARD
from minhbach.privacy.deletion.tombstones import ERASED, bury, ground_of, raise_again
from minhbach.privacy.disclosure.standings import Standings, misplaced, standings
from minhbach.privacy.photos import PhotoCleaner, PhotoRefused, clean_photo, read_boxes
from minhbach.privacy.place.places_said import PlaceNames
from minhbach.privacy.publish import PUBLISHED, Surroundings, Unpublishable, publish
from minhbach.privacy.recipe import recipe
from minhbach.privacy.totals import count_totals
from minhbach.public.models import PublicPlace, PublicRelease, PublicReport, PublicTotal
from minhbach.public.releases import date_release
from minhbach.records.amends import edits_of
from minhbach.records.keyring import Erased
from minhbach.records.models import Passed, Photo, Report, ReportPlace
from minhbach.records.office import Office
from minhbach.records.originals import open_original

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


def open_door(
    office: Office, public: Database, progress: Callable[[int, int], None] | None = None
) -> Passage:
    """Publish every report that is due; the same private state always gives the same public state."""
    rules = Rules(recipe(office), standings(office), PlaceNames.of(office.atlas, office.settings.data))
    due = sorted({*_due(office, rules.recipe), *misplaced(office, public, rules.standings)})
    sums = Passage(0, 0, 0, 0, PublicRelease(id="", day=office.today(), number=0, digest=""), False)
    for start in range(0, len(due), BATCH):
        if progress:
            progress(start, len(due))
        sums = _carry(office, public, due[start : start + BATCH], rules, sums)
    with public.writing() as showing:
        removed = _remove_orphans(office, showing)
        _replace_totals(office, showing)
        release, is_new = date_release(showing, office.today())
        showing.expunge(release)
    _sweep_photos(office, public)
    return replace(sums, removed=sums.removed + removed, release=release, is_new=is_new)


def _due(office: Office, rules: str) -> list[int]:
    """Ids of reports that may be public, or once were, and changed since (or whose rules did)."""
    stale = or_(col(Passed.version).is_(None), Passed.version != Report.version, Passed.recipe != rules)
    concerned = or_(col(Report.status).in_(PUBLISHED), col(Passed.version).is_not(None))
    query = select(Report.id).join(Passed, isouter=True).where(stale, concerned).order_by(col(Report.id))
    with office.private.reading() as session:
        return [found for found in session.exec(query) if found is not None]


def _carry(office: Office, public: Database, ids: Sequence[int], rules: Rules, sums: Passage) -> Passage:
    """Carry one batch: public rows first, then the note that they passed, so that a crash only repeats."""
    outgoing: list[PublicReport] = []
    with office.private.reading() as session, PhotoCleaner(office.settings.cache) as clean:
        reports = session.exec(select(Report).where(col(Report.id).in_(ids))).all()
        shown = _shown_photos(public, [report.public_id for report in reports])
        places, photos, edits = _places(session, ids), _photos(session, ids), edits_of(session, ids)
        passed = [Passed(report_id=r.id or 0, version=r.version, recipe=rules.recipe) for r in reports]
        kept_back = refused = 0
        for report in reports:
            held = photos.get(report.id or 0, ())
            names, bad = _clean_photos(office, clean, report, held, shown.get(report.public_id))
            refused += bad
            try:
                around = _surroundings(office, report, places, names)
                number = report.id or 0
                around = replace(
                    around,
                    standing=rules.standings.get(number),
                    hide_places=rules.places.hidden,
                    edits=edits.get(number, ()),
                )
                outgoing.append(publish(report, around))
            except Unpublishable:
                kept_back += report.status in PUBLISHED
        grounds = {report.public_id: ground_of(report) for report in reports}
    with public.writing() as showing:
        there = set(showing.exec(select(PublicReport.public_id).where(_named(grounds))))
        showing.execute(delete(PublicReport).where(_named(grounds)))
        stay = {row.public_id for row in outgoing}
        bury(showing, {name: grounds[name] for name in there - stay}, office.today())
        raise_again(showing, stay)
        showing.add_all(outgoing)
        showing.flush()
        showing.add_all(place for row in outgoing for place in _public_places(office, row))
    with office.private.writing() as session:
        session.execute(delete(Passed).where(col(Passed.report_id).in_(ids)))
        session.add_all(passed)
    return replace(
        sums,
        passed=sums.passed + len(outgoing),
        kept_back=sums.kept_back + kept_back,
        removed=sums.removed + len(there - stay),
        photos_refused=sums.photos_refused + refused,
    )


def _named(public_ids: Iterable[str]) -> ColumnElement[bool]:
    return col(PublicReport.public_id).in_(list(public_ids))


def _shown_photos(public: Database, public_ids: Sequence[str]) -> dict[str, str]:
    """The cleaned photos that the public sees now, by report."""
    with public.reading() as showing:
        rows = showing.exec(select(PublicReport.public_id, PublicReport.photo).where(_named(public_ids)))
        return {public_id: photo for public_id, photo in rows if photo}


def _surroundings(
    office: Office, report: Report, places: dict[tuple[int, str], ReportPlace], photos: Sequence[str]
) -> Surroundings:
    vintage = office.atlas.in_force(office.local_day(report.received_at)).id
    place = places.get((report.id or 0, vintage))
    ward = office.atlas.unit(vintage, place.ward_code, WARD) if place and place.ward_code else None
    category = office.city.categories.get(report.category)
    if category is None:
        raise MinhBachError(
            f"report {report.public_id} is of category {report.category!r}: "
            "add it to the pack's categories.toml"
        )
    of_a_place = report.agency is not None and report.agency not in office.city.agencies
    return Surroundings(category, place, ward, office.local_day, photos, of_a_place=of_a_place)


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


def _places(session: Session, ids: Sequence[int]) -> dict[tuple[int, str], ReportPlace]:
    rows = session.exec(select(ReportPlace).where(col(ReportPlace.report_id).in_(ids)))
    return {(row.report_id, row.vintage): row for row in rows}


def _photos(session: Session, ids: Sequence[int]) -> dict[int, list[Photo]]:
    found: dict[int, list[Photo]] = defaultdict(list)
    query = select(Photo).where(col(Photo.report_id).in_(ids), Photo.may_publish).order_by(col(Photo.id))
    for photo in session.exec(query):
        found[photo.report_id].append(photo)
    return found


def _clean_photos(
    office: Office, cleaner: PhotoCleaner, report: Report, photos: Sequence[Photo], shown: str | None
) -> tuple[list[str], int]:
    """Clean and keep the photos that an operator let through; one that cannot be cleaned stays private.

    Where retention deleted the original, what is `shown` stays: it was clean when it passed.
    """
    names, refused = [], 0
    if report.status not in PUBLISHED or not report.may_publish:
        return [], 0
    for photo in photos:
        if photo.gone_at:
            names += [shown] if shown and (office.settings.public_photos / shown).exists() else []
            continue
        try:
            original = open_original(office.keyring, office.settings.originals, report, photo)
            clean = clean_photo if report.made_up else cleaner  # a made-up picture shows nobody's face
            cleaned = clean(original, boxes=read_boxes(photo.boxes))
        except (PhotoRefused, Erased, FileNotFoundError):
            refused += 1
            continue
        path = office.settings.public_photos / cleaned.name
        if not path.exists():
            write_bytes(path, cleaned.data)
        names.append(cleaned.name)
    return names, refused


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


def _replace_totals(office: Office, showing: Session) -> None:
    with office.private.reading() as session:
        totals = count_totals(session, showing, office.local_day)
    showing.execute(delete(PublicTotal))
    showing.add_all(totals)
    showing.flush()


def _sweep_photos(office: Office, public: Database) -> None:
    """Delete cleaned photos that no public report shows any more."""
    with public.reading() as showing:
        shown = set(showing.exec(select(PublicReport.photo).where(col(PublicReport.photo).is_not(None))))
    if office.settings.public_photos.is_dir():
        for path in office.settings.public_photos.iterdir():
            if path.name not in shown:
                path.unlink()
