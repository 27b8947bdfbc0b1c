"""Who is here: per person, not per tab. Somebody on three devices is one person, here until the last of them goes.

A connection says that it is here on arriving and then every 20 s at least; after 60 s of silence it is gone.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Protocol

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


def utc_now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


class InProcessPresence:
    """For one process alone."""

    def __init__(self, clock: Clock = utc_now) -> None:
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
        return per_person([(person, at) for (person, _), at in heard.items()])

    async def close(self) -> None:
        """Nothing is open."""


def per_person(heard: list[tuple[str, float]]) -> dict[str, datetime]:
    """The last that was heard of each."""
    latest: dict[str, float] = {}
    for person, at in heard:
        latest[person] = max(at, latest.get(person, at))
    return {person: datetime.fromtimestamp(at, UTC) for person, at in latest.items()}
