"""Tells a process that a room's log grew, or that its people changed: (room, seq), and never what happened.

In one process it is a call. Between processes Redis carries it, and may lose it: so every two seconds the ends of the
watched logs are looked at as well, which also carries everything while Redis is away. Whoever is told asks the store.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol, TypeVar

import structlog

from server.store.faults import StoreFault

HEADS_EVERY = 2.0  # seconds

OnLog = Callable[[str, int], None]
OnPeople = Callable[[str], None]
Stop = Callable[[], None]
Callback = TypeVar("Callback")

log = structlog.get_logger()


class Grown(Protocol):
    """As much of `store.Head` as matters here."""

    @property
    def seq(self) -> int:
        """The end of the log."""

    @property
    def people(self) -> int:
        """How often the people changed."""


Heads = Callable[[Sequence[str]], Awaitable[Mapping[str, Grown]]]


class Bus(Protocol):
    """What every bus does. Callbacks are quick, run on the loop, and may hear of the same or an earlier seq again."""

    async def start(self) -> None:
        """Begin to listen to other processes."""

    async def stop(self) -> None:
        """Listen no more."""

    async def announce(self, room: str, seq: int) -> None:
        """Say that a log has grown to `seq`. Subscribers in this process have heard when this returns."""

    async def announce_people(self, room: str) -> None:
        """Say that names, links or seats of a room have changed."""

    def subscribe(self, callback: OnLog) -> Stop:
        """Be told when a log grows; call what is returned to hear no more."""

    def subscribe_people(self, callback: OnPeople) -> Stop:
        """Be told when the people of a room change."""

    @property
    def reaches_others(self) -> bool | None:
        """Whether other processes are heard at once; none where there is no Redis between them."""

    def watch(self, room: str) -> None:
        """Have the end of this log looked at: somebody here has the room open."""

    def unwatch(self, room: str) -> None:
        """One who had it open has gone."""


class InProcessBus:
    """For one process alone."""

    reaches_others: bool | None = None

    def __init__(self) -> None:
        self._on_log: list[OnLog] = []
        self._on_people: list[OnPeople] = []

    async def start(self) -> None:
        """Nobody else is there."""

    async def stop(self) -> None:
        """Nobody else was there."""

    async def announce(self, room: str, seq: int) -> None:
        """Call everybody."""
        self._tell_log(room, seq)

    async def announce_people(self, room: str) -> None:
        """Call everybody."""
        self._tell_people(room)

    def subscribe(self, callback: OnLog) -> Stop:
        """See Bus."""
        return _joined(self._on_log, callback)

    def subscribe_people(self, callback: OnPeople) -> Stop:
        """See Bus."""
        return _joined(self._on_people, callback)

    def watch(self, room: str) -> None:
        """Nobody else writes."""

    def unwatch(self, room: str) -> None:
        """Nobody else wrote."""

    def _tell_log(self, room: str, seq: int) -> None:
        for callback in tuple(self._on_log):
            _call(callback, room, seq)

    def _tell_people(self, room: str) -> None:
        for callback in tuple(self._on_people):
            _call(callback, room)


class LookingBus(InProcessBus):
    """For one process that looks at the ends of its watched logs as well: it may have written what nobody was told of,
    where the database broke off while it was answering. `heads` is the store's."""

    def __init__(self, heads: Heads) -> None:
        super().__init__()
        self._heads = heads
        self._watched: Counter[str] = Counter()
        self._seen: dict[str, int] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Look from now on."""
        self._tasks = [asyncio.create_task(self._look())]

    async def stop(self) -> None:
        """Look no more."""
        running = set(self._tasks)
        while running:  # more than once, for redis-py loses a cancellation that meets it connecting
            for task in running:
                task.cancel()
            _, running = await asyncio.wait(running, timeout=0.05)

    def watch(self, room: str) -> None:
        """See Bus."""
        self._watched[room] += 1

    def unwatch(self, room: str) -> None:
        """See Bus."""
        self._watched[room] -= 1
        if self._watched[room] <= 0:
            del self._watched[room]
            self._seen.pop(room, None)

    @property
    def watched(self) -> frozenset[str]:
        """The rooms whose ends are looked at."""
        return frozenset(self._watched)

    def _tell_log(self, room: str, seq: int) -> None:
        if room in self._watched:
            self._seen[room] = max(self._seen.get(room, 0), seq)
        super()._tell_log(room, seq)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(HEADS_EVERY)
            try:
                heads = await self._heads(list(self._watched)) if self._watched else {}
            except StoreFault:
                log.warning("heads_unread")
                continue
            for room, head in heads.items():
                if room in self._watched:
                    self._compare(room, head)

    def _compare(self, room: str, head: Grown) -> None:
        if head.seq > self._seen.get(room, 0):
            self._tell_log(room, head.seq)


def _joined(callbacks: list[Callback], callback: Callback) -> Stop:
    callbacks.append(callback)

    def stop() -> None:
        if callback in callbacks:
            callbacks.remove(callback)

    return stop


def _call(callback: Callable[..., None], *told: object) -> None:
    try:
        callback(*told)
    except Exception:
        log.exception("subscriber_failed")  # the others are told all the same
