"""Brings a database to the form that the tables have now. Each step is a file under `versions/`, named by what it does.

Run before the application serves (`python -m server migrate`, the Procfile's `release`); two that start at once wait
for each other. Alembic is loaded only where there is a step to take: most starts find the tables as they should be.
"""

from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from server.store.database import open_database

VERSIONS = Path(__file__).parent / "versions"


class Unready(RuntimeError):
    """The database does not answer, or its tables are not of today's form; one sentence says what to do."""


def upgrade(database_url: str, to: str = "head") -> None:
    """Make or bring up the tables; nothing happens where they are up to date."""
    database = open_database(database_url)
    try:
        _answers(database.reader)
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


def demand(database_url: str) -> None:
    """Raise Unready unless the database answers and its tables are of today's form."""
    database = open_database(database_url)
    try:
        _answers(database.reader)
        if not _newest_is_taken(database.reader):
            raise Unready("The database has not been brought up to date. Run: python -m server migrate")
    finally:
        database.close()


def _answers(engine: Engine) -> None:
    """Raise Unready where no PostgreSQL answers; an SQLite file need not be there yet."""
    if engine.dialect.name != "postgresql":
        return
    try:
        engine.connect().close()
    except DBAPIError as error:
        where = engine.url.render_as_string(hide_password=True)
        raise Unready(f"DATABASE_URL: no database answered at {where}. Start it, or correct the setting.") from error


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
