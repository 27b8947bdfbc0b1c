"""What every measured server does besides serving: commands come by lines on standard input, numbers go back.

broadcast BYTES SEQ    send so many bytes of JSON to everybody; answers with the perf_counter_ns of the call
hello BYTES            greet whoever comes with so many bytes; answers 0 (where it is measured)
"""

import asyncio
import json
import random
import sys
import time
from collections.abc import Awaitable, Callable

_WORDS = ["evidence", "careers", "learner", "destination", "encounter", "workplace", "adviser", "governor"]


def payload(size: int, seq: int) -> str:
    """JSON of about `size` bytes, another one each time: identical ones would flatter compression and caches."""
    chosen = random.Random(seq)
    content = " ".join(chosen.choice(_WORDS) for _ in range(size // 9))
    opening = f'{{"epoch":"bare","seq":{seq},"content":"{content}'
    return opening.ljust(max(size - 2, 0)) + '"}'


async def obey(port: int, broadcast: Callable[[str], Awaitable[None]], **told: object) -> None:
    """Say where this server listens, then broadcast when asked to, until standard input ends."""
    lines = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    print(json.dumps({"port": port, **told}), flush=True)
    while line := await lines.readline():
        _, size, seq = line.split()
        text = payload(int(size), int(seq))
        began = time.perf_counter_ns()
        await broadcast(text)
        print(began, flush=True)
