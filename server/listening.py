"""Who waits for a room's log to grow: long polls and live sockets. The bus rings, listeners look; nothing is queued."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec

from server.bus import Bus
from sessions import codec
from sessions.events import Recorded, Withheld

MESSAGES = 256  # kept encoded


class Bell:
    """Rings when a room's log grew. `seq` is the newest that was heard of, 0 before."""

    def __init__(self) -> None:
        self.seq = 0
        self._rung = asyncio.Event()

    def ring(self, seq: int) -> None:
        """There is something new."""
        self.seq = max(self.seq, seq)
        self._rung.set()

    async def wait(self, seconds: float) -> bool:
        """Wait for the next ring (or one since the last wait). False: it did not ring in that time."""
        try:
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        except TimeoutError:
            return False
        self._rung.clear()
        return True


class Listening:
    """The bells of all rooms in this process, rung by the bus; also when only a room's people changed."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._bells: dict[str, set[Bell]] = {}
        self.closed = False
        self._unsubscribe: list[Callable[[], None]] = []
        self._messages: OrderedDict[int, tuple[Recorded, str]] = OrderedDict()

    def start(self) -> None:
        """Hear the bus from now on."""
        self._unsubscribe = [
            self._bus.subscribe(self._ring),
            self._bus.subscribe_people(lambda room: self._ring(room, 0)),
        ]

    def stop(self) -> None:
        """Hear no more: everybody who waits looks once again, and goes. The house is closing."""
        self.closed = True
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        for room in list(self._bells):
            self._ring(room, 0)

    @contextmanager
    def bell(self, room: str) -> Iterator[Bell]:
        """A bell for one listener. Hang it up before looking at the log, so that nothing is missed between."""
        bell = Bell()
        self._bells.setdefault(room, set()).add(bell)
        self._bus.watch(room)
        try:
            yield bell
        finally:
            self._bus.unwatch(room)
            self._bells[room].discard(bell)
            if not self._bells[room]:
                del self._bells[room]

    def _ring(self, room: str, seq: int) -> None:
        for bell in self._bells.get(room, ()):
            bell.ring(seq)

    def message(self, seen: Recorded | Withheld) -> str:
        """An event as one JSON message, encoded once for all who listen."""
        if isinstance(seen, Withheld):
            return msgspec.json.encode(codec.shown(seen)).decode()
        known = self._messages.get(id(seen))
        if known is not None and known[0] is seen:  # the very same object: one with words removed is another
            return known[1]
        text = msgspec.json.encode(codec.shown(seen)).decode()
        self._messages[id(seen)] = (seen, text)
        if len(self._messages) > MESSAGES:
            self._messages.popitem(last=False)
        return text
