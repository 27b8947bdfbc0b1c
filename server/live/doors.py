"""How a page reaches the live layer: a WebSocket, and a long poll that gives the same where sockets do not get through.

A socket refused for want of a seat is accepted first and then closed with a code of its own: a browser does not tell a
page why a handshake failed, and the page would try for ever.
"""

import asyncio
import itertools
import re
from collections.abc import Awaitable, Callable

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from server.live.envelope import standpoint
from server.live.gallery import Gallery
from server.live.onlooker import NO_SEAT, RELOAD, Admitted, Onlooker, Poll
from server.live.rooms import Live
from server.problems import Problem, nobody, problem_of
from server.sockets import Message, open_line

LONGEST_WAIT = 25.0
"""Seconds a poll may wait: shorter than what proxies and filters allow."""
FAULTY = 1011
LATER = 1013

Admit = Callable[[HTTPConnection, str, str | None], Awaitable[Admitted]]
"""Who is at the door: (request, room, seat; none for the screen). Raises what `server.problems` knows."""


def routes(live: Live, admit: Admit) -> list[BaseRoute]:
    """The addresses of the live layer."""
    doors = _Doors(live, admit)
    places = ("/rooms/{room}/as/{seat}", "/rooms/{room}/as/{seat}/hours/{hour}", "/rooms/{room}/screen")
    made_for = ("", "/{role}")  # a page says for which role it was made
    return [
        route
        for place, role in itertools.product(places, made_for)
        for route in (
            WebSocketRoute(f"{place}/live{role}", doors.socket),
            Route(f"{place}/frames{role}", doors.frames),
        )
    ]


class _Doors:
    def __init__(self, live: Live, admit: Admit) -> None:
        self._live, self._admit = live, admit

    async def socket(self, websocket: WebSocket) -> None:
        """First what was missed, or where the room stands; then every push."""
        try:
            gallery, onlooker = await self._onlooker(websocket)
        except Exception as error:  # told as a close code; what is no answer of ours goes on to the log
            await _refuse(websocket, problem_of(error))
            if problem_of(error).code == "fault":
                raise
            return
        await websocket.accept()
        try:
            onlooker.line = line = open_line(websocket, onlooker)
        except WebSocketDisconnect:
            return
        query = websocket.query_params
        at = standpoint(query.get("epoch"), query.get("after"), query.get("frame"))
        gallery.enter(onlooker)
        if onlooker.belongs_elsewhere(websocket.path_params.get("role"), gallery.scene.room):
            onlooker.close(RELOAD, "reload")
        onlooker.write(gallery.missed(onlooker, at) or gallery.hello())
        await line.run()

    async def frames(self, request: Request) -> Response:
        """What was missed, at once; or the next push, within `wait` seconds; or where the room stands."""
        gallery, onlooker = await self._onlooker(request)
        onlooker.line = poll = Poll()
        query = request.query_params
        gallery.enter(onlooker)
        try:
            if onlooker.belongs_elsewhere(request.path_params.get("role"), gallery.scene.room):
                return _answer(RELOAD)
            at = standpoint(query.get("epoch"), query.get("after"), query.get("frame"))
            missed = gallery.missed(onlooker, at)
            if self._live.leaving and not missed:
                raise _away()  # at once: asked again, another process answers
            answer = missed or await _within(poll, _seconds(query.get("wait"))) or gallery.hello()
        finally:
            gallery.leave(onlooker)
        return _answer(answer)

    async def _onlooker(self, connection: HTTPConnection) -> tuple[Gallery, Onlooker]:
        """Who is at the door, and the gallery they come to. Raises what `server.problems` knows."""
        if self._live.leaving and connection.scope["type"] == "websocket":
            raise _away()
        room = connection.path_params["room"]
        admitted = await self._admit(connection, room, connection.path_params.get("seat"))
        gallery = await self._live.gallery(room)
        onlooker = self._live.onlooker(gallery, admitted, connection.path_params.get("hour"))
        if not gallery.has_place_for(onlooker):
            raise Problem(429, "too_many_tabs", "This link is open in too many places at once. Close some of them.")
        return gallery, onlooker


def _away() -> Problem:
    return Problem(503, "away", "The room is out of reach for a moment. The page tries again by itself.", retry=2)


async def _within(poll: Poll, seconds: float) -> Message | int | None:
    try:
        async with asyncio.timeout(seconds):
            return await poll.answer
    except TimeoutError:
        return None


def _seconds(wait: str | None) -> float:
    return min(float(wait), LONGEST_WAIT) if wait and re.fullmatch(r"[0-9]{1,4}", wait) else 0.0


def _answer(answer: Message | int) -> Response:
    if answer == NO_SEAT:
        raise nobody()
    if isinstance(answer, int) and answer != RELOAD:
        raise _away()
    payload = b'{"reload":true}' if isinstance(answer, int) else answer.payload
    return Response(payload, media_type="application/json", headers={"cache-control": "no-store"})


async def _refuse(websocket: WebSocket, problem: Problem) -> None:
    if problem.status == 403:
        await websocket.close()  # another site's page: not even a handshake
        return
    await websocket.accept()
    gone, later = problem.status in (401, 404), problem.status in (429, 503)
    await websocket.close(NO_SEAT if gone else LATER if later else FAULTY, problem.code)
