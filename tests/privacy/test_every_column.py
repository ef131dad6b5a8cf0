"""What becomes of each private column: none is forgotten, and what stays behind is sought by canaries."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Column, String, insert, select
from sqlmodel.sql.sqltypes import AutoString

from minhbach.privacy.door import open_door
from minhbach.public.models import PublicTable
from minhbach.public.store import public_database
from minhbach.records.models import PrivateTable, Report
from minhbach.records.office import Office

PUBLIC = {
    "report": {
        "public_id", "status", "category", "agency", "text", "lat", "lon", "channel", "received_at",
        "resolved_at", "answer", "made_up", "rule", "due_at", "outcome", "interim", "reopened", "salt",
        "receipt_tag", "coarse_m",
    },
    "report_place": {"vintage", "ward_code", "district_code"},
    "report_answer": {"question", "value"},
    "event": {"number", "at", "action"},
}  # fmt: skip
"""Goes out, redacted or coarsened: see privacy.publish and privacy.told."""
COUNTED = {
    "report": {
        "may_publish", "accepted_at", "refusal", "contested_at", "duplicate_of", "rating", "rated_at",
    },
    "support": {"report_id"},
    "agency_record": {"agency", "kind", "ground", "text", "day", "public"},
    "credit": {"report_id", "pseudonym", "public"},
    "photo": {"may_publish", "kind", "boxes", "gone_at"},
    "redaction_edit": {"part", "start", "end", "kind", "hide", "actor"},
    "passed": {"report_id", "version", "recipe"},
}  # fmt: skip
"""Decides what goes out or is told as a number; of AgencyRecord and Credit only what was made public."""
BEHIND = {
    "report": {
        "id", "tracking_hash", "submission_key", "version", "source", "source_id", "refusal_note",
        "anonymised_at", "waiting_since", "urgent", "several", "question", "proposal", "closed_at",
        "language", "trail",
    },
    "report_place": {"report_id", "method"},
    "report_answer": {"report_id"},
    "event": {"id", "report_id", "actor", "role", "from_status", "to_status", "note", "hash"},
    "support": {"browser_hash", "at"},
    "agency_record": {"id", "actor", "at"},
    "credit": {"at"},
    "photo": {"id", "report_id", "stored_name", "received_at"},
    "redaction_edit": {"id", "report_id", "reason", "at"},
}  # fmt: skip
"""Never leaves, beside the tables of which nothing does."""
WHOLLY_BEHIND = {
    "addition", "attempt", "breach", "breach_entry", "channel", "co_agency", "contact", "message", "note",
    "redaction_case", "staff", "staff_session",
}  # fmt: skip
TABLES = PrivateTable.metadata.tables


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_column_has_its_fate(name: str) -> None:
    said = [fates[name] for fates in (PUBLIC, COUNTED, BEHIND) if name in fates]
    if name in WHOLLY_BEHIND:
        assert said == []
        return
    assert sum(map(len, said)) == len(set().union(*said)), "a column with two fates"
    assert set().union(*said) == set(TABLES[name].columns.keys())


def _is_text(column: Column[Any]) -> bool:
    return isinstance(column.type, AutoString | String)


def canaries(name: str) -> set[str]:
    """The columns of a table to plant a canary in: text that must not leave."""
    every = set(TABLES[name].columns.keys())
    columns = every if name in WHOLLY_BEHIND else BEHIND.get(name, set())
    return {column for column in columns if _is_text(TABLES[name].c[column])}


def planted(office: Office, report: Report, name: str) -> dict[str, Any]:
    """A row of a table that belongs to the report, with a canary in every text that must not leave."""
    values: dict[str, Any] = {}
    for column in TABLES[name].columns:
        kind = column.type.python_type
        if column.name in canaries(name):
            values[column.name] = f"Zq{column.name}{name}"[: column.type.length]
        elif column.name == "report_id":
            values[column.name] = report.id
        elif kind is bytes:
            values[column.name] = b"Zqbytes" + name.encode()
        elif kind is date:
            values[column.name] = office.today()
        elif not column.nullable and column.name != "id":
            plain = "x" if _is_text(column) else {int: 1, bool: False}.get(kind)
            values[column.name] = office.now() if plain is None else plain
    return values


def test_what_stays_behind_is_nowhere_in_public(office: Office, make_report) -> None:
    report = make_report()
    assert "note" in canaries("event")
    skipped = {"report", "report_place", "passed", "redaction_edit", "staff_session", "breach_entry"}
    with office.private.writing() as session:
        kept = session.get_one(Report, report.id)
        for column in canaries("report") - {"language"}:
            setattr(kept, column, f"Zq{column}report")
        kept.status, kept.agency, kept.category = "assigned", "so-xay-dung", "giao-thong"
        kept.accepted_at = office.now()
        for name in sorted(set(TABLES) - skipped):
            session.connection().execute(insert(TABLES[name]).values(planted(office, report, name)))
    public = public_database(office.settings.public_url)
    assert open_door(office, public).passed == 1
    with public.reading() as session:
        for table in PublicTable.metadata.sorted_tables:
            for row in session.execute(select(table)):
                assert "Zq" not in repr(tuple(row)), table.name
