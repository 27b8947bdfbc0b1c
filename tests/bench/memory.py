"""Memory per idle connection, session state included, against the bare server."""

import asyncio
import itertools
from pathlib import Path
from typing import Any

from tests.bench.servers import resident, started
from tests.bench.spectators import Crowd

FIRST = 50
"""Connections before the first look: what is loaded once is not counted."""


async def memory(folder: Path, connections: int) -> dict[str, Any]:
    """Kilobytes for each connection, of both."""
    found: dict[str, float] = {}
    async with started("tests.bench.house", str(folder)) as (process, told):
        seats = itertools.cycle(map(tuple, told["seats"]))
        found["product"] = await _each(process, Crowd(told["port"]), [next(seats) for _ in range(connections + FIRST)])
    async with started("tests.bench.bare") as (process, at):
        found["bare"] = await _each(process, Crowd(at["port"]), [("/", "")] * (connections + FIRST))
    return {
        "connections": connections,
        "ratio": round(found["product"] / found["bare"], 3),
        **{f"{name}_kilobytes": round(value / 1024, 2) for name, value in found.items()},
    }


async def _each(process: asyncio.subprocess.Process, crowd: Crowd, seats: list[tuple[str, str]]) -> float:
    await crowd.enter(seats[:FIRST])
    await asyncio.sleep(2)
    before = resident(process)
    await crowd.enter(seats[FIRST:])
    await asyncio.sleep(3)
    after = resident(process)
    crowd.leave()
    return (after - before) / (len(seats) - FIRST)
