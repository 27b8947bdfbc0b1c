"""A room's events as they happen, for programs: the long poll and the socket with one JSON event in each message.

No queue: each socket has a place in the log and reads on from there, so that a slow reader costs nothing but itself.
"""

import asyncio
import contextlib
import secrets
import time
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from server.auth import Who, who
from server.house import House, house_of
from server.listening import Bell
from server.problems import ANSWERED, Problem, denial, misshapen, nobody
from server.sockets import RESTART
from server.store import StoreFault
from sessions import codec
from sessions.access import visible
from sessions.events import Recorded
from sessions.room import Actor, Room

AT_ONCE = 500  # events looked at in one go
HEARTBEAT = 15.0  # seconds between two looks where no bell rings
SLOW = 10.0  # seconds that one event may take to be taken up
GONE, TOO_SLOW, LATER = 4401, 1013, 1013


async def next_events(house: House, at: Who, after: int, wait: float, limit: int) -> list[dict[str, Any]]:
    """The events after a seq as `at` may see them; where there is none yet, waits for the first."""
    until = time.monotonic() + wait
    with house.listening.bell(at.room_id) as bell:
        while True:
            found = await house.store.events(at.room_id, after, limit, at_least=bell.seq or None)
            left = until - time.monotonic()
            if found or left <= 0 or house.listening.closed:
                break
            await bell.wait(left)
    if not found:
        return []
    room = await house.store.room(at.room_id, at_least=found[-1].seq)
    reader = _as_known_now(room, at.actor)
    return [codec.shown(visible(room, recorded, reader)) for recorded in found]


def _as_known_now(room: Room, actor: Actor) -> Actor:
    """The reader as the room knows it by now. Raises Problem 401 for somebody who was removed."""
    if actor.person is None:
        return actor
    try:
        return room.actor(actor.person)
    except KeyError:
        raise nobody() from None


async def live(websocket: WebSocket) -> None:
    """WS /api/rooms/{room}/live?after=SEQ: first what was missed, then each event as it happens, in order, no gaps."""
    house = house_of(websocket)
    try:
        at = await who(house, websocket, websocket.path_params["room"])
        after = _after(websocket)
    except ANSWERED as error:
        await websocket.send_denial_response(denial(error))
        return
    await websocket.accept()
    with house.listening.bell(at.room_id) as bell:
        hearing = asyncio.create_task(_until_gone(websocket, bell))
        try:
            await _Feed(house, at, websocket, bell, hearing).run(after)
        finally:
            hearing.cancel()


async def _until_gone(websocket: WebSocket, bell: Bell) -> None:
    """Take what the client sends, which means nothing here, until it hangs up."""
    with contextlib.suppress(WebSocketDisconnect):
        while True:
            await websocket.receive_text()
    bell.ring(0)


class _Feed:
    """One reader's way through a log."""

    def __init__(self, house: House, at: Who, websocket: WebSocket, bell: Bell, hearing: "asyncio.Task[None]") -> None:
        self.house, self.at, self.websocket, self.bell, self.hearing = house, at, websocket, bell, hearing
        self.connection = secrets.token_hex(8)

    async def run(self, after: int) -> None:
        try:
            while not self.hearing.done():
                if self.house.listening.closed:
                    return await self._hang_up(RESTART, "restart")
                await self._here()
                found = await self.house.store.events(self.at.room_id, after, AT_ONCE, at_least=self.bell.seq or None)
                await self._tell(found)
                after = found[-1].seq if found else after
                if len(found) < AT_ONCE:
                    await self.bell.wait(HEARTBEAT)
        except Problem:
            await self._hang_up(GONE, "removed")
        except TimeoutError:
            await self._hang_up(TOO_SLOW, "too slow")
        except StoreFault:
            await self._hang_up(LATER, "the log is out of reach for a moment")
        except WebSocketDisconnect:
            pass
        finally:
            await self._away()

    async def _tell(self, found: list[Recorded]) -> None:
        least = found[-1].seq if found else self.at.room.seq
        room = await self.house.store.room(self.at.room_id, at_least=max(least, self.bell.seq))
        reader = _as_known_now(room, self.at.actor)
        for recorded in found:
            text = self.house.listening.message(visible(room, recorded, reader))
            async with asyncio.timeout(SLOW):
                await self.websocket.send_text(text)

    async def _hang_up(self, code: int, reason: str) -> None:
        with contextlib.suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
            async with asyncio.timeout(1):
                await self.websocket.close(code, reason)

    async def _here(self) -> None:
        if self.at.actor.person is not None:
            await self.house.presence.arrive(self.at.room_id, self.at.actor.person, self.connection)

    async def _away(self) -> None:
        if self.at.actor.person is not None:
            await self.house.presence.leave(self.at.room_id, self.at.actor.person, self.connection)


def _after(websocket: WebSocket) -> int:
    given = websocket.query_params.get("after", "0")
    if not (given.isascii() and given.isdigit() and len(given) < 16):
        raise misshapen("after", "must be a whole number, 0 or more.")
    return int(given)
