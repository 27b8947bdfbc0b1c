"""Opening the database: SQLite in one file, or PostgreSQL; how each begins a transaction, takes a room, and forgets.

SQLite is the one that pysqlite3 brings along. The system's is never opened on the file: versions before 3.51.3 can lose
commits in WAL mode.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, Protocol

import psycopg
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import Connection, Engine, create_engine, event, make_url

from server.store.faults import StoreUnreachable

OLDEST_SQLITE = (3, 51, 3)
BUSY_SECONDS = 10
READERS = 4

Rows = Sequence[Sequence[Any]]


class SqliteTooOld(RuntimeError):
    """The SQLite at hand can lose what was committed."""


Answered = Rows
"""(room, command, body, actor, first_seq, last_seq) of commands that were answered."""


class Database(Protocol):
    """What the store asks of a database. `writer` has one connection and belongs to the writer thread.

    The log is read and written by plain statements on the driver's connection, with `?` for parameters: the layers
    above it would cost more than the flush of the disk. All raise StoreUnreachable where the database does not answer.
    """

    writer: Engine
    reader: Engine

    def read(self, connection: Connection, statement: str, parameters: Sequence[Any]) -> Rows:
        """Run a statement and read its rows to the end."""

    def take(
        self, connection: Connection, rooms: Sequence[str], asked: Sequence[tuple[str, str]]
    ) -> tuple[Rows, Answered]:
        """Lock rooms in the order of their ids; give (id, seq, digest) of each that there is, and which of the asked
        (room, command) were answered before."""

    def write(self, connection: Connection, statements: Sequence[tuple[str, Rows]]) -> None:
        """Run each statement for each of its rows."""

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

    def read(self, connection: Connection, statement: str, parameters: Sequence[Any]) -> Rows:
        """See Database."""
        with _told():
            return _driver(connection).execute(statement, tuple(parameters)).fetchall()  # type: ignore[no-any-return]

    def take(
        self, connection: Connection, rooms: Sequence[str], asked: Sequence[tuple[str, str]]
    ) -> tuple[Rows, Answered]:
        """See Database. The transaction holds the only write lock already."""
        marks, pairs = ", ".join("?" * len(rooms)), ", ".join(["(?, ?)"] * len(asked))
        heads = f"SELECT id, seq, digest FROM rooms WHERE id IN ({marks})"  # noqa: S608
        replies = f"""
            SELECT room, command, body, actor, first_seq, last_seq FROM replies
            WHERE (room, command) IN (VALUES {pairs})"""  # noqa: S608
        return (
            self.read(connection, heads, rooms),
            self.read(connection, replies, [part for pair in asked for part in pair]) if asked else (),
        )

    def write(self, connection: Connection, statements: Sequence[tuple[str, Rows]]) -> None:
        """See Database."""
        driver = _driver(connection)
        with _told():
            for statement, rows in statements:
                driver.executemany(statement, rows)

    def forget(self, connection: Connection) -> bool:
        """Empty the write-ahead log, which still holds old pages; a reader at work puts it off."""
        raw = _driver(connection)
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
        "cache_size = -4000",  # kilobytes of each connection: the system keeps the file in memory anyway
        "journal_size_limit = 16000000",
    ):
        raw.execute(f"PRAGMA {setting}").fetchall()


def _read_only(raw: Any, _record: object) -> None:
    raw.execute("PRAGMA query_only = ON").fetchall()


def _begin_immediate(connection: Connection) -> None:
    with _told():
        _driver(connection).execute("BEGIN IMMEDIATE")


LOCK = "SELECT id, seq, digest FROM rooms WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
ANSWERED = """
SELECT room, command, body, actor, first_seq, last_seq FROM replies
JOIN unnest(CAST(%s AS text[]), CAST(%s AS text[])) AS asked (room, command) USING (room, command)"""


class PostgresDatabase:
    """A server shared by processes; rooms are locked row by row."""

    def __init__(self, url: str) -> None:
        patience = {
            "connect_timeout": 5, "tcp_user_timeout": 15_000,  # milliseconds; the others are seconds
            "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3,
        }  # fmt: skip
        self.writer = create_engine(
            url, pool_size=1, max_overflow=0,
            connect_args={**patience, "options": "-c lock_timeout=10s -c idle_in_transaction_session_timeout=30s"},
        )  # fmt: skip
        self.reader = create_engine(
            url, pool_size=READERS, max_overflow=0, isolation_level="AUTOCOMMIT",
            connect_args={**patience, "options": "-c default_transaction_read_only=on -c statement_timeout=20s"},
        )  # fmt: skip

    def read(self, connection: Connection, statement: str, parameters: Sequence[Any]) -> Rows:
        """See Database."""
        with _told():
            return _driver(connection).execute(_marked(statement), parameters).fetchall()  # type: ignore[no-any-return]

    def take(
        self, connection: Connection, rooms: Sequence[str], asked: Sequence[tuple[str, str]]
    ) -> tuple[Rows, Answered]:
        """See Database. In the order of ids two batches never wait for each other; key reads (a link made) go on.

        The replies are looked up by a statement of its own, so that it sees what the last holder of the lock wrote;
        both travel together.
        """
        driver = _driver(connection)
        with _told(), driver.pipeline():
            heads = driver.execute(LOCK, [list(rooms)])
            replies = driver.execute(ANSWERED, [[room for room, _ in asked], [command for _, command in asked]])
            return heads.fetchall(), replies.fetchall()

    def write(self, connection: Connection, statements: Sequence[tuple[str, Rows]]) -> None:
        """See Database. All travel together."""
        driver = _driver(connection)
        with _told(), driver.pipeline(), driver.cursor() as cursor:
            for statement, rows in statements:
                cursor.executemany(_marked(statement), rows)

    def forget(self, connection: Connection) -> bool:  # noqa: ARG002
        """PostgreSQL's own vacuum does it."""
        return True

    def close(self) -> None:
        """Close both pools."""
        self.reader.dispose()
        self.writer.dispose()


@contextmanager
def _told() -> Iterator[None]:
    """Tell of a database that does not answer in one way, whichever it is."""
    try:
        yield
    except (sqlite.OperationalError, psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise StoreUnreachable from error


def _driver(connection: Connection) -> Any:
    return connection.connection.dbapi_connection


@cache
def _marked(statement: str) -> str:
    return statement.replace("?", "%s")
