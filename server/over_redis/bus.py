"""The bus between processes: Redis carries what is announced, and the logs' ends carry it where Redis does not."""

import asyncio
import secrets
from contextlib import suppress

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from server.bus import HEADS_EVERY, Grown, Heads, LookingBus
from server.over_redis.line import connected

BACK_TO_REDIS = 0.5  # seconds between tries
MOST_UNSENT = 10_000  # beyond that the look at the logs' ends has to do
CHANNEL = "rooms"

log = structlog.get_logger()


class RedisBus(LookingBus):
    """For several processes on one database. `heads` is the store's."""

    def __init__(self, url: str, heads: Heads) -> None:
        super().__init__(heads)
        self._redis = connected(url, connections=4)
        self._origin = secrets.token_hex(8)
        self._unsent: asyncio.Queue[str] = asyncio.Queue(MOST_UNSENT)
        self._people: dict[str, int] = {}
        self.reaches_others: bool | None = False

    async def start(self) -> None:
        """Listen, send, and look at the logs' ends, each in a task of its own."""
        self._tasks = [asyncio.create_task(work()) for work in (self._listen, self._send, self._look)]

    async def stop(self) -> None:
        """End the tasks and the connections."""
        await super().stop()
        await self._redis.aclose()

    async def announce(self, room: str, seq: int) -> None:
        """Call everybody here, and leave the rest to Redis; never waits for it."""
        self._tell_log(room, seq)
        self._put(f"{self._origin} log {room} {seq}")

    async def announce_people(self, room: str) -> None:
        """The same for people."""
        self._tell_people(room)
        self._put(f"{self._origin} people {room} 0")

    def unwatch(self, room: str) -> None:
        """See Bus."""
        super().unwatch(room)
        if room not in self._watched:
            self._people.pop(room, None)

    def _put(self, message: str) -> None:
        with suppress(asyncio.QueueFull):
            self._unsent.put_nowait(message)

    async def _send(self) -> None:
        while True:
            messages = [await self._unsent.get()]
            while not self._unsent.empty():
                messages.append(self._unsent.get_nowait())
            try:
                async with self._redis.pipeline(transaction=False) as pipeline:
                    for message in messages:
                        pipeline.publish(CHANNEL, message)
                    await pipeline.execute()
            except (RedisError, OSError, TimeoutError):
                log.warning("announcements_unsent", count=len(messages))

    async def _listen(self) -> None:
        while True:
            try:
                await self._listen_until_lost(self._redis)
            except (RedisError, OSError, TimeoutError) as error:
                self.reaches_others = False
                log.warning("bus_lost", error=type(error).__name__)
            await asyncio.sleep(BACK_TO_REDIS)

    async def _listen_until_lost(self, redis: Redis) -> None:
        async with redis.pubsub(ignore_subscribe_messages=True) as channel:
            await channel.subscribe(CHANNEL)
            self.reaches_others = True
            while True:
                message = await channel.get_message(timeout=HEADS_EVERY)
                if message:
                    self._hear(message["data"])

    def _hear(self, message: str) -> None:
        origin, kind, room, seq = message.split(" ")
        if origin == self._origin:
            return
        if kind == "log":
            self._tell_log(room, int(seq))
        else:
            self._tell_people(room)

    def _compare(self, room: str, head: Grown) -> None:
        super()._compare(room, head)
        if head.people != self._people.get(room, -1):
            self._people[room] = head.people
            self._tell_people(room)
