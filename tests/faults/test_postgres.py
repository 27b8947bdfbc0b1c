"""PostgreSQL that is restarted without a goodbye, and connections to it that break in the middle of a commit."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.faults.crowd import Crowd
from tests.faults.judged import TWICE, judge, told
from tests.faults.place import a_place, migrated
from tests.faults.processes import Web, web
from tests.faults.proxy import Proxy, proxied
from tests.services import Postgres, running_postgres

pytestmark = [pytest.mark.slow, pytest.mark.faults]


@pytest.fixture(scope="module")
def durable() -> Iterator[Postgres]:
    """A cluster that flushes what it commits, for it is stopped at once (SIGQUIT, as `pg_ctl stop -m immediate`)."""
    with running_postgres(fsync=True) as postgres:
        yield postgres


@asynccontextmanager
async def written_to(folder: Path, postgres: Postgres, build: str) -> AsyncIterator[tuple[Crowd, Proxy, Web]]:
    """A crowd before a process that reaches its database through a proxy."""
    database = migrated(postgres.new_database())
    folder_of_socket = Path(parse_qs(urlsplit(database).query)["host"][0])
    async with proxied(folder_of_socket / ".s.PGSQL.5432") as proxy:
        address = f"postgresql://postgres@127.0.0.1:{proxy.port}{urlsplit(database).path}"
        async with web(folder, address, BROKEN=build) as one:
            place = await a_place(database, one.url)
            async with Crowd(place, one.url, seed=11) as crowd:
                yield crowd, proxy, one


async def restarted(folder: Path, postgres: Postgres, build: str = "") -> list[str]:
    """PostgreSQL is stopped at once while a crowd writes, stays away for a moment, and recovers."""
    async with written_to(folder, postgres, build) as (crowd, _, one):
        writing = asyncio.create_task(crowd.write(15, pause=0.3))
        await asyncio.sleep(0.7)
        postgres.stop()
        try:
            unready = await one.answer("/readyz")
            await asyncio.sleep(1)
        finally:
            postgres.start()
        await writing
        faults = await judge(crowd, one.url)
        if (unready[0], await one.status("/readyz")) != (503, 200):
            faults.append(f"/readyz said {unready} without a database")
        return faults


async def stuck(folder: Path, postgres: Postgres, build: str = "") -> list[str]:
    """The database takes everything and answers nothing: the process says so, and it can be ended all the same."""
    async with written_to(folder, postgres, build) as (crowd, proxy, one):
        await crowd.write(2)
        proxy.stall()
        waiting = asyncio.create_task(crowd.write(1, patience=20))
        await asyncio.sleep(1)
        faults = [] if (status := await one.status("/readyz")) == 503 else [f"/readyz said {status}"]
        one.signal(signal.SIGTERM)
        try:
            await one.ended(32)
        except TimeoutError:
            faults.append("the process does not end")
        await waiting
        proxy.flow()
        async with web(folder, crowd.place.database) as another:
            crowd.go_to(another.url)
            return [*faults, *await judge(crowd, another.url)]


async def cut_at_commit(folder: Path, postgres: Postgres, *, passing: bool, build: str = "") -> list[str]:
    """The connection breaks just when a COMMIT is sent: it arrives, or it does not, and no answer comes back."""
    async with written_to(folder, postgres, build) as (crowd, proxy, one):
        writing = asyncio.create_task(crowd.write(15, pause=0.2))
        while not writing.done():
            proxy.cut_once_at(b"COMMIT", passing=passing)
            await asyncio.sleep(0.3)
        await writing
        assert proxy.cuts > 3, "no COMMIT was seen"
        return await judge(crowd, one.url)


async def test_postgresql_stopped_at_once_and_started_again(tmp_path: Path, durable: Postgres) -> None:
    told(await restarted(tmp_path, durable), "", "")


async def test_a_database_that_answers_nothing(tmp_path: Path, durable: Postgres) -> None:
    told(await stuck(tmp_path, durable), "", "")


async def test_a_build_that_asks_for_ever_is_noticed(tmp_path: Path, durable: Postgres) -> None:
    build = "asks_for_ever"
    told(await stuck(tmp_path, durable, build), build, "the process does not end")


@pytest.mark.parametrize("passing", [True, False], ids=["arrives", "is lost"])
async def test_a_commit_whose_answer_never_comes(tmp_path: Path, durable: Postgres, *, passing: bool) -> None:
    told(await cut_at_commit(tmp_path, durable, passing=passing), "", "")


async def test_a_build_that_takes_an_absence_for_a_refusal_is_noticed(tmp_path: Path, durable: Postgres) -> None:
    build = "says_no_for_good"
    told(await restarted(tmp_path, durable, build), build, "was refused with 422")


@pytest.mark.parametrize(
    ("passing", "build", "words"),
    [
        (True, "forgets_replies", TWICE),
        (False, "acknowledges_early", "was answered with"),
    ],
)
async def test_a_broken_build_that_is_cut_off_is_noticed(
    tmp_path: Path, durable: Postgres, *, passing: bool, build: str, words: str
) -> None:
    told(await cut_at_commit(tmp_path, durable, passing=passing, build=build), build, words)


async def test_postgresql_that_is_away_at_the_start_is_one_sentence(tmp_path: Path) -> None:
    away = Web(tmp_path, "postgresql://rooms:hush@127.0.0.1:9/rooms")
    with pytest.raises(RuntimeError, match="ended with 2"):
        await away.start()
    (line,) = away.log.read_text().splitlines()
    assert line.startswith("DATABASE_URL: no database answered at postgresql+psycopg://rooms:***@127.0.0.1:9/rooms.")
    assert "hush" not in line
