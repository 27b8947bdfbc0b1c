"""Moves a database from one form to another, step by step, with Alembic."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

OURS = 7_406_010  # any number: what processes that migrate lock on PostgreSQL


def stands_at_head(connection: Connection) -> bool:
    """Whether every step has been taken, by Alembic's own word."""
    heads = ScriptDirectory.from_config(_config(connection)).get_heads()
    return set(MigrationContext.configure(connection).get_current_heads()) == set(heads)


def move(engine: Engine, to: str, *, up: bool) -> None:
    """Take steps up or down, in one transaction."""
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
