"""What a room costs in a process that has many: the time of a command, and memory, as rooms grow from 10 to 1,000.

Two processes side by side, one with few rooms looked at and one with many; commands go to the same few in both, in
turns. Memory is what each further room adds, beside what each of the first added.
"""

import asyncio
from pathlib import Path

from tests.bench.asked import Asked
from tests.bench.door import Asking, House, a_house
from tests.bench.figures import Figure, ratio, summary
from tests.bench.spectators import Crowd

FEW = 10
BLOCKS, EACH = 8, 5
PEOPLE = 5
"""Who look at each room: more would need more open files than a process may have."""


async def rooms(asked: Asked) -> None:
    """Ten rooms beside a thousand (two hundred in a quick run)."""
    many = 1000 if asked.whole else 200
    few_folder, many_folder = await _made(asked, FEW), await _made(asked, many)
    async with a_house(few_folder, rooms=0) as small, a_house(many_folder, rooms=0) as large:
        few, more = _Visited(small), _Visited(large)
        await few.visit(FEW)
        await more.visit(FEW)
        first = await more.visit(min(110, many // 2))
        further = await more.visit(many)
        for block in range(-1, BLOCKS):
            for visited in (few, more):
                await visited.sample(block >= 0)
    numbers = {"few rooms": summary(few.times), "many rooms": summary(more.times)}
    asked.tell(
        Figure(
            name=f"time of a command, {many:,} rooms ÷ {FEW}",
            ratio=ratio(more.times, few.times),
            aim=1.1,
            numbers=numbers,
        )
    )
    asked.tell(
        Figure(
            name=f"memory of each room up to {many:,} ÷ of the first hundred, {PEOPLE} people in each",
            ratio=round(further / first, 3),
            aim=1.1,
            numbers={"kilobytes_each_of_the_first": round(first), "kilobytes_each_further": round(further)},
        )
    )


async def _made(asked: Asked, rooms: int) -> Path:
    folder = asked.folder()
    async with a_house(folder, rooms=rooms):
        return folder


class _Visited:
    """A house whose rooms are looked at, more and more of them."""

    def __init__(self, house: House) -> None:
        self._house, self._visited = house, 0
        self._crowds = [Crowd(house.server.port) for _ in house.rooms]
        self._askings = [Asking(house, room) for room in range(FEW)]
        self.times: list[float] = []

    async def visit(self, rooms: int) -> float:
        """Look at so many altogether; gives the kilobytes that each of the new ones takes."""
        before, new = self._house.server.resident, range(self._visited, rooms)
        for room in new:
            await self._crowds[room].enter(self._house.everybody(PEOPLE, room))
        await asyncio.sleep(3)
        self._visited = rooms
        return (self._house.server.resident - before) / 1024 / len(new)

    async def sample(self, counts: bool) -> None:
        """A few commands in each of the first rooms."""
        for asking, crowd in zip(self._askings, self._crowds, strict=False):
            times, _ = await asking.samples(crowd, EACH)
            self.times += times if counts else []
