"""The real services that tests run against: PostgreSQL, Redis and Chromium, each started and stopped here.

Every one lives in a folder of its own and listens on a unix socket, so that several test runs never meet.
Where one is not installed the test fails and says what to do; none is ever skipped or imitated.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import psycopg
import redis
from playwright.async_api import Browser, async_playwright

SECONDS_TO_START = 30

# The first is Chromium without its windows: the same pages for three fifths of the work.
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")

# What a browser would ask the outside world for by itself is turned off; pages may reach this machine alone.
CHROMIUM_FLAGS = [
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
]


class NotInstalled(RuntimeError):
    """A program that the tests start is not on this machine."""


def program(*names: str) -> str:
    """The path of the first of these programs that is here; Debian keeps PostgreSQL's off the PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    path = os.pathsep.join([os.environ.get("PATH", ""), *map(str, versions)])
    for name in names:
        if found := shutil.which(name, path=path):
            return found
    raise NotInstalled(f"{names[0]} is not installed; `make services` installs what the tests start")


@contextmanager
def short_folder(owner: str | None = None) -> Iterator[Path]:
    """A folder with a path short enough for a unix socket, owned by another user if asked."""
    folder = Path(tempfile.mkdtemp(prefix="rooms-", dir="/tmp"))  # a long TMPDIR would not do
    if owner:
        shutil.chown(folder, owner, owner)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Service:
    """A program that can be stopped and started again, as a fault test does with it."""

    end_at_once = signal.SIGKILL

    def __init__(self, command: list[str], ready: Callable[[], bool], user: str | None, log: Path) -> None:
        self._command, self._ready, self._user, self._log = command, ready, user, log
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers."""
        with self._log.open("ab") as log:
            self._running = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=self._user,
                group=self._user,
                extra_groups=[] if self._user else None,
                cwd=self._log.parent,
            )
        deadline = time.monotonic() + SECONDS_TO_START
        while not self._ready():
            if self._running.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"{self._command[0]} did not start:\n{self._log.read_text()}")
            time.sleep(0.02)

    def stop(self) -> None:
        """End it without waiting for its clients."""
        if self._running:
            self._running.send_signal(self.end_at_once)
            self._running.wait(timeout=SECONDS_TO_START)
            self._running = None


class Postgres(Service):
    """A cluster of its own. A database is made for each test that asks for one."""

    end_at_once = signal.SIGQUIT  # its children end with it; after SIGKILL they would linger

    def __init__(self, folder: Path, user: str | None, *, fsync: bool) -> None:
        self._folder, self._made = folder, 0
        settings = {"listen_addresses": "", "unix_socket_directories": str(folder), "max_connections": "200"}
        if not fsync:
            settings |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [program("postgres"), "-D", str(folder / "cluster"), *options]
        super().__init__(command, self._answers, user, folder / "log")

    def new_database(self) -> str:
        """Make an empty database and return its address in SQLAlchemy's form."""
        self._made += 1
        name = f"rooms_{self._made}"
        with self._connect() as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return f"postgresql+psycopg://postgres@/{name}?host={self._folder}"

    def drop_database(self, address: str) -> None:
        """Drop a database made here, whoever is still connected to it."""
        name = address.rpartition("/rooms_")[2].partition("?")[0]
        with self._connect() as connection:
            connection.execute(f'DROP DATABASE "rooms_{int(name)}" WITH (FORCE)')

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self._folder), user="postgres", dbname="postgres", autocommit=True)

    def _answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def running_postgres(*, fsync: bool = False) -> Iterator[Postgres]:
    """A fresh PostgreSQL cluster; quick and forgetful unless `fsync` is asked for."""
    user = "postgres" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    with short_folder(user) as folder:
        initdb = [program("initdb"), "-D", str(folder / "cluster"), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run(
            [*initdb, "--no-sync", "--locale=C.UTF-8"],
            check=True,
            stdout=subprocess.DEVNULL,
            user=user,
            group=user,
            extra_groups=[] if user else None,
            cwd=folder,
        )
        postgres = Postgres(folder, user, fsync=fsync)
        postgres.start()
        try:
            yield postgres
        finally:
            postgres.stop()


class Redis(Service):
    """A Redis that keeps nothing on disk."""

    def __init__(self, folder: Path) -> None:
        socket = folder / "redis.sock"
        self.url = f"unix://{socket}?db=0"
        command = [
            program("redis-server"),
            "--port",
            "0",
            "--unixsocket",
            str(socket),
            "--save",
            "",
            "--dir",
            str(folder),
        ]
        super().__init__(command, self._answers, None, folder / "log")

    def empty(self) -> None:
        """Forget everything."""
        with redis.Redis.from_url(self.url) as client:
            client.flushall()

    def _answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url) as client:
                return bool(client.ping())
        except redis.ConnectionError:
            return False


@contextmanager
def running_redis() -> Iterator[Redis]:
    """A fresh Redis on a unix socket."""
    with short_folder() as folder:
        server = Redis(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()


@asynccontextmanager
async def running_chromium() -> AsyncIterator[Browser]:
    """One headless Chromium, the system's own; each test opens contexts in it."""
    path = program(*CHROMIUMS)
    flags = [*CHROMIUM_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=flags)
        try:
            yield browser
        finally:
            await browser.close()
