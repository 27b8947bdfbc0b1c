"""Who is here, person by person: a tab more or less changes nothing, and a reload is no leaving."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

import msgspec

from server.presence import Presence


class Pace(msgspec.Struct, frozen=True):
    """How quickly comings and goings show, in seconds. `together`: those within it are shown as one, for a whole room
    may come at once. `grace`: how long after the last tab is gone its person still counts as here."""

    together: float = 0.25
    grace: float = 4.0


USUAL = Pace()


class Usher:
    """Counts the tabs of each person in one room and tells the shared presence, to which a process is one connection
    of a person however many tabs it serves. `changed` hears who is here now."""

    def __init__(
        self, presence: Presence, room_id: str, connection: str,
        changed: Callable[[frozenset[str]], Awaitable[None]], pace: Pace,
    ) -> None:  # fmt: skip
        self._presence, self._room, self._connection, self._changed = presence, room_id, connection, changed
        self._pace = pace
        self._tabs: Counter[str] = Counter()
        self._moved: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._telling: asyncio.Task[None] | None = None

    def tabs(self, person: str) -> int:
        """How many tabs of a person are open."""
        return max(0, self._tabs[person]) if person in self._tabs else 0

    def arrived(self, person: str | None) -> None:
        """A tab of a person opened."""
        if person is not None:
            self._tabs[person] += 1
            if self._tabs[person] == 1:
                self._moved.add(person)
                self._soon(self._pace.together)

    def left(self, person: str | None) -> None:
        """A tab of a person closed."""
        if person is not None:
            self._tabs[person] -= 1
            if self._tabs[person] <= 0:
                asyncio.get_running_loop().call_later(self._pace.grace, self._gone, person)

    def look_again(self) -> None:
        """Another process may have seen somebody come or go."""
        self._soon(self._pace.together)

    def _gone(self, person: str) -> None:
        if person in self._tabs and self._tabs[person] <= 0:
            del self._tabs[person]
            self._moved.add(person)
            self._soon(0)

    def _soon(self, delay: float) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(delay, self._start)

    def _start(self) -> None:
        self._timer = None
        if self._telling is not None and not self._telling.done():
            self._soon(self._pace.together)
        else:
            self._telling = asyncio.get_running_loop().create_task(self._tell())

    async def _tell(self) -> None:
        moved, self._moved = self._moved, set()
        for person in moved:
            if person in self._tabs:  # with no tab at all while the grace lasts
                await self._presence.arrive(self._room, person, self._connection)
            else:
                await self._presence.leave(self._room, person, self._connection)
        await self._changed(frozenset(await self._presence.present(self._room)))

    async def still_here(self) -> None:
        """Say again who is here, before the shared presence forgets them."""
        for person in list(self._tabs):
            await self._presence.arrive(self._room, person, self._connection)
        await self._changed(frozenset(await self._presence.present(self._room)))

    async def close(self) -> None:
        """The process goes down: its people are gone, unless another process has them."""
        if self._timer is not None:
            self._timer.cancel()
        if self._telling is not None:
            await self._telling
        for person in list(self._tabs):
            await self._presence.leave(self._room, person, self._connection)
        self._tabs.clear()
