"""Rate limits: so many at once, so many a second, each key by itself."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from server.limits import InProcessLimiter, Limiter, Rate
from server.over_redis.limits import RedisLimiter
from tests.services import Redis

SLOWLY = Rate(per_second=0.5, burst=3)
QUICKLY = Rate(per_second=50, burst=1)


@pytest.fixture
async def limiter(redis_or_none: str | None) -> AsyncIterator[Limiter]:
    """A limiter of either kind."""
    limiter = RedisLimiter(redis_or_none) if redis_or_none else InProcessLimiter()
    yield limiter
    await limiter.close()


async def test_a_burst_is_allowed_and_then_one_waits(limiter: Limiter) -> None:
    assert [await limiter.allow("bearer", SLOWLY) for _ in range(3)] == [0.0, 0.0, 0.0]
    assert 1.5 < await limiter.allow("bearer", SLOWLY) <= 2.0


async def test_waiting_helps(limiter: Limiter) -> None:
    assert await limiter.allow("bearer", QUICKLY) == 0.0
    wait = await limiter.allow("bearer", QUICKLY)
    assert 0 < wait <= 0.02
    await asyncio.sleep(0.03)
    assert await limiter.allow("bearer", QUICKLY) == 0.0


async def test_keys_do_not_share(limiter: Limiter) -> None:
    for key in ("one", "two"):
        assert await limiter.allow(key, Rate(per_second=0.1, burst=1)) == 0.0


async def test_processes_share_a_bucket(redis_url: str) -> None:
    here, there = RedisLimiter(redis_url), RedisLimiter(redis_url)
    allowed = [await limiter.allow("bearer", SLOWLY) == 0.0 for limiter in (here, there, here, there)]
    assert allowed == [True, True, True, False]
    await here.close()
    await there.close()


async def test_while_redis_is_away_each_counts_by_itself(redis_server: Redis, redis_url: str) -> None:
    limiter = RedisLimiter(redis_url)
    redis_server.stop()
    try:
        allowed = [await limiter.allow("bearer", SLOWLY) == 0.0 for _ in range(4)]
        assert allowed == [True, True, True, False]
    finally:
        redis_server.start()
        await limiter.close()
