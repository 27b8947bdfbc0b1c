"""Processes that are killed, and processes that are told to go."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.faults.crowd import Crowd
from tests.faults.judged import TWICE, judge, told
from tests.faults.place import a_place, fresh_sqlite, migrated
from tests.faults.processes import Web, web
from tests.faults.proxy import Proxy, proxied

pytestmark = pytest.mark.slow


@asynccontextmanager
async def looked_after(first: Web, proxy: Proxy, folder: Path, database: str) -> AsyncIterator[list[Web]]:
    """As an operator's init would: where the process died, another takes its place."""
    webs = [first]

    async def look() -> None:
        while True:
            if webs[-1].has_died:
                webs.append(Web(folder, database, None, None, **first.changed_later))
                await webs[-1].start()
                proxy.targets = [webs[-1].port]
            await asyncio.sleep(0.02)

    looking = asyncio.create_task(look())
    try:
        await first.start()
        yield webs
    finally:
        looking.cancel()
        for one in webs:
            await one.kill()


async def killed(folder: Path, point: str, build: str = "") -> list[str]:
    """A crowd writes; the process kills itself with SIGKILL at a point of a commit, and another takes its place."""
    database = migrated(fresh_sqlite(folder))
    first = Web(folder, database, FAIL=f"{point}:12", BROKEN=build)
    first.changed_later = {"BROKEN": build}
    async with proxied(first.port) as proxy, looked_after(first, proxy, folder, database) as webs:
        place = await a_place(database, first.url)
        async with Crowd(place, proxy.url, seed=len(point)) as crowd:
            await crowd.write(12)
            assert len(webs) > 1, "nothing was killed"
            async with asyncio.timeout(30):
                while await webs[-1].status("/healthz") != 200:  # noqa: ASYNC110 - no event tells
                    await asyncio.sleep(0.05)
            return await judge(crowd, proxy.url)


@pytest.mark.parametrize("point", ["before_commit", pytest.param("after_commit", marks=pytest.mark.faults),
                                   pytest.param("before_reply", marks=pytest.mark.faults)])  # fmt: skip
async def test_a_process_killed_around_a_commit(tmp_path: Path, point: str) -> None:
    told(await killed(tmp_path, point), "", "")


@pytest.mark.faults
@pytest.mark.parametrize(
    ("point", "build", "words"),
    [
        ("before_commit", "acknowledges_early", "was acknowledged and stands in the log 0 times"),
        ("after_commit", "forgets_replies", TWICE),
        ("before_reply", "forgets_replies", TWICE),
    ],
)
async def test_a_broken_build_that_is_killed_is_noticed(tmp_path: Path, point: str, build: str, words: str) -> None:
    told(await killed(tmp_path, point, build), build, words)


async def deployed(folder: Path, build: str = "") -> list[str]:
    """A crowd writes while the process they use is replaced by a new one behind a proxy."""
    database = migrated(fresh_sqlite(folder))
    async with web(folder, database, BROKEN=build) as old, web(folder, database) as new, proxied(old.port) as proxy:
        place = await a_place(database, old.url)
        async with Crowd(place, proxy.url, seed=4) as crowd:
            writing = asyncio.create_task(crowd.write(14, pause=0.4))
            await asyncio.sleep(1)
            proxy.targets = [old.port, new.port]
            old.signal(signal.SIGTERM)
            faults = []
            await asyncio.sleep(0.5)
            if (report := await old.answer("/readyz"))[0] != 503:
                faults.append(f"half a second after SIGTERM /readyz said {report}")
            status = await old.ended(15)
            await writing
            faults += await judge(crowd, proxy.url)
            codes = {code for one in crowd.watching for code in one.codes}
            if 1012 not in codes:
                faults.append(f"live connections were closed with {codes}")
    return [*faults, *([f"the process ended with {status}"] if status else []), *map(str, old.errors)]


async def test_a_deploy_during_a_meeting_loses_nothing(tmp_path: Path) -> None:
    told(await deployed(tmp_path), "", "")


@pytest.mark.faults
async def test_a_process_that_leaves_without_a_word_is_noticed(tmp_path: Path) -> None:
    build = "leaves_without_a_word"
    told(await deployed(tmp_path, build), build, "/readyz said")
