"""What operators let be read does not stop a release; what nobody let be read does."""

from collections.abc import Callable
from pathlib import Path

import pytest

from minhbach.errors import UnsafeState
from minhbach.privacy.disclosure.gate import approve
from minhbach.privacy.wording.shown import shown_values
from minhbach.records.models import RedactionEdit, Report
from minhbach.records.office import Office
from minhbach.records.work import Actor, Step, act

TEXT = "Gọi số 0900 000 001 hoặc 0900 000 002 đều không nghe."
LAN = Actor("lan", "operator")


@pytest.fixture
def edited(office: Office, make_report: Callable[..., Report]) -> Callable[..., Report]:
    """edited(*(words, hide)) is an accepted report with these edits, in this order."""

    def make(*edits: tuple[str, bool], accepted: bool = True) -> Report:
        report = make_report(text=TEXT)
        given: dict[str, str | None] = {"category": "giao-thong", "agency": "so-xay-dung"}
        with office.private.writing() as session:
            if accepted:
                act(session, report.id or 0, Step("accept", LAN, office.now(), given=given))
            for words, hide in edits:
                start = TEXT.index(words)
                session.add(
                    RedactionEdit(report_id=report.id or 0, part="text", start=start, end=start + len(words),
                                  kind="PHONE", hide=hide, actor="lan", at=office.now())
                )  # fmt: skip
                session.flush()
        return report

    return make


def test_only_what_is_still_shown_counts(office: Office, edited: Callable[..., Report]) -> None:
    edited(("0900 000 001", False), ("0900 000 002", False), ("0900 000 002", True))
    assert shown_values(office) == {"0900 000 001"}


def test_a_report_that_is_not_public_shows_nothing(office: Office, edited: Callable[..., Report]) -> None:
    edited(("0900 000 001", False), accepted=False)
    assert shown_values(office) == frozenset()


def test_a_release_may_say_what_was_shown_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "index.json").write_text('{"latest": "r", "releases": [{"id": "r"}]}')
    page = tmp_path / "index.html"
    page.write_text("<p>Gọi 0900 000 001.</p>", "utf-8")
    approve(tmp_path, shown={"0900 000 001"})
    page.write_text("<p>Gọi 0900 000 001 hoặc 0900 000 002.</p>", "utf-8")
    with pytest.raises(UnsafeState, match="phone in index.html, 1 times"):
        approve(tmp_path, shown={"0900 000 001"})
