"""python-socketio under uvicorn: one room, one event."""

import json

import socketio
import uvloop

from tests.bench.rivals.serving import serve


async def main() -> None:
    """Serve until standard input ends."""
    sockets = socketio.AsyncServer(async_mode="asgi", ping_interval=600, ping_timeout=600, http_compression=False)

    async def broadcast(text: str) -> None:
        await sockets.emit("frame", json.loads(text))

    await serve(socketio.ASGIApp(sockets), broadcast)


if __name__ == "__main__":
    uvloop.run(main())
