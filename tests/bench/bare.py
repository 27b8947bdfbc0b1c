"""The yardstick server: `websockets.broadcast` and nothing else."""

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve

from tests.bench.lines import obey


async def main() -> None:
    """Serve until standard input ends."""
    sockets: set[ServerConnection] = set()

    async def enter(socket: ServerConnection) -> None:
        sockets.add(socket)
        try:
            await socket.send('{"seq":0}')
            await socket.wait_closed()
        finally:
            sockets.discard(socket)

    async def everybody(text: str) -> None:
        broadcast(sockets, text)

    async with serve(enter, "127.0.0.1", 0, compression=None, ping_interval=None, backlog=4096) as server:
        await obey(server.sockets[0].getsockname()[1], everybody)


if __name__ == "__main__":
    uvloop.run(main())
