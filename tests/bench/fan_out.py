"""Command → last client, and the sending alone, beside bare broadcasts and what others would build it on.

Yardstick: one bare `websockets.broadcast` of a frame as large as the product's, from the call to the last client, plus
one fdatasync of 4 KB. The others only send; they write nothing.
"""

import asyncio
import gc
from contextlib import AsyncExitStack
from typing import NamedTuple

from tests.bench.asked import Asked
from tests.bench.door import Asking, a_house
from tests.bench.figures import Figure, ratio, summary
from tests.bench.servers import Disk, Missing, Server, node_server, started
from tests.bench.spectators import Crowd, Seat

WARM = 20
AIMS = {20: 1.4, 200: 1.1}
AIMS_ALONE = {200: 0.85, 2000: 0.9}

Times = dict[str, list[float]]


class Rival(NamedTuple):
    """Another server, with its clients."""

    server: Server
    crowd: Crowd


async def fan_out(asked: Asked) -> None:
    """For 20 and 200 clients, and for 1,000 (and 2,000) in a whole run."""
    for clients in (20, 200, 1000, 2000) if asked.whole else (20, 200):
        blocks, each = (8, 25) if clients <= 200 else (6, 10)
        await _side_by_side(asked, clients, blocks, each)


async def _side_by_side(asked: Asked, clients: int, blocks: int, each: int) -> None:
    folder = asked.folder()
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(a_house(folder))
        crowd, asking, disk = Crowd(house.server.port), Asking(house), Disk(folder)
        await crowd.enter(house.everybody(clients))
        others = await _others(asked, stack, clients)
        await asyncio.sleep(2)  # until everybody is shown as present
        times: Times = {}
        for block in range(-1, blocks):
            turn = each if block >= 0 else WARM
            await _commands(times, asking, crowd, disk, turn)
            size = crowd.frame_bytes
            for name, (server, theirs) in {"product": Rival(house.server, crowd), **others}.items():
                gc.collect()
                times.setdefault(name, []).extend([await server.broadcast(theirs, size) for _ in range(turn)])
            if block < 0:
                times.clear()
        disk.close()
        for one in (crowd, *(rival.crowd for rival in others.values())):
            one.leave()
    _tell(asked, clients, size, times)


async def _commands(times: Times, asking: Asking, crowd: Crowd, disk: Disk, each: int) -> None:
    commands, answers = await asking.samples(crowd, each)
    times.setdefault("command", []).extend(commands)
    times.setdefault("answer", []).extend(answers)
    times.setdefault("fdatasync", []).extend([disk.sample() for _ in range(each)])


async def _others(asked: Asked, stack: AsyncExitStack, clients: int) -> dict[str, Rival]:
    """The bare server, and the rivals that this machine can start."""
    commands: dict[str, tuple[str, ...]] = {"bare": ("bare",), "python-socketio": ("rivals.socket_io",)}
    commands["Channels"] = ("rivals.django_channels", asked.redis)
    try:
        commands["Node ws"] = ("node", node_server())
    except Missing as missing:
        print(f"Node ws is left out: {missing}")
    others = {}
    for name, command in commands.items():
        server = await stack.enter_async_context(started(*command))
        seat: Seat = ("/socket.io/?EIO=4&transport=websocket" if "socketio" in name else "/", "")
        others[name] = Rival(server, Crowd(server.port))
        await others[name].crowd.enter([seat] * clients)
    return others


def _tell(asked: Asked, clients: int, size: int, times: Times) -> None:
    numbers = {"frame_bytes": size, **{name: summary(samples) for name, samples in times.items()}}
    yardstick = (times["bare"], times["fdatasync"])
    rivals = [name for name in ("Node ws", "python-socketio", "Channels") if name in times]
    asked.tell(
        Figure(
            name=f"command → last of {clients} ÷ (bare broadcast + fdatasync)",
            ratio=ratio(times["command"], *yardstick),
            aim=AIMS.get(clients),
            others={name: ratio(times[name], *yardstick) for name in rivals},
            numbers=numbers,
        )
    )
    asked.tell(
        Figure(
            name=f"sending alone → last of {clients} ÷ bare broadcast",
            ratio=ratio(times["product"], times["bare"]),
            aim=AIMS_ALONE.get(clients),
            others={name: ratio(times[name], times["bare"]) for name in rivals},
        )
    )
