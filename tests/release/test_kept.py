"""A publish that keeps pages of the site before makes the same bytes as one that makes them all."""

import random
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, delete, select
from tests.public.filling import made_up, places, totals

from minhbach.public.counting.releases import date_release
from minhbach.public.models import PublicPlace, PublicReport, PublicTotal
from minhbach.public.showroom import Showroom
from minhbach.release import press as pressing
from minhbach.release.publish import publish_site

Change = Callable[[Showroom, Session], None]


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def a_resolved(session: Session) -> PublicReport:
    rows = session.exec(select(PublicReport).where(PublicReport.status == "resolved"))
    return sorted(rows, key=lambda row: row.public_id)[3]


def reword(room: Showroom, session: Session) -> None:
    a_resolved(session).text = "Đã viết lại"


def withdraw(room: Showroom, session: Session) -> None:
    gone = a_resolved(session)
    session.execute(delete(PublicPlace).where(PublicPlace.public_id == gone.public_id))  # type: ignore[arg-type]
    session.delete(gone)


def reopen(room: Showroom, session: Session) -> None:
    report = a_resolved(session)
    report.status, report.resolved, report.days, report.answer = "assigned", None, None, None


def add(room: Showroom, session: Session) -> None:
    row = made_up(room, random.Random(9))  # noqa: S311
    session.add(row)
    session.flush()
    session.add_all(places(room, row))


def hide_place(room: Showroom, session: Session) -> None:
    report = a_resolved(session)
    report.lat = report.lon = None
    report.location_method = "none"
    session.execute(delete(PublicPlace).where(PublicPlace.public_id == report.public_id))  # type: ignore[arg-type]


def nothing_but_the_day(room: Showroom, session: Session) -> None:
    session.add(PublicTotal(month="2024-11", received=1, published=0, refused=1, waiting=0, withheld=0))


CHANGES = (reword, withdraw, reopen, add, hide_place, nothing_but_the_day)


def change(room: Showroom, what: Change) -> None:
    """Change the rows, count the totals again, and date a release of the next day."""
    with room.public.writing() as session:
        session.execute(delete(PublicTotal))
        what(room, session)
        session.flush()
        for total in totals(list(session.exec(select(PublicReport)))):
            session.merge(total)
        date_release(session, date(2025, 6, 1))


@pytest.mark.parametrize("what", CHANGES, ids=lambda what: what.__name__)
def test_kept_pages_are_the_pages_that_would_be_made(room: Showroom, tmp_path: Path, what: Change) -> None:
    out, afresh = tmp_path / "build", tmp_path / "afresh"
    publish_site(room, out)
    shutil.copytree(out, afresh)
    change(room, what)
    publish_site(room, out)
    publish_site(room, afresh, force=True)
    ours, wanted = tree(out), tree(afresh)
    assert sorted(ours) == sorted(wanted)
    assert [name for name in wanted if ours[name] != wanted[name]] == []


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses of all pages that are made, not kept."""
    made: list[str] = []
    build = pressing.Press._build_one

    def noted(self: pressing.Press, url: str, last_modified: object = None) -> str:
        made.append(url)
        return build(self, url, last_modified)

    monkeypatch.setattr(pressing.Press, "_build_one", noted)
    return made


def test_only_the_changed_reports_pages_are_made(room: Showroom, tmp_path: Path, printed: list[str]) -> None:
    publish_site(room, tmp_path / "build")
    change(room, reword)
    with room.public.reading() as session:
        public_id = a_resolved(session).public_id
    printed.clear()
    publish_site(room, tmp_path / "build")
    told = {url for url in printed if url.startswith(("/reports/", "/en/reports/")) and "page-" not in url}
    assert {f"/reports/{public_id}/", f"/en/reports/{public_id}/"} <= told
    assert all(public_id in url for url in told - {"/reports/", "/en/reports/"})


def test_a_site_that_somebody_changed_is_not_kept(room: Showroom, tmp_path: Path, printed: list[str]) -> None:
    publish_site(room, tmp_path / "build")
    everything = len(printed)
    (tmp_path / "build/about/index.html").write_text("changed")
    change(room, reword)
    printed.clear()
    publish_site(room, tmp_path / "build")
    assert len(printed) >= everything


def test_new_code_makes_every_page_anew(
    room: Showroom, tmp_path: Path, printed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_site(room, tmp_path / "build")
    everything = len(printed)
    change(room, reword)
    monkeypatch.setattr("minhbach.release.fingerprint.MADE_WITH", ("flask",))
    printed.clear()
    publish_site(room, tmp_path / "build")
    assert len(printed) >= everything
