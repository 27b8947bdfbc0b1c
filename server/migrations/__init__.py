"""Brings a database to the form that the tables have now. Each step is a file under `versions/`, named by what it does.

Run before the application serves (`python -m server migrate`, the Procfile's `release`); two that start at once wait
for each other. Alembic is loaded only where there is a step to take: most starts find the tables as they should be.
"""

from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from server.store.database import open_database

VERSIONS = Path(__file__).parent / "versions"


def upgrade(database_url: str, to: str = "head") -> None:
    """Make or bring up the tables; nothing happens where they are up to date."""
    database = open_database(database_url)
    try:
        if to == "head" and _newest_is_taken(database.reader):
            return
        from server.migrations.moving import move

        move(database.writer, to, up=True)
    finally:
        database.close()


def downgrade(database_url: str, to: str = "base") -> None:
    """Take steps back."""
    from server.migrations.moving import move

    database = open_database(database_url)
    try:
        move(database.writer, to, up=False)
    finally:
        database.close()


def is_current(connection: Connection) -> bool:
    """Whether the tables are of the form that this program works with."""
    from server.migrations.moving import stands_at_head

    return stands_at_head(connection)


def _newest_is_taken(engine: Engine) -> bool:
    """The same, without Alembic: the last step that was taken is the newest there is (files begin with its number)."""
    newest = max(file.stem.partition("_")[0] for file in VERSIONS.glob("[0-9]*.py"))
    try:
        with engine.connect() as connection:
            return connection.exec_driver_sql("SELECT version_num FROM alembic_version").all() == [(newest,)]
    except DBAPIError:
        return False  # no tables yet, or no file
