"""Brings a database to the form that the tables have now. Each step is a file under `versions/`, named by what it does.

Run before the application serves (`python -m server migrate`, the Procfile's `release`); two that start at once wait
for each other.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from server.store.database import open_database

OURS = 7_406_010  # any number: what processes that migrate lock on PostgreSQL


def upgrade(database_url: str, to: str = "head") -> None:
    """Make or bring up the tables; nothing happens where they are up to date."""
    database = open_database(database_url)
    try:
        _move(database.writer, to, up=True)
    finally:
        database.close()


def downgrade(database_url: str, to: str = "base") -> None:
    """Take steps back."""
    database = open_database(database_url)
    try:
        _move(database.writer, to, up=False)
    finally:
        database.close()


def is_current(connection: Connection) -> bool:
    """Whether the tables are of the form that this program works with."""
    heads = ScriptDirectory.from_config(_config(connection)).get_heads()
    return set(MigrationContext.configure(connection).get_current_heads()) == set(heads)


def _move(engine: Engine, to: str, *, up: bool) -> None:
    with engine.begin() as connection:  # SQLite: holds the write lock from here on
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({OURS})")
        (command.upgrade if up else command.downgrade)(_config(connection), to)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
