"""How many commands a second a process takes, with everybody looking; and the store alone beside a pool of connections.

Commands come by HTTP from 32 connections, each sending its next when the last is answered, in one room and spread over
a hundred. The store's own figure has 64 writers; its yardstick is asyncpg with a pool of 32 on the same PostgreSQL,
which writes the same rows, one transaction for each command.
"""

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg

from server.migrations import upgrade
from server.store import NewRoom, Store
from sessions import events as e
from tests.bench.asked import Asked
from tests.bench.door import Asker, Desk, House, a_house
from tests.bench.figures import Figure
from tests.bench.spectators import Crowd
from tests.sessions.cast import MEMBERS, START, a_room, at_step, opened

CONNECTIONS = 32
WRITERS, POOL = 64, 32
SECRET = b"for measuring only, thirty-two bytes"
AT_A_TABLE = 12
"""People in a room, as a nation-wide day has them."""

ROOMS, EVENTS, HOURS = 1500, 2000, 4
"""A nation-wide day: every room as lively as the liveliest of the pilot."""
ROWS = 4
"""Written for a command: the event, its words beside it, the reply, the room's head."""

INSERT_EVENT = "INSERT INTO events (room, seq, at, kind, record, digest) VALUES ($1, $2, $3, $4, $5, $6)"
INSERT_TEXT = "INSERT INTO texts (room, seq, field, salt, value) VALUES ($1, $2, $3, $4, $5)"
INSERT_REPLY = "INSERT INTO replies (room, command, body, actor, first_seq, last_seq) VALUES ($1, $2, $3, $4, $5, $6)"
UPDATE_ROOM = "UPDATE rooms SET seq = $2, digest = $3 WHERE id = $1"


async def throughput(asked: Asked) -> None:
    """One room and a hundred (ten in a quick run), then the store alone."""
    seconds = 10 if asked.whole else 4
    many = 100 if asked.whole else 10
    one = await _commands(asked, 1, seconds)
    spread = await _commands(asked, many, seconds)
    asked.tell(
        Figure(
            name=f"commands/s over {many} rooms ÷ in one room, {AT_A_TABLE} people in each",
            ratio=round(spread["per_second"] / one["per_second"], 3),
            numbers={"one room": one, f"{many} rooms": spread},
        )
    )
    asked.tell(_day(spread))


def _day(spread: dict[str, float]) -> Figure:
    """What a nation-wide day needs, by what a command costs among many rooms."""
    per_second = ROOMS * EVENTS / HOURS / 3600
    cores = per_second * spread["processor_ms_per_command"] / 1000
    return Figure(
        name=f"processor cores for {ROOMS:,} rooms of {AT_A_TABLE}, {EVENTS:,} events each in {HOURS} hours",
        ratio=round(cores, 2),
        numbers={
            "commands_per_second": round(per_second),
            "rows_per_second": round(per_second * ROWS),
            "megabits_per_second_out": round(per_second * spread["bytes_out_per_command"] * 8 / 1e6, 1),
            "gigabytes_on_disk": round(ROOMS * EVENTS * spread["bytes_on_disk_per_command"] / 1e9, 2),
        },
    )


async def group_commit(asked: Asked) -> None:
    """The store with 64 writers beside asyncpg with a pool of 32, in turns."""
    seconds = 2.0
    lite, post = f"sqlite:///{asked.folder() / 'rooms.db'}", asked.postgres.new_database()
    plain = asked.postgres.new_database()  # what the pool writes is no log that a store could read
    for url in (lite, post, plain):
        upgrade(url)
        async with Store.opened(url, SECRET) as store:
            await _rooms(store)
    async with (
        Store.opened(lite, SECRET) as in_file,
        Store.opened(post, SECRET) as in_server,
        asyncpg.create_pool(plain.replace("+psycopg", ""), min_size=POOL, max_size=POOL) as pool,
    ):
        turns: dict[str, tuple[int, Callable[[Iterator[int]], Awaitable[None]]]] = {
            "asyncpg": (POOL, lambda numbers: _plain(pool, numbers)),
            "PostgreSQL": (WRITERS, lambda numbers: _appending(in_server, numbers)),
            "SQLite": (WRITERS, lambda numbers: _appending(in_file, numbers)),
        }
        rates: dict[str, list[float]] = {name: [] for name in turns}
        numbers = itertools.count(10**6)
        for _ in range(3):
            for name, (writers, write) in turns.items():
                rates[name].append(await _rate(writers, write, numbers, seconds))
    per_second = {name: round(sorted(found)[1]) for name, found in rates.items()}
    for name in ("SQLite", "PostgreSQL"):
        asked.tell(
            Figure(
                name=f"group commit on {name}, commands/s of {WRITERS} writers ÷ asyncpg pool of {POOL}",
                ratio=round(per_second[name] / per_second["asyncpg"], 2),
                aim=10 if name == "SQLite" else None,
                at_least=True,
                numbers=per_second,
            )
        )


