"""The bus between processes: Redis carries what is announced, and the logs' ends carry it where Redis does not."""

import asyncio
import secrets
from collections import Counter
from contextlib import suppress

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from server.bus import Grown, Heads, InProcessBus
from server.over_redis.line import connected
from server.store.faults import StoreFault

HEADS_EVERY = 2.0  # seconds
BACK_TO_REDIS = 0.5  # seconds between tries
MOST_UNSENT = 10_000  # beyond that the look at the logs' ends has to do
CHANNEL = "rooms"

log = structlog.get_logger()


class RedisBus(InProcessBus):
    """For several processes on one database. `heads` is the store's."""

    def __init__(self, url: str, heads: Heads) -> None:
        super().__init__()
        self._redis, self._heads = connected(url, connections=4), heads
        self._origin = secrets.token_hex(8)
        self._unsent: asyncio.Queue[str] = asyncio.Queue(MOST_UNSENT)
        self._watched: Counter[str] = Counter()
        self._seen: dict[str, tuple[int, int]] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Listen, send, and look at the logs' ends, each in a task of its own."""
        self._tasks = [asyncio.create_task(work()) for work in (self._listen, self._send, self._look)]

    async def stop(self) -> None:
        """End the tasks and the connections."""
        running = set(self._tasks)
        while running:  # more than once, for redis-py loses a cancellation that meets it connecting
            for task in running:
                task.cancel()
            _, running = await asyncio.wait(running, timeout=0.05)
        await self._redis.aclose()

    async def announce(self, room: str, seq: int) -> None:
        """Call everybody here, and leave the rest to Redis; never waits for it."""
        self._heard_log(room, seq)
        self._put(f"{self._origin} log {room} {seq}")

    async def announce_people(self, room: str) -> None:
        """The same for people."""
        self._tell_people(room)
        self._put(f"{self._origin} people {room} 0")

    def watch(self, room: str) -> None:
        """See Bus."""
        self._watched[room] += 1

    def unwatch(self, room: str) -> None:
        """See Bus."""
        self._watched[room] -= 1
        if self._watched[room] <= 0:
            del self._watched[room]
            self._seen.pop(room, None)

    def _put(self, message: str) -> None:
        with suppress(asyncio.QueueFull):
            self._unsent.put_nowait(message)

    def _heard_log(self, room: str, seq: int) -> None:
        if room in self._watched:
            known, people = self._seen.get(room, (0, -1))
            self._seen[room] = (max(known, seq), people)
        self._tell_log(room, seq)

    @property
    def watched(self) -> frozenset[str]:
        """The rooms whose ends are looked at."""
        return frozenset(self._watched)

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
                log.warning("bus_lost", error=type(error).__name__)
            await asyncio.sleep(BACK_TO_REDIS)

    async def _listen_until_lost(self, redis: Redis) -> None:
        async with redis.pubsub(ignore_subscribe_messages=True) as channel:
            await channel.subscribe(CHANNEL)
            while True:
                message = await channel.get_message(timeout=HEADS_EVERY)
                if message:
                    self._hear(message["data"])

    def _hear(self, message: str) -> None:
        origin, kind, room, seq = message.split(" ")
        if origin == self._origin:
            return
        if kind == "log":
            self._heard_log(room, int(seq))
        else:
            self._tell_people(room)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(HEADS_EVERY)
            try:
                heads = await self._heads(list(self._watched)) if self._watched else {}
            except StoreFault:
                log.warning("heads_unread")
                continue
            for room, head in heads.items():
                self._compare(room, head)

    def _compare(self, room: str, head: Grown) -> None:
        if room not in self._watched:
            return
        seq, people = self._seen.get(room, (0, -1))
        self._seen[room] = (max(seq, head.seq), head.people)
        if head.seq > seq:
            self._tell_log(room, head.seq)
        if head.people != people:
            self._tell_people(room)
