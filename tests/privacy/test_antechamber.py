"""What was refused is not shown: public.db keeps its old state, and the next publish mends what waits."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlmodel import Session

from minhbach.city import City
from minhbach.config import Settings
from minhbach.databases import Database
from minhbach.errors import BadInput, UnsafeState
from minhbach.privacy.antechamber import Antechamber, antechamber, forget_antechamber
from minhbach.privacy.disclosure.gate import guard
from minhbach.public.counting.releases import date_release
from minhbach.public.models import PublicPlace, PublicRelease, PublicReport, PublicRisk, PublicTable

DAY = date(2025, 3, 5)


class Refused(UnsafeState):
    """Stands for the gate's refusal."""


@pytest.fixture
def publish(public: Database, settings: Settings) -> Callable[..., Antechamber]:
    """publish(write, refused) lets `write` change what waits, dates a release, and lets it out or not."""

    def run(write: Callable[[Session], None] = lambda session: None, refused: bool = False) -> Antechamber:
        with antechamber(public, settings.home) as room:
            with room.database.writing() as session:
                write(session)
                release, _ = date_release(session, DAY)
                session.merge(PublicRisk(release=release.id, key="groups", value="1"))
            if refused:
                raise Refused("nothing was published")
            return room

    return run


def row(name: str, **changes: object) -> PublicReport:
    values = {"public_id": name, "status": "assigned", "category": "thoat-nuoc", "text": "Ngập.",
              "received": DAY, "location_method": "none", "channel": "web"}  # fmt: skip
    return PublicReport(**values | changes)


def adding(name: str) -> Callable[[Session], None]:
    def write(session: Session) -> None:
        session.add(row(name))
        session.flush()
        session.add(PublicPlace(public_id=name, vintage="2025-01-01", ward_code="9"))

    return write


def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every public table."""
    tables = PublicTable.metadata.sorted_tables
    with database.reading() as session:
        rows = {t.name: session.execute(select(t).order_by(*t.primary_key)).all() for t in tables}
    return {name: [tuple(row) for row in found] for name, found in rows.items()}


def test_what_goes_well_is_shown(public: Database, publish: Callable[..., Antechamber]) -> None:
    publish(adding("a"))
    shown = everything(public)
    assert [r[0] for r in shown["public_report"]] == ["a"]
    assert [r[0] for r in shown["public_place"]] == ["a"]
    assert [r[0] for r in shown["public_risk"]] == ["2025-03-05"]


def test_a_refusal_leaves_public_db_as_it_was(public: Database, publish: Callable[..., Antechamber]) -> None:
    publish(adding("a"))
    before = everything(public)
    with pytest.raises(Refused):
        publish(adding("b"), refused=True)
    assert everything(public) == before
    publish(adding("c"))
    after = everything(public)
    assert [r[0] for r in after["public_report"]] == ["a", "b", "c"]


def test_a_release_that_was_refused_leaves_no_gap(
    public: Database, publish: Callable[..., Antechamber]
) -> None:
    with pytest.raises(Refused):
        publish(adding("a"), refused=True)
    publish()
    with public.reading() as session:
        assert [release.id for release in session.execute(select(PublicRelease)).scalars()] == ["2025-03-05"]


def test_rows_that_go_or_change_do_so_in_public_too(
    public: Database, publish: Callable[..., Antechamber]
) -> None:
    for name in "abc":
        publish(adding(name))

    def change(session: Session) -> None:
        session.delete(session.get(PublicReport, "a"))
        changed = session.get_one(PublicReport, "b")
        changed.text, changed.answer = "Hết ngập.", "Đã thông cống."
        session.add(changed)

    room = publish(change)
    shown = everything(public)
    assert [(r[0], r[4], r[5]) for r in shown["public_report"]] == [("b", "Hết ngập.", "Đã thông cống."),
                                                                    ("c", "Ngập.", None)]  # fmt: skip
    assert [r[0] for r in shown["public_place"]] == ["b", "c"]
    assert everything(room.database) == shown


def test_one_publisher_at_a_time(public: Database, settings: Settings) -> None:
    second = antechamber(public, settings.home)
    with antechamber(public, settings.home), pytest.raises(BadInput, match="another publish"), second:
        pass


def test_it_keeps_its_mark_until_it_is_thrown_away(
    public: Database, publish: Callable[..., Antechamber], settings: Settings
) -> None:
    first = publish(adding("a")).mark
    assert publish().mark == first
    forget_antechamber(public)
    assert publish().mark != first
    assert [r[0] for r in everything(public)["public_report"]] == ["a"]


def test_a_reader_keeps_one_state_while_the_next_is_let_out(
    public: Database, publish: Callable[..., Antechamber]
) -> None:
    publish(adding("a"))

    def names(session: Session) -> Iterator[str]:
        yield from session.execute(select(PublicReport.public_id)).scalars()

    with antechamber_reader(public) as session:
        assert list(names(session)) == ["a"]
        publish(adding("b"))
        assert list(names(session)) == ["a"]
    with public.reading() as session:
        assert sorted(names(session)) == ["a", "b"]


def antechamber_reader(public: Database):  # type: ignore[no-untyped-def]
    """A reader that sees one state to its end, on either store."""
    level = {} if public.engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    return Session(public.engine.execution_options(**level))


def test_live_pages_show_nothing_that_the_gate_refused(
    public: Database, settings: Settings, public_app: Flask, publish: Callable[..., Antechamber]
) -> None:
    publish(adding("a"))
    live = public_app.test_client()
    before = {path: live.get(path).data for path in ("/", "/data/")}
    city = City.load(settings.data)

    def plant_and_judge() -> None:
        with antechamber(public, settings.home) as room:
            with room.database.writing() as session:
                session.add(row("lone", category="tieng-on", vintage="2025-01-01", ward_code="9"))
                release, _ = date_release(session, DAY)
                session.expunge(release)
            guard(room.database, city, settings.home / "build", release)

    with pytest.raises(UnsafeState, match="small-group"):
        plant_and_judge()
    assert {path: live.get(path).data for path in before} == before
    assert [r[0] for r in everything(public)["public_report"]] == ["a"]