async def _commands(asked: Asked, rooms: int, seconds: float) -> dict[str, float]:
    folder = asked.folder()
    async with a_house(folder, rooms=rooms) as house:
        crowd = Crowd(house.server.port)
        for room in range(rooms):
            await crowd.enter(house.everybody(AT_A_TABLE, room))
        await asyncio.sleep(2)
        received, worked, size = crowd.received, house.server.worked, _size(folder)
        began = time.monotonic()
        done = await _send(house, began + seconds)
        took, worked = time.monotonic() - began, house.server.worked - worked
        await asyncio.sleep(0.5)
        received = crowd.received - received
        crowd.leave()
        return {
            "per_second": round(done / took, 1),
            "processor_ms_per_command": round(worked / done * 1000, 3),
            "processor_share": round(worked / took, 2),
            "bytes_out_per_command": round(received / done),
            "bytes_on_disk_per_command": round((_size(folder) - size) / done),
            "resident_megabytes": round(house.server.resident / 2**20, 1),
        }


async def _send(house: House, until: float) -> int:
    """So many commands were answered until then."""
    askers = [asker for rooms in zip(*house.askers, strict=True) for asker in rooms]  # each room once, and again
    shares = [askers[first::CONNECTIONS] for first in range(CONNECTIONS)]

    async def one(mine: list[Asker]) -> int:
        desk, done = await Desk(house.server.port).connect(), 0
        while time.monotonic() < until:
            await desk.correct(mine[done % len(mine)], done)
            done += 1
        desk.close()
        return done

    return sum(await asyncio.gather(*(one(mine) for mine in shares if mine)))


def _size(folder: Path) -> int:
    return (folder / "rooms.db").stat().st_size


async def _rate(
    writers: int, write: Callable[[Iterator[int]], Awaitable[None]], numbers: Iterator[int], seconds: float
) -> float:
    began, done = time.monotonic(), 0

    async def one() -> None:
        nonlocal done
        while time.monotonic() < began + seconds:
            await write(numbers)
            done += 1

    await asyncio.gather(*(one() for _ in range(writers)))
    return done / (time.monotonic() - began)


async def _rooms(store: Store) -> None:
    for number in range(WRITERS):
        room = NewRoom(id=f"r_{number}", title="A room", starts_at=START)
        await store.create_room(room, [*a_room(), opened(), at_step("slot-1.challenge")])


async def _appending(store: Store, numbers: Iterator[int]) -> None:
    number = next(numbers)
    note = e.NoteWritten(entry=f"n-{number}", slot="slot-1", text=f"Note {number}.", by=MEMBERS[0].person)
    await store.append(f"r_{number % WRITERS}", f"c-{number}", b"{}", None, lambda *_: [note])


async def _plain(pool: asyncpg.Pool, numbers: Iterator[int]) -> None:
    number = next(numbers)
    room = f"r_{number % WRITERS}"
    record = f'{{"at":"2026-11-12T09:30:00.000Z","by":"p_1","entry":"n-{number}","slot":"slot-1","text":"{"a" * 71}"}}'
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(
            INSERT_EVENT, room, number, "2026-11-12T09:30:00.000Z", "NoteWritten", record, "d" * 64
        )
        await connection.execute(INSERT_TEXT, room, number, "text", "5" * 32, f'"Note {number}."')
        await connection.execute(INSERT_REPLY, room, f"c-{number}", "b" * 64, None, number, number)
        await connection.execute(UPDATE_ROOM, room, 0, "d" * 64)
