"""What the check page tries: a socket that answers, and an answer that comes late. Open to everybody, tells nothing."""

import asyncio
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from server.live.envelope import milliseconds
from server.live.onlooker import SIGN_OF_LIFE

LONGEST = 20.0
"""Seconds that a trial may take."""
WAIT = 1.5
"""Seconds that the late answer waits, as a poll would."""


async def socket(websocket: WebSocket) -> None:
    """Answers each sign of life with the server's clock."""
    await websocket.accept()
    with suppress(WebSocketDisconnect, TimeoutError, KeyError):
        async with asyncio.timeout(LONGEST):
            while await websocket.receive_text() == SIGN_OF_LIFE:
                await websocket.send_json({"now": milliseconds()})
    with suppress(WebSocketDisconnect, RuntimeError):
        await websocket.close()


async def late(request: Request) -> Response:
    """The server's clock, at once or after a while."""
    if "wait" in request.query_params:
        await asyncio.sleep(WAIT)
    return JSONResponse({"now": milliseconds()}, headers={"cache-control": "no-store"})


ROUTES: list[BaseRoute] = [WebSocketRoute("/check/live", socket), Route("/check/frames", late)]
