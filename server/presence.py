"""Who is here: per person, not per tab. Somebody on three devices is one person, here until the last of them goes.

A connection says that it is here on arriving and then every 20 s at least; after 60 s of silence it is gone.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Protocol

from redis.asyncio import Redis

from server.redis_line import RedisLine

SAY_EVERY = 20  # seconds
SILENCE = 60  # seconds

Clock = Callable[[], datetime]


class Presence(Protocol):
    """What every presence does."""

    async def arrive(self, room: str, person: str, connection: str) -> None:
        """This connection of a person is here, still or since now."""

    async def leave(self, room: str, person: str, connection: str) -> bool:
        """This connection goes; whether it was the person's last."""

    async def present(self, room: str) -> Mapping[str, datetime]:
        """Who is here, and when each was last heard of."""

    async def close(self) -> None:
        """Ask no more."""


def _now() -> datetime:
    return datetime.now(UTC)


class InProcessPresence:
    """For one process alone."""

    def __init__(self, clock: Clock = _now) -> None:
        self._clock = clock
        self._rooms: dict[str, dict[tuple[str, str], float]] = {}

    async def arrive(self, room: str, person: str, connection: str) -> None:
        """See Presence."""
        self._rooms.setdefault(room, {})[person, connection] = self._clock().timestamp()

    async def leave(self, room: str, person: str, connection: str) -> bool:
        """See Presence."""
        self._rooms.get(room, {}).pop((person, connection), None)
        return person not in await self.present(room)

    async def present(self, room: str) -> Mapping[str, datetime]:
        """See Presence. Forgets the silent ones."""
        since = self._clock().timestamp() - SILENCE
        heard = {key: at for key, at in self._rooms.get(room, {}).items() if at > since}
        if heard:
            self._rooms[room] = heard
        else:
            self._rooms.pop(room, None)
        return _per_person([(person, at) for (person, _), at in heard.items()])

    async def close(self) -> None:
        """Nothing is open."""


class RedisPresence:
    """For several processes. While Redis is down each knows at least who is connected to itself."""

    def __init__(self, url: str, clock: Clock = _now) -> None:
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
        return _per_person([*elsewhere, *here])

    async def close(self) -> None:
        """Close the connections."""
        await self._line.close()


def _key(room: str) -> str:
    return f"presence:{room}"


def _per_person(heard: list[tuple[str, float]]) -> dict[str, datetime]:
    latest: dict[str, float] = {}
    for person, at in heard:
        latest[person] = max(at, latest.get(person, at))
    return {person: datetime.fromtimestamp(at, UTC) for person, at in latest.items()}
