"""One socket, or one waiting poll, of one person or of the screen."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import msgspec

from server.eye import Audience
from server.sockets import Line, Message
from sessions.room import Actor, Room

if TYPE_CHECKING:
    from server.live.gallery import Gallery

NO_SEAT = 4401
"""Close code: the link was revoked or the person removed. The page says so and stops."""
RELOAD = 4205
"""Close code: what this person may see is another now (let in, given another role). The page loads itself again."""
TOO_MUCH = 1008
GONE_SILENT = 1001

SIGN_OF_LIFE = "?"
_BURST = 20.0
_PER_SECOND = 1.0


async def always() -> bool:
    """A seat that nobody can lose."""
    return True


class Admitted(msgspec.Struct, frozen=True):
    """Who came in, and how to ask later whether the seat is still theirs."""

    actor: Actor
    still: Callable[[], Awaitable[bool]] = always
    seq: int = 0
    """The room's last event when this was found out."""


class Onlooker:
    """Somebody who looks at a room: hears what their page says and hands pushes to their line."""

    __slots__ = ("_credit", "_credited_at", "admitted", "audience", "gallery", "line")

    def __init__(self, gallery: "Gallery", admitted: Admitted, audience: Audience | None) -> None:
        self.gallery, self.admitted, self.audience = gallery, admitted, audience
        self.line: Line | None = None
        self._credit, self._credited_at = _BURST, 0.0

    @property
    def person(self) -> str | None:
        """Who looks; none for the screen."""
        return self.admitted.actor.person

    def is_removed(self, room: Room) -> bool:
        """Whether this person has no place in the room any more."""
        return self.person is not None and (self.person not in room.people or room.people[self.person].removed)

    def sees_otherwise(self, room: Room) -> bool:
        """Whether this person may see something else than when they came."""
        return self.person is not None and room.actor(self.person) != self.admitted.actor

    def belongs_elsewhere(self, role: str | None, room: Room) -> bool:
        """Whether their page was made for another role than theirs is, or became so while they were coming in: somebody
        may be let in just when the page of those who wait has been sent."""
        if role not in (None, self.admitted.actor.role):
            return True
        return room.seq >= self.admitted.seq and (self.is_removed(room) or self.sees_otherwise(room))

    def write(self, message: Message) -> None:
        """Push it."""
        if self.line is not None:
            self.line.write(message)

    def close(self, code: int, reason: str = "") -> None:
        """Send them away."""
        if self.line is not None:
            self.line.close(code, reason)

    def look_after(self, now: float, silent: float, dead: float) -> None:
        """Ask for a sign of life after `silent` seconds without one, give up after `dead`."""
        if self.line is not None and (quiet := now - self.line.heard_at) > silent:
            if quiet > dead:
                self.line.close(GONE_SILENT, "no sign of life")
            else:
                self.line.probe()

    def heard(self, text: str) -> None:
        """A sign of life: answered with where the room stands, so that the page can measure the round trip."""
        now = asyncio.get_running_loop().time()
        self._credit = min(_BURST, self._credit + (now - self._credited_at) * _PER_SECOND) - 1
        self._credited_at = now
        if self._credit < 0:
            self.close(TOO_MUCH, "too many messages")
        elif text == SIGN_OF_LIFE:
            self.write(self.gallery.pong())

    def lost(self) -> None:
        """The line is gone, and each lets go of the other, so that both leave memory at once."""
        self.line = None
        self.gallery.leave(self)


class Poll:
    """Stands where a line would: keeps the first push for the request that waits for it."""

    def __init__(self) -> None:
        self.heard_at = asyncio.get_running_loop().time()
        self.answer: asyncio.Future[Message | int] = asyncio.get_running_loop().create_future()

    def write(self, message: Message) -> None:
        """The answer, if there is none yet."""
        if not self.answer.done():
            self.answer.set_result(message)

    def close(self, code: int, reason: str = "") -> None:  # noqa: ARG002 — as a line does
        """The answer is a close code."""
        if not self.answer.done():
            self.answer.set_result(code)

    def probe(self) -> None:
        """A poll ends by itself."""

    async def run(self) -> None:
        """Nothing: the request waits for `answer`."""
