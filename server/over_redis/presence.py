"""Who is here, as all processes heard it, in Redis."""

from collections.abc import Mapping
from datetime import datetime

from redis.asyncio import Redis

from server.over_redis.line import RedisLine
from server.presence import SILENCE, Clock, InProcessPresence, per_person, utc_now


class RedisPresence:
    """For several processes. While Redis is down each knows at least who is connected to itself."""

    def __init__(self, url: str, clock: Clock = utc_now) -> None:
        self._line, self._clock = RedisLine(url), clock
        self._here = InProcessPresence(clock)

    async def arrive(self, room: str, person: str, connection: str) -> None:
        """See Presence."""
        await self._here.arrive(room, person, connection)
        at = self._clock().timestamp()

        async def say(redis: Redis) -> None:
            async with redis.pipeline(transaction=False) as pipeline:
                pipeline.zadd(_key(room), {f"{person} {connection}": at})
                pipeline.expire(_key(room), 2 * SILENCE)
                await pipeline.execute()

        await self._line.ask(say)

    async def leave(self, room: str, person: str, connection: str) -> bool:
        """See Presence."""
        await self._here.leave(room, person, connection)

        async def say(redis: Redis) -> None:
            await redis.zrem(_key(room), f"{person} {connection}")

        await self._line.ask(say)
        return person not in await self.present(room)

    async def present(self, room: str) -> Mapping[str, datetime]:
        """See Presence."""
        since = self._clock().timestamp() - SILENCE

        async def look(redis: Redis) -> list[tuple[str, float]]:
            found: list[tuple[str, float]] = await redis.zrangebyscore(  # type: ignore[assignment]
                _key(room), f"({since}", "+inf", withscores=True
            )
            return [(member.partition(" ")[0], at) for member, at in found]

        elsewhere = await self._line.ask(look) or []
        here = [(person, at.timestamp()) for person, at in (await self._here.present(room)).items()]
        return per_person([*elsewhere, *here])

    async def close(self) -> None:
        """Close the connections."""
        await self._line.close()


def _key(room: str) -> str:
    return f"presence:{room}"
