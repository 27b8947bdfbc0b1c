"""Rooms kept in memory: the folded state and the newest events of each, so that a reader seldom asks the database.

What is kept is a copy. It may lag behind the log, where another process wrote to it, but never says anything else.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence

import msgspec

from sessions.events import Recorded, TextRemoved
from sessions.room import Room

FEW = 32
"""Rooms that are kept however long nobody asked for them; a room with its newest events takes up to two megabytes."""
LONG = 120.0
"""Seconds after which any other that nobody asked for is kept no longer. It can be folded again in milliseconds."""


class Kept(msgspec.Struct, frozen=True):
    """A room with its newest events; the last of them is the one the room was folded up to."""

    room: Room
    tail: tuple[Recorded, ...] = ()


class KeptRooms:
    """The rooms used last, at most `rooms` of them, with at most `tail` events each. Any thread may ask."""

    def __init__(self, rooms: int, tail: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rooms, self._tail, self._clock = rooms, tail, clock
        self._kept: OrderedDict[str, tuple[Kept, float]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, room_id: str) -> Kept | None:
        """What is kept of a room."""
        with self._lock:
            if room_id not in self._kept:
                return None
            return self._use(room_id, self._kept[room_id][0])

    def put(self, room_id: str, room: Room, news: Sequence[Recorded]) -> None:
        """Keep a room that `news` led to, unless a later state of it is kept already."""
        with self._lock:
            kept = self._kept[room_id][0] if room_id in self._kept else None
            if kept and kept.room.seq >= room.seq:
                return
            self._use(room_id, Kept(room, self._joined(kept, news)))
            self._forget()

    def _use(self, room_id: str, kept: Kept) -> Kept:
        self._kept[room_id] = kept, self._clock()
        self._kept.move_to_end(room_id)
        return kept

    def _forget(self) -> None:
        long_ago = self._clock() - LONG
        while len(self._kept) > min(FEW, self._rooms):
            _, used_at = next(iter(self._kept.values()))
            if len(self._kept) <= self._rooms and used_at >= long_ago:
                return
            self._kept.popitem(last=False)

    def drop(self, room_id: str) -> None:
        """Keep a room no longer: what is in memory may not be what is in the log."""
        with self._lock:
            self._kept.pop(room_id, None)

    def _joined(self, kept: Kept | None, news: Sequence[Recorded]) -> tuple[Recorded, ...]:
        tail = tuple(news)
        if kept and kept.tail and tail and kept.tail[-1].seq + 1 == tail[0].seq:
            tail = kept.tail + tail
        if any(isinstance(recorded.event, TextRemoved) for recorded in news):
            first = max(i for i, recorded in enumerate(tail) if isinstance(recorded.event, TextRemoved))
            tail = tail[first:]  # events from before a removal may still hold the words
        return tail[-self._tail :]


def tail_after(kept: Kept | None, after: int) -> tuple[Recorded, ...] | None:
    """The kept events after `after`; none where not all of them are kept."""
    if kept is None:
        return None
    if after >= kept.room.seq:
        return ()
    if not kept.tail or kept.tail[0].seq > after + 1:
        return None
    return kept.tail[after + 1 - kept.tail[0].seq :]
