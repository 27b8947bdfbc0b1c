"""What a process says of itself, and how it leaves."""

import asyncio
from pathlib import Path
from typing import Any

import httpx2
import pytest

from server.health import Health
from server.house import House
from server.store import StoreUnreachable
from tests.server.door import standing


class Database:
    """As much of a store as health asks: it answers, does not, or hangs."""

    def __init__(self) -> None:
        self.asked = 0
        self.fails = False
        self.answers = asyncio.Event()
        self.answers.set()

    async def ping(self) -> None:
        self.asked += 1
        await self.answers.wait()
        if self.fails:
            raise StoreUnreachable


class Line:
    """As much of a bus."""

    reaches_others: bool | None = None


def health(database: Any, line: Any) -> Health:
    return Health(database, line)


@pytest.mark.parametrize(
    ("redis", "fails", "leaving", "status", "says"),
    [
        (None, False, False, 200, {"status": "ok", "database": True}),
        (True, False, False, 200, {"status": "ok", "database": True, "redis": True}),
        (False, False, False, 200, {"status": "slower", "database": True, "redis": False}),
        (True, True, False, 503, {"status": "unreachable", "database": False, "redis": True}),
        (None, False, True, 503, {"status": "leaving", "database": True}),
    ],
)
async def test_a_process_says_how_it_is(
    redis: bool | None, fails: bool, leaving: bool, status: int, says: dict[str, Any]
) -> None:
    database, line = Database(), Line()
    database.fails, line.reaches_others = fails, redis
    one = health(database, line)
    one.leaving = leaving
    assert await one.report() == (status, says)


async def test_a_database_that_hangs_is_asked_once_however_many_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.health.PATIENCE", 0.05)
    database = Database()
    database.answers.clear()
    one = health(database, Line())
    assert [status for status, _ in await asyncio.gather(*(one.report() for _ in range(20)))] == [503] * 20
    assert database.asked == 1
    database.answers.set()
    await asyncio.sleep(0)
    assert (await one.report())[0] == 200


async def test_who_leaves_takes_in_commands_and_no_new_onlookers(tmp_path: Path) -> None:
    async with standing(tmp_path) as door:
        room = await door.room()
        await _leave(door.house)
        await room.does("Rosalind Achterley", "OpenRoom")
        answer: httpx2.Response = await room.gets("Siobhan Merrick", "/rooms/ROOM/as/desk/frames?epoch=x&after=0")
        assert answer.status_code == 200, "what was missed is told"
        while answer.status_code == 200:  # her own coming may be news as well
            told = answer.json()
            place = f"epoch={told['epoch']}&after={told['seq']}&frame={told['frame']}&wait=20"
            answer = await room.gets("Siobhan Merrick", f"/rooms/ROOM/as/desk/frames?{place}")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        assert (await door.ask("GET", "/readyz")).json()["status"] == "leaving"


async def _leave(house: House) -> None:
    """As `server.running` begins it."""
    house.health.leaving = True
    house.listening.stop()
    await house.live.send_away(1.0)
