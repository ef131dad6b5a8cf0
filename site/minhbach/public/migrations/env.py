"""Alembic's way in to public.db; Database.upgrade gives the connection."""

from alembic import context

from minhbach.public.models import PublicTable

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=PublicTable.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
