"""How SQLite is opened: durable, forgetful where it should be, and never the one that can lose commits."""

import sys
from pathlib import Path

import pytest
from pysqlite3 import dbapi2 as sqlite

from server.store.database import OLDEST_SQLITE, SqliteDatabase, SqliteTooOld, open_database


@pytest.fixture
def address(tmp_path: Path) -> str:
    """The address of a file that is not there yet."""
    return f"sqlite:///{tmp_path / 'rooms.db'}"


def test_an_old_sqlite_is_refused_with_the_version_that_would_do(address: str) -> None:
    with pytest.raises(SqliteTooOld, match=r"3\.40\.1.*3\.51\.3"):
        SqliteDatabase(address, version=(3, 40, 1))


def test_the_sqlite_at_hand_is_new_enough_and_not_the_systems(address: str) -> None:
    assert sqlite.sqlite_version_info >= OLDEST_SQLITE
    assert sqlite is not sys.modules.get("sqlite3.dbapi2")
    database = open_database(address)
    assert database.writer.dialect.dbapi is sqlite
    database.close()


@pytest.mark.parametrize(
    ("setting", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)]
)
def test_every_connection_is_set_up(address: str, setting: str, value: object) -> None:
    database = open_database(address)
    for engine in (database.writer, database.reader):
        with engine.connect() as connection:
            assert database.read(connection, f"PRAGMA {setting}", ()) == [(value,)]
    database.close()


def test_closing_leaves_one_file(address: str, tmp_path: Path) -> None:
    database = open_database(address)
    with database.writer.connect() as connection, connection.begin():
        database.write(connection, [("CREATE TABLE note (words)", [()]), ("INSERT INTO note VALUES (?)", [("kept",)])])
    database.close()
    assert [file.name for file in tmp_path.iterdir()] == ["rooms.db"]
