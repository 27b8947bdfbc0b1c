"""Opening the database: SQLite in one file, or PostgreSQL; how each begins a transaction, takes a room, and forgets.

SQLite is the one that pysqlite3 brings along. The system's is never opened on the file: versions before 3.51.3 can lose
commits in WAL mode.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import Connection, Engine, create_engine, event, make_url

OLDEST_SQLITE = (3, 51, 3)
BUSY_SECONDS = 10
READERS = 4

Rows = Sequence[Sequence[Any]]


class SqliteTooOld(RuntimeError):
    """The SQLite at hand can lose what was committed."""


class Database(Protocol):
    """What the store asks of a database. `writer` has one connection and belongs to the writer thread."""

    writer: Engine
    reader: Engine

    def run(self, connection: Connection, statement: str, parameters: Sequence[Any]) -> Rows:
        """Run a statement with `?` for its parameters and read its rows to the end."""

    def run_many(self, connection: Connection, statement: str, rows: Rows) -> None:
        """Run a statement for each of these rows."""

    def take_rooms(self, connection: Connection, rooms: Sequence[str]) -> Rows:
        """Lock rooms in the order of their ids, and give (id, seq, digest) of each that there is."""

    def find_replies(self, connection: Connection, asked: Sequence[tuple[str, str]]) -> Rows:
        """Give (room, command, body, actor, first_seq, last_seq) of each (room, command) that was answered before."""

    def forget(self, connection: Connection) -> bool:
        """See to it that deleted words leave the disk too; whether that is done. Between transactions only."""

    def close(self) -> None:
        """Close what is open."""


def open_database(url: str) -> Database:
    """Prepare to connect; nothing is opened before it is needed. Raises SqliteTooOld."""
    return SqliteDatabase(url) if make_url(url).get_backend_name() == "sqlite" else PostgresDatabase(url)


class SqliteDatabase:
    """One file: one writer, readers beside it."""

    def __init__(self, url: str, version: tuple[int, ...] = sqlite.sqlite_version_info) -> None:
        if version < OLDEST_SQLITE:
            found, oldest = (".".join(map(str, one)) for one in (version, OLDEST_SQLITE))
            raise SqliteTooOld(
                f"This is SQLite {found}, which can lose what was committed; {oldest} or newer is needed."
            )
        self.writer = _sqlite_engine(url, size=1)
        self.reader = _sqlite_engine(url, size=READERS)
        event.listen(self.writer, "begin", _begin_immediate)
        event.listen(self.reader, "connect", _read_only)

    def run(self, connection: Connection, statement: str, parameters: Sequence[Any]) -> Rows:
        result = connection.exec_driver_sql(statement, tuple(parameters))
        return result.all() if result.returns_rows else ()

    def run_many(self, connection: Connection, statement: str, rows: Rows) -> None:
        connection.exec_driver_sql(statement, [tuple(row) for row in rows])

    def take_rooms(self, connection: Connection, rooms: Sequence[str]) -> Rows:
        marks = ", ".join("?" * len(rooms))  # the transaction holds the only write lock already
        return self.run(connection, f"SELECT id, seq, digest FROM rooms WHERE id IN ({marks})", rooms)  # noqa: S608

    def find_replies(self, connection: Connection, asked: Sequence[tuple[str, str]]) -> Rows:
        pairs = ", ".join(["(?, ?)"] * len(asked))
        statement = f"""
            SELECT room, command, body, actor, first_seq, last_seq FROM replies
            WHERE (room, command) IN (VALUES {pairs})"""  # noqa: S608
        return self.run(connection, statement, [part for pair in asked for part in pair])

    def forget(self, connection: Connection) -> bool:
        """Empty the write-ahead log, which still holds old pages; a reader at work puts it off."""
        raw: Any = connection.connection.dbapi_connection
        raw.execute("PRAGMA busy_timeout = 100").fetchall()
        try:
            ((busy, _, _),) = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite.OperationalError:
            return False
        finally:
            raw.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}").fetchall()
        return not busy

    def close(self) -> None:
        """Readers first, so that the writer, last to leave, tidies the write-ahead log away."""
        self.reader.dispose()
        self.writer.dispose()


def _sqlite_engine(url: str, size: int) -> Engine:
    engine = create_engine(
        url,
        module=sqlite,
        pool_size=size,
        max_overflow=0,
        connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS, "cached_statements": 512},
    )
    event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _set_up_sqlite(raw: Any, _record: object) -> None:
    raw.isolation_level = None  # the driver begins nothing by itself; see _begin_immediate
    for setting in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",  # deleted words are overwritten, not just unlinked
        "temp_store = MEMORY",
        "cache_size = -16000",
        "journal_size_limit = 16000000",
    ):
        raw.execute(f"PRAGMA {setting}").fetchall()


def _read_only(raw: Any, _record: object) -> None:
    raw.execute("PRAGMA query_only = ON").fetchall()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


class PostgresDatabase:
    """A server shared by processes; rooms are locked row by row."""

    def __init__(self, url: str) -> None:
        patience = {"connect_timeout": 5, "keepalives_idle": 10, "tcp_user_timeout": 15_000}
        self.writer = create_engine(
            url, pool_size=1, max_overflow=0,
            connect_args={**patience, "options": "-c lock_timeout=10s -c idle_in_transaction_session_timeout=30s"},
        )  # fmt: skip
        self.reader = create_engine(
            url, pool_size=READERS, max_overflow=0, isolation_level="AUTOCOMMIT",
            connect_args={**patience, "options": "-c default_transaction_read_only=on -c statement_timeout=20s"},
        )  # fmt: skip

    def run(self, connection: Connection, statement: str, parameters: Sequence[Any]) -> Rows:
        result = connection.exec_driver_sql(statement.replace("?", "%s"), tuple(parameters))
        return result.all() if result.returns_rows else ()

    def run_many(self, connection: Connection, statement: str, rows: Rows) -> None:
        connection.exec_driver_sql(statement.replace("?", "%s"), [tuple(row) for row in rows])

    def take_rooms(self, connection: Connection, rooms: Sequence[str]) -> Rows:
        """Lock in the order of ids, so that two batches never wait for each other; key reads (a link made) go on."""
        statement = "SELECT id, seq, digest FROM rooms WHERE id = ANY(?) ORDER BY id FOR NO KEY UPDATE"
        return self.run(connection, statement, [list(rooms)])

    def find_replies(self, connection: Connection, asked: Sequence[tuple[str, str]]) -> Rows:
        """After the lock and as a statement of its own, so that it sees what the last holder of the lock wrote."""
        statement = """
            SELECT room, command, body, actor, first_seq, last_seq FROM replies
            JOIN unnest(CAST(? AS text[]), CAST(? AS text[])) AS asked (room, command) USING (room, command)"""
        return self.run(connection, statement, [[room for room, _ in asked], [command for _, command in asked]])

    def forget(self, connection: Connection) -> bool:  # noqa: ARG002
        """PostgreSQL's own vacuum does it."""
        return True

    def close(self) -> None:
        """Close both pools."""
        self.reader.dispose()
        self.writer.dispose()
