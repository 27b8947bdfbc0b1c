"""Everybody comes back after a restart, and one reader who never reads.

Coming back: 2,000 clients connect at once to a process that has just been started on an old log. Each is known by its
cookie, has its audience found and gets the room as it is. Node's `ws` greets as many with as many bytes and knows
nobody.
"""

import asyncio
import socket
import time
from pathlib import Path

from tests.bench.asked import Asked
from tests.bench.door import Asking, a_house
from tests.bench.figures import Figure, ratio, summary
from tests.bench.servers import Missing, Server, node_server, started
from tests.bench.spectators import Crowd, Seat

CLIENTS = 2000
OTHERS = 20
LITTLE = 4096
"""Bytes that the kernel takes for the one who does not read."""


async def returning(asked: Asked) -> None:
    """Three restarts of each, in turns."""
    folder, times = asked.folder(), dict[str, list[float]](product=[], node=[])
    async with a_house(folder, browsers=CLIENTS):
        pass  # made once; every start below finds it
    try:
        node = node_server()
    except Missing as missing:
        print(f"Coming back is left out: {missing}")
        return
    for _ in range(3):
        took, size = await _product(folder)
        times["product"].append(took)
        async with started("node", node) as server:
            await server.ask(f"hello {size}")
            times["node"].append((await _enter(server, [("/", "")] * CLIENTS))[0])
    asked.tell(
        Figure(
            name=f"{CLIENTS:,} clients back after a restart ÷ Node ws, which knows nobody",
            ratio=ratio(times["product"], times["node"]),
            aim=1.3,
            numbers={"snapshot_bytes": size, **{name: summary(found) for name, found in times.items()}},
        )
    )


async def _product(folder: Path) -> tuple[float, int]:
    async with a_house(folder, rooms=0) as house:
        return await _enter(house.server, house.everybody(CLIENTS))


async def _enter(server: Server, seats: list[Seat]) -> tuple[float, int]:
    """Milliseconds until the last one has its first message, and how large that is."""
    crowd = Crowd(server.port)
    began = time.perf_counter()
    await crowd.enter(seats, at_once=CLIENTS)
    took = (time.perf_counter() - began) * 1000
    size = crowd.received // len(seats)
    crowd.leave()
    return took, size


async def stalled(asked: Asked) -> None:
    """Command → last of the others, with and without one who never reads, in turns."""
    times: dict[str, list[float]] = {"with": [], "without": []}
    async with a_house(asked.folder()) as house:
        crowd, asking = Crowd(house.server.port), Asking(house)
        await crowd.enter(house.everybody(OTHERS))
        await asyncio.sleep(2)
        await asking.samples(crowd, 20)
        before = house.server.resident
        for _ in range(8):
            times["without"] += (await asking.samples(crowd, 25))[0]
            idle = _who_never_reads(house.server.port, house.seats[0][0])
            await asyncio.sleep(0.5)
            times["with"] += (await asking.samples(crowd, 25))[0]
            idle.close()
            await asyncio.sleep(0.5)
        grown = (house.server.resident - before) / 1024
        crowd.leave()
    asked.tell(
        Figure(
            name="others’ latency with one reader that never reads ÷ without",
            ratio=ratio(times["with"], times["without"]),
            aim=1.1,
            numbers={"grown_kilobytes": round(grown), **{name: summary(found) for name, found in times.items()}},
        )
    )


def _who_never_reads(port: int, seat: Seat) -> socket.socket:
    """A socket that asks for the room and leaves what comes where it is."""
    path, cookie = seat
    idle = socket.socket()
    idle.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, LITTLE)
    idle.connect(("127.0.0.1", port))
    idle.sendall(
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\nCookie: {cookie}\r\n\r\n".encode()
    )
    return idle
