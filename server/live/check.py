"""What the check page tries: a socket that answers, an answer that takes its time, a cookie that comes back. Open to
everybody, tells nothing. The pages themselves are in `server.checking`.
"""

import asyncio
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from server import auth
from server.house import house_of
from server.live.envelope import milliseconds
from server.live.onlooker import SIGN_OF_LIFE

LONGEST = 45.0
"""Seconds that a trial may take: static/check.js needs 12, and 5 more for each answer on a slow line."""
MOST = 20
"""Answers within one trial."""
WAIT = 8.0
"""Seconds that the late answer waits, as a poll would: long enough for filters that end what takes its time."""
NOT_KEPT = {"cache-control": "no-store"}


async def socket(websocket: WebSocket) -> None:
    """Answers each sign of life with the server's clock."""
    await websocket.accept()
    with suppress(WebSocketDisconnect, TimeoutError, KeyError):
        async with asyncio.timeout(LONGEST):
            for _ in range(MOST):
                if await websocket.receive_text() != SIGN_OF_LIFE:
                    break
                await websocket.send_json({"now": milliseconds()})
    with suppress(WebSocketDisconnect, RuntimeError):
        await websocket.close()


async def late(request: Request) -> Response:
    """The server's clock, at once or after a while."""
    if "wait" in request.query_params:
        await asyncio.sleep(WAIT)
    return JSONResponse({"now": milliseconds()}, headers=NOT_KEPT)


async def cookie(request: Request) -> Response:
    """Gives a cookie just like the one that holds a seat, and says whether it came back; then it is taken away."""
    house = house_of(request)
    name = f"{auth.cookie_name(house)}-try"
    came = request.cookies.get(name) == "1"
    answer = JSONResponse({"came": came}, headers=NOT_KEPT)
    answer.set_cookie(
        name, "1", max_age=0 if came else 60, path="/", secure=auth.is_secure(house), httponly=True, samesite="lax"
    )
    return answer


ROUTES: list[BaseRoute] = [
    WebSocketRoute("/check/live", socket),
    Route("/check/frames", late),
    Route("/check/cookie", cookie),
]
