"""The yardstick server: `websockets.broadcast` and nothing else. Commands come by lines on standard input.

broadcast BYTES SEQ    send so many bytes of JSON to everybody; answers with the perf_counter_ns of the call
"""

import asyncio
import json
import random
import sys
import time

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve

_WORDS = ["evidence", "careers", "learner", "destination", "encounter", "workplace", "adviser", "governor"]


def payload(size: int, seq: int) -> str:
    """JSON of about `size` bytes, another one each time."""
    chosen = random.Random(seq)
    content = " ".join(chosen.choice(_WORDS) for _ in range(size // 9))
    opening = f'{{"epoch":"bare","seq":{seq},"content":"{content}'
    return opening.ljust(max(size - 2, 0)) + '"}'


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

    lines = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    async with serve(enter, "127.0.0.1", 0, compression=None, ping_interval=None) as server:
        print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
        while line := await lines.readline():
            _, size, seq = line.split()
            text = payload(int(size), int(seq))
            began = time.perf_counter_ns()
            broadcast(sockets, text)
            print(began, flush=True)


if __name__ == "__main__":
    uvloop.run(main())
