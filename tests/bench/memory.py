"""Memory per idle connection, session state included, against the bare server."""

import asyncio

from tests.bench.asked import Asked
from tests.bench.door import a_house
from tests.bench.figures import Figure
from tests.bench.servers import Server, started
from tests.bench.spectators import Crowd, Seat

FIRST = 50
"""Connections before the first look: what is loaded once is not counted."""


async def memory(asked: Asked) -> None:
    """With 2,000 connections; with 10,000 as well in a whole run."""
    for connections in (2000, 10_000) if asked.whole else (2000,):
        async with a_house(asked.folder()) as house:
            product = await _each(house.server, house.everybody(connections + FIRST))
        async with started("bare") as server:
            bare = await _each(server, [("/", "")] * (connections + FIRST))
        asked.tell(
            Figure(
                name=f"memory per idle connection, {connections:,} ÷ bare server",
                ratio=round(product / bare, 3),
                aim=1.6,
                numbers={"product_kilobytes": round(product, 2), "bare_kilobytes": round(bare, 2)},
            )
        )


async def _each(server: Server, seats: list[Seat]) -> float:
    """Kilobytes for each connection."""
    crowd = Crowd(server.port)
    await crowd.enter(seats[:FIRST])
    await asyncio.sleep(2)
    before = server.resident
    await crowd.enter(seats[FIRST:])
    await asyncio.sleep(3)
    after = server.resident
    crowd.leave()
    return (after - before) / 1024 / (len(seats) - FIRST)
