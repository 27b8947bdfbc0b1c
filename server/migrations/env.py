"""Alembic's way in: runs the steps on the connection that `server.migrations` opened, in its transaction."""

from alembic import context

from server.tables import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,  # SQLite changes a table by copying it
)
context.run_migrations()
