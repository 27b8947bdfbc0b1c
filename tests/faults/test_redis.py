"""Two processes with Redis between them, and what becomes of the room when Redis dies or cannot be reached."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.faults.crowd import HOST, Crowd
from tests.faults.judged import judge, told
from tests.faults.place import a_place, migrated
from tests.faults.processes import Web, web
from tests.faults.proxy import Proxy, proxied
from tests.services import Redis

pytestmark = [pytest.mark.slow, pytest.mark.faults]


@asynccontextmanager
async def two_processes(
    folder: Path, database: str, redis: Redis, build: str
) -> AsyncIterator[tuple[Crowd, Proxy, list[Web]]]:
    """A crowd of which each second person uses the other process; Redis is reached through a proxy."""
    async with proxied(Path(urlsplit(redis.url).path)) as proxy:
        address = f"redis://127.0.0.1:{proxy.port}/0"
        async with web(folder, database, address, BROKEN=build) as one, web(folder, database, address) as other:
            place = await a_place(database, one.url)
            async with Crowd(place, one.url, other.url, seed=7) as crowd:
                await crowd.write(3)
                yield crowd, proxy, [one, other]


async def until_ready(webs: list[Web], *, redis: bool, seconds: float = 15) -> None:
    """Wait until every process says at /readyz that it reaches Redis, or that it does not."""
    async with asyncio.timeout(seconds):
        for one in webs:
            while (report := (await one.answer("/readyz"))[1]) is None or report["redis"] is not redis:  # noqa: ASYNC110
                await asyncio.sleep(0.1)


async def restarted(folder: Path, database: str, redis: Redis, build: str = "") -> list[str]:
    """Redis is killed, people go on, and it starts again empty."""
    async with two_processes(folder, database, redis, build) as (crowd, _, webs):
        writing = asyncio.create_task(crowd.write(12, pause=0.2))
        redis.stop()
        try:
            await until_ready(webs, redis=False)
            await writing
            await crowd.senders[1].send(crowd.next_command(HOST))
            faults = await judge(crowd, webs[0].url)
            ready = [await one.status("/readyz") for one in webs]
        finally:
            redis.start()
        await until_ready(webs, redis=True)
        await crowd.write(3)
        return [*faults, *await judge(crowd, webs[1].url), *([] if ready == [200, 200] else [f"/readyz: {ready}"])]


async def partitioned(folder: Path, database: str, redis: Redis, build: str = "") -> list[str]:
    """Redis can be reached, but nothing comes through any more; later it does again."""
    async with two_processes(folder, database, redis, build) as (crowd, proxy, webs):
        proxy.stall()
        await crowd.write(8)
        await crowd.senders[1].send(crowd.next_command(HOST))
        faults = await judge(crowd, webs[0].url)
        proxy.cut()
        await until_ready(webs, redis=True)
        await crowd.write(3)
        return [*faults, *await judge(crowd, webs[1].url)]


async def test_redis_killed_and_started_again(tmp_path: Path, postgres_url: str, redis_server: Redis) -> None:
    told(await restarted(tmp_path, migrated(postgres_url), redis_server), "", "")


async def test_redis_cut_off(tmp_path: Path, postgres_url: str, redis_server: Redis) -> None:
    told(await partitioned(tmp_path, migrated(postgres_url), redis_server), "", "")


@pytest.mark.parametrize("row", [restarted, partitioned])
async def test_a_process_that_trusts_redis_is_noticed(
    tmp_path: Path, postgres_url: str, redis_server: Redis, row: object
) -> None:
    build = "does_not_look"
    assert callable(row)
    told(await row(tmp_path, migrated(postgres_url), redis_server, build), build, "events after 5 s")


async def test_redis_that_is_away_at_the_start_is_one_sentence(tmp_path: Path, postgres_url: str) -> None:
    away = Web(tmp_path, migrated(postgres_url), "redis://rooms:hush@127.0.0.1:9/0")
    with pytest.raises(RuntimeError, match="ended with 2"):
        await away.start()
    (line,) = away.log.read_text().splitlines()
    assert line.startswith("REDIS_URL: no Redis answered at redis://127.0.0.1:9/0.")
    assert "hush" not in line
