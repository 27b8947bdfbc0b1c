"""Serves an ASGI application on a free port, as the rivals are served: uvicorn with uvloop, without compression."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn

from tests.bench.lines import obey


async def serve(app: Any, broadcast: Callable[[str], Awaitable[None]]) -> None:
    """Until standard input ends."""
    with socket.create_server(("127.0.0.1", 0), backlog=4096) as listener:
        server = uvicorn.Server(
            uvicorn.Config(
                app, loop="uvloop", ws="websockets-sansio", ws_per_message_deflate=False, log_config=None,
                lifespan="off", ws_ping_interval=None, backlog=4096,
            )
        )  # fmt: skip
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        await obey(listener.getsockname()[1], broadcast)
        serving.cancel()
