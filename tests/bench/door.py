"""The product as it is measured: the house in a process of its own, with rooms and with people who put questions right.

Each command puts one's own question into other words, so that no rendering is remembered from before.
"""

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from tests.bench.servers import Server, started
from tests.bench.spectators import Crowd, Seat

CHANGES = ("evidence of it", "what learners say", "the destinations", "your governors", "each encounter", "the gap")


class Asker(NamedTuple):
    """Somebody with a question of their own waiting in a room."""

    room: str
    token: str
    question: str


class House(NamedTuple):
    """A running house. `seats` are those of each room, `askers` likewise."""

    server: Server
    rooms: Sequence[str]
    seats: Sequence[Sequence[Seat]]
    askers: Sequence[Sequence[Asker]]
    seqs: dict[str, int]

    def everybody(self, clients: int, room: int = 0) -> list[Seat]:
        """So many seats of one room, each taken again and again where there are not as many."""
        return list(itertools.islice(itertools.cycle(self.seats[room]), clients))


@asynccontextmanager
async def a_house(
    folder: Path, *, rooms: int = 1, browsers: int = 0, database: str = "", redis: str = ""
) -> AsyncIterator[House]:
    """Start one on a folder, with so many rooms made (0: those that are there) and browsers let into each."""
    async with started("house", str(folder), str(rooms), str(browsers), database, redis) as server:
        made = server.told["rooms"]
        yield House(
            server,
            [room["room"] for room in made],
            [[(path, cookie) for path, cookie in room["seats"]] for room in made],
            [[Asker(room["room"], token, question) for token, question in room["askers"]] for room in made],
            {room["room"]: room["seq"] for room in made},
        )


class Desk:
    """One connection that commands go by, kept open as a browser keeps it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter

    async def connect(self) -> "Desk":
        """Open the connection."""
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def correct(self, asker: Asker, turn: int) -> int:
        """Put the question into other words; gives the log's end. Raises RuntimeError where that is refused."""
        text = f"What did you change because of {CHANGES[turn % 6]}, turn {turn}, and how do you know that it helped?"
        name = f"bench-{asker.question}-{turn}"
        body = json.dumps({"id": name, "kind": "CorrectQuestion", "question": asker.question, "text": text}).encode()
        self._writer.write(
            f"POST /api/rooms/{asker.room}/commands HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n"
            f"Authorization: Bearer {asker.token}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
        answer = await self._reader.readexactly(length)
        if b" 200 " not in head[:20]:
            raise RuntimeError(answer.decode())
        return int(json.loads(answer)["seq"])

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


class Asking:
    """One room's askers, who take turns; `sample` measures a command of theirs."""

    def __init__(self, house: House, room: int = 0) -> None:
        self._port, self._askers, self._turn = house.server.port, house.askers[room], 0
        self._seq = house.seqs[house.rooms[room]]

    async def samples(self, crowd: Crowd, count: int) -> tuple[list[float], list[float]]:
        """Milliseconds from a request's first byte to the last client, and to the answer; so many of each."""
        desk = await Desk(self._port).connect()  # anew: one that was idle for five seconds is closed
        commands, answers = [], []
        for _ in range(count):
            self._turn += 1
            self._seq += 1
            last = crowd.expect(self._seq)
            began = time.perf_counter_ns()
            seq = await desk.correct(self._askers[self._turn % len(self._askers)], self._turn)
            answers.append((time.perf_counter_ns() - began) / 1e6)
            assert seq == self._seq, f"somebody else wrote: {seq}, not {self._seq}"
            commands.append((await asyncio.wait_for(last, 20) - began) / 1e6)
        desk.close()
        return commands, answers
