"""The machine's door: the same commands and the same log as JSON, for scripts, other systems and load tests.

What comes in is judged by `auth` (who) and `submit` (what); what goes out is what `access` lets this reader see.
"""

from collections.abc import AsyncIterator
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route, WebSocketRoute

from server import feed, health
from server.auth import Who, link_of, who
from server.downloads import digest_of
from server.house import house_of
from server.limits import Rate, spare
from server.making import make_room
from server.middleware import LARGEST_BODY, LARGEST_COMMAND
from server.openapi import document
from server.problems import Problem, misshapen
from server.room_request import read_request
from server.submit import as_seen, preview, submit
from server.tables import RoomRow
from sessions import codec
from sessions.access import visible
from sessions.commands import ExtendStep
from sessions.reading import read_room

ROOMS = Rate(per_second=50, burst=1500)
AT_ONCE = 1000  # events in one answer or one look
LONGEST_WAIT = 25.0  # seconds; shorter than what proxies and filters allow


def said(value: Any, status: int = 200) -> Response:
    """A JSON answer."""
    return Response(msgspec.json.encode(value), status, media_type="application/json")


async def body_of(request: Request, most: int) -> bytes:
    """The body, up to `most` bytes. Raises Problem 413 without reading the rest."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise Problem(413, "too_large", f"This is more than {most:,} bytes. Shorten it and send it again.")
    return bytes(body)


async def rooms(request: Request) -> Response:
    """POST /api/rooms: make a room. For a facilitator's own token."""
    house, link = house_of(request), await link_of(house_of(request), request)
    if link.kind != "hub":
        raise Problem(403, "role_may_not", "Rooms are made with a facilitator’s own token; this link is one to a room.")
    await spare(house.limiter, f"rooms:{link.hub}", ROOMS)
    asked = read_request(await body_of(request, LARGEST_BODY))
    return said(await make_room(house, asked, link.hub), 201)


async def room(request: Request) -> Response:
    """GET /api/rooms/{room}: the room as the bearer may see it."""
    house, at = house_of(request), await _at(request)
    row = await house.store.read(lambda session: session.get(RoomRow, at.room_id))
    names = await house.directory.names(at.room_id)
    digest = await digest_of(house, at)
    return said(read_room(at.room, at.room_id, names, house.now(), at.actor, digest, row.code if row else None))


async def commands(request: Request) -> Response:
    """POST /api/rooms/{room}/commands: ask something of the room."""
    house, at = house_of(request), await _at(request, lately=True)
    command = codec.decode_command(await body_of(request, LARGEST_COMMAND))
    if isinstance(command, ExtendStep) and command.preview:
        return said({"preview": await preview(house, at.room_id, at.actor, command)})
    reply = await submit(house, at.room_id, at.actor, command)
    now = await house.store.room(at.room_id, at_least=reply.last_seq)
    return said(as_seen(now, at.actor, reply))


async def events(request: Request) -> Response:
    """GET /api/rooms/{room}/events: what happened after a seq, waiting for the first where nothing did."""
    house, at = house_of(request), await _at(request)
    after, wait = number(request, "after"), min(seconds(request, "wait"), LONGEST_WAIT)
    return said(await feed.next_events(house, at, after, wait, AT_ONCE))


async def log(request: Request) -> Response:
    """GET /rooms/{room}/log.json: the whole log as the reader may see it, a JSON list in order."""
    house, at = house_of(request), await _at(request)

    async def parts() -> AsyncIterator[bytes]:
        seq, mark = 0, b"["
        while seq < at.room.seq:
            found = await house.store.events(at.room_id, seq, AT_ONCE, at_least=at.room.seq)
            for recorded in found:
                if recorded.seq <= at.room.seq:
                    yield mark + msgspec.json.encode(codec.shown(visible(at.room, recorded, at.actor)))
                    mark = b",\n"
            seq = found[-1].seq
        yield b"]\n"

    return StreamingResponse(parts(), media_type="application/json")


async def _at(request: Request, *, lately: bool = False) -> Who:
    return await who(house_of(request), request, request.path_params["room"], lately=lately)


def number(request: Request, name: str) -> int:
    """A whole number from 0 in the query, 0 where absent. Raises Problem 400."""
    given = request.query_params.get(name, "0")
    if not (given.isascii() and given.isdigit() and len(given) < 16):
        raise misshapen(name, "must be a whole number, 0 or more.")
    return int(given)


def seconds(request: Request, name: str) -> float:
    """Seconds in the query, 0 where absent. Raises Problem 400."""
    given = request.query_params.get(name, "0")
    try:
        found = float(given)
    except ValueError:
        found = -1.0
    if not 0 <= found < float("inf"):
        raise misshapen(name, "must be a number of seconds, 0 or more.")
    return found


async def openapi(request: Request) -> Response:
    """GET /api/openapi.json: all of this, described."""
    return said(document(house_of(request).settings.base_url))


ROUTES: list[BaseRoute] = [
    *health.ROUTES,
    Route("/api/openapi.json", openapi),
    Route("/api/rooms", rooms, methods=["POST"]),
    Route("/api/rooms/{room}", room),
    Route("/api/rooms/{room}/commands", commands, methods=["POST"]),
    Route("/api/rooms/{room}/events", events),
    WebSocketRoute("/api/rooms/{room}/live", feed.live),
    Route("/rooms/{room}/log.json", log),
]
