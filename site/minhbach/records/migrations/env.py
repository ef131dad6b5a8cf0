"""Alembic's way in to private.db; Database.upgrade gives the connection."""

from alembic import context

from minhbach.records.models import PrivateTable

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=PrivateTable.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
