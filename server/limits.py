"""How much one may ask: a bucket of tokens for each key (an address, a bearer), filled at a steady rate."""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

import msgspec
from redis.asyncio import Redis

from server.redis_line import RedisLine

MOST_KEYS = 50_000

TAKE = """
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local now = redis.call('TIME')
local at = now[1] + now[2] / 1000000
local rate, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local tokens = math.min(burst, (tonumber(kept[1]) or burst) + (at - (tonumber(kept[2]) or at)) * rate)
local wait = 0
if tokens >= 1 then tokens = tokens - 1 else wait = (1 - tokens) / rate end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', string.format('%.6f', at))
redis.call('EXPIRE', KEYS[1], math.ceil(burst / rate) + 1)
return tostring(wait)
"""


class Rate(msgspec.Struct, frozen=True):
    """So many a second in the long run, and so many at once."""

    per_second: float
    burst: int


class Limiter(Protocol):
    """What every limiter does."""

    async def allow(self, key: str, rate: Rate) -> float:
        """Take a token. Gives 0.0, or the seconds until there will be one; then nothing was taken."""

    async def close(self) -> None:
        """Ask no more."""


class InProcessLimiter:
    """For one process alone; of many keys it forgets the ones it has not seen longest."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def allow(self, key: str, rate: Rate) -> float:
        """See Limiter."""
        now = self._clock()
        tokens, at = self._buckets.pop(key, (float(rate.burst), now))
        tokens = min(float(rate.burst), tokens + (now - at) * rate.per_second)
        wait = 0.0 if tokens >= 1 else (1 - tokens) / rate.per_second
        self._buckets[key] = (tokens if wait else tokens - 1, now)
        while len(self._buckets) > MOST_KEYS:
            self._buckets.popitem(last=False)
        return wait

    async def close(self) -> None:
        """Nothing is open."""


class RedisLimiter:
    """For several processes, by the clock of Redis. While Redis is down each counts by itself."""

    def __init__(self, url: str) -> None:
        self._line, self._here = RedisLine(url), InProcessLimiter()
        self._take = self._line.redis.register_script(TAKE)

    async def allow(self, key: str, rate: Rate) -> float:
        """See Limiter."""

        async def ask(_redis: Redis) -> float:
            return float(await self._take(keys=[f"limit:{key}"], args=[rate.per_second, rate.burst]))

        wait = await self._line.ask(ask)
        return await self._here.allow(key, rate) if wait is None else wait

    async def close(self) -> None:
        """Close the connections."""
        await self._line.close()
