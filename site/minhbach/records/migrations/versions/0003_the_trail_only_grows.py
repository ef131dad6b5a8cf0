"""Let the database itself refuse to change a trail, or to take a line out while its report is there.

A report that goes takes its trail with it. On SQLite a later migration that copies the table `event` must make
these triggers again.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_SQLITE = (
    """CREATE TRIGGER event_unchanged BEFORE UPDATE ON event
    BEGIN SELECT RAISE(ABORT, 'a trail is never changed'); END""",
    """CREATE TRIGGER event_kept BEFORE DELETE ON event
    WHEN EXISTS (SELECT 1 FROM report WHERE id = OLD.report_id)
    BEGIN SELECT RAISE(ABORT, 'a trail is never shortened'); END""",
)
_POSTGRESQL = (
    """CREATE FUNCTION event_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM report WHERE id = OLD.report_id) THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'a trail is never changed or shortened'
            USING ERRCODE = 'integrity_constraint_violation';
    END $$""",
    """CREATE TRIGGER event_kept BEFORE UPDATE OR DELETE ON event
    FOR EACH ROW EXECUTE FUNCTION event_guard()""",
)


def upgrade() -> None:
    for statement in _POSTGRESQL if op.get_context().dialect.name == "postgresql" else _SQLITE:
        op.execute(statement)
