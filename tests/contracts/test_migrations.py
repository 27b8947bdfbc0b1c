"""Migrations go up and down on both databases, and end at what `server.tables` says."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from server import migrations
from server.migrations import Unready, demand, upgrade
from server.store.database import open_database
from server.tables import Row
from tests.contracts.logs import rows


def tables_of(address: str) -> set[str]:
    database = open_database(address)
    with database.reader.connect() as connection:
        names = set(inspect(connection).get_table_names())
    database.close()
    return names - {"alembic_version"}


def test_up_makes_the_tables_that_the_program_works_with(empty_database: str) -> None:
    migrations.upgrade(empty_database)
    database = open_database(empty_database)
    with database.reader.connect() as connection:
        found = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(found, Row.metadata) == []
        assert migrations.is_current(connection)
    database.close()


def test_an_empty_database_is_not_current(empty_database: str) -> None:
    database = open_database(empty_database)
    with database.reader.connect() as connection:
        assert not migrations.is_current(connection)
    database.close()


def test_down_leaves_nothing_and_up_again_works(empty_database: str) -> None:
    migrations.upgrade(empty_database)
    migrations.downgrade(empty_database)
    assert tables_of(empty_database) == set()
    migrations.upgrade(empty_database)
    assert tables_of(empty_database) == set(Row.metadata.tables)


def test_up_twice_does_nothing_the_second_time(empty_database: str) -> None:
    migrations.upgrade(empty_database)
    migrations.upgrade(empty_database)
    assert tables_of(empty_database) == set(Row.metadata.tables)


def test_two_that_start_at_once_wait_for_each_other(empty_database: str) -> None:
    code = f"from server.migrations import upgrade; upgrade({empty_database!r})"
    starting = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(2)]
    assert [one.wait(timeout=30) for one in starting] == [0, 0]
    assert tables_of(empty_database) == set(Row.metadata.tables)


def test_a_database_that_does_not_answer_is_one_sentence_without_its_password() -> None:
    url = "postgresql+psycopg://rooms:hush@127.0.0.1:9/rooms"  # nobody listens on the discard port
    with pytest.raises(Unready, match="DATABASE_URL: no database answered at") as said:
        upgrade(url)
    assert "hush" not in str(said.value)


def test_serving_wants_tables_of_todays_form(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/rooms.db"
    with pytest.raises(Unready, match="python -m server migrate"):
        demand(url)
    upgrade(url)
    demand(url)


def test_seats_and_rooms_stay_when_facilitators_get_names_and_lose_them(empty_database: str) -> None:
    at = "2026-11-12T09:30:00.000Z"
    migrations.upgrade(empty_database, "0002")
    rows(empty_database, "INSERT INTO hubs (id, name, created_at) VALUES (?, ?, ?)", "h_1", "Ours", at)
    room = "INSERT INTO rooms (id, hub, code, title, state, starts_at, created_at, seq, digest, people)"
    rows(
        empty_database, f"{room} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        "r_1", "h_1", "CODE23", "A room", "prepared", at, at, 0, "", 0,
    )  # fmt: skip
    rows(empty_database, "INSERT INTO sessions (id, created_at, expires_at) VALUES (?, ?, ?)", "s", at, at)
    seat = "INSERT INTO seats (session, seat, kind, hub, taken_at) VALUES (?, ?, ?, ?, ?)"
    rows(empty_database, seat, "s", "one", "hub", "h_1", at)
    for there in (True, False, True):
        (migrations.upgrade if there else migrations.downgrade)(empty_database, "0003" if there else "0002")
        assert rows(empty_database, "SELECT seat, hub FROM seats") == [("one", "h_1")]
        assert rows(empty_database, "SELECT id, code FROM rooms") == [("r_1", "CODE23")]
    rows(empty_database, "DELETE FROM sessions WHERE id = ?", "s")
    assert rows(empty_database, "SELECT seat FROM seats") == []  # they still go with their session
