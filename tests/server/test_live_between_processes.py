"""Two processes show one room: what one writes the other pushes, and a person is one wherever they are connected."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from server.over_redis.bus import RedisBus
from server.over_redis.presence import RedisPresence
from sessions import commands as c
from tests.server.watching import ROOM, Stage, staged
from tests.sessions.cast import IMOGEN, ROSALIND, S1, SIOBHAN

pytestmark = pytest.mark.slow


@pytest.fixture
async def stages(tmp_path: Path, redis_url: str) -> AsyncIterator[tuple[Stage, Stage]]:
    """The same room on two stages, with a Redis between them."""
    async with AsyncExitStack() as stack:
        made = []
        for new in (True, False):
            presence = RedisPresence(redis_url)
            stack.push_async_callback(presence.close)
            stage, _ = await stack.enter_async_context(
                staged(tmp_path, lambda store: RedisBus(redis_url, store.heads), presence, new=new)
            )
            made.append(stage)
        await asyncio.sleep(0.2)  # until both listen
        yield made[0], made[1]


async def test_what_one_process_writes_the_other_pushes(stages: tuple[Stage, Stage]) -> None:
    here, there = stages
    async with there.watching(IMOGEN) as page:
        await here.does(SIOBHAN, c.NoteStrength, entry="e-1", slot=S1, text="heard next door")
        await page.until("heard next door")


async def test_somebody_connected_elsewhere_is_here(stages: tuple[Stage, Stage]) -> None:
    here, there = stages
    async with here.watching(ROSALIND) as desk:
        async with there.watching(SIOBHAN):
            await desk.until("p_rosalind,p_siobhan")
            async with here.watching(SIOBHAN):
                await desk.all_quiet()
            await asyncio.sleep(0.5)
            assert "p_siobhan" in await here.presence.present(ROOM)
        await desk.until('"present">p_rosalind<')


async def test_a_standpoint_of_another_process_means_everything_anew(stages: tuple[Stage, Stage]) -> None:
    here, there = stages
    async with here.watching(IMOGEN) as page:
        await page.all_quiet()
    async with there.watching(IMOGEN, page.query) as again:
        assert "from" not in again.first
        assert "lobby" in again.first["content"]
