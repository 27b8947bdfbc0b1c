"""Buckets of tokens in Redis, so that several processes count together."""

from redis.asyncio import Redis

from server.limits import InProcessLimiter, Rate
from server.over_redis.line import RedisLine

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
