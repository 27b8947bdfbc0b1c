"""The bus: who subscribed is told, in this process at once, in others soon, and even while Redis is away."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence

import pytest

from server.bus import Bus, Grown, InProcessBus, LookingBus
from server.over_redis.bus import RedisBus
from server.store import Head
from server.store.faults import StoreUnreachable
from tests.services import Redis


class Ends:
    """The ends of all logs, as the store would tell them."""

    def __init__(self) -> None:
        self.heads: dict[str, Head] = {}
        self.reachable = True

    async def __call__(self, rooms: Sequence[str]) -> Mapping[str, Grown]:
        """As `store.heads`."""
        if not self.reachable:
            raise StoreUnreachable
        return {room: self.heads[room] for room in rooms if room in self.heads}

    def grow(self, room: str, seq: int, people: int = 0) -> None:
        """Another process wrote."""
        self.heads[room] = Head(seq, "", "open", people)


async def until(what: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(seconds):
        while not what():  # noqa: ASYNC110 - nothing here could set an event
            await asyncio.sleep(0.01)


@pytest.fixture
def ends() -> Ends:
    """The logs."""
    return Ends()


@pytest.fixture
async def bus(redis_or_none: str | None, ends: Ends) -> AsyncIterator[Bus]:
    """A bus of either kind, started."""
    bus = RedisBus(redis_or_none, ends) if redis_or_none else InProcessBus()
    await bus.start()
    yield bus
    await bus.stop()


async def test_subscribers_have_heard_when_announce_returns(bus: Bus) -> None:
    heard: list[tuple[str, int]] = []
    bus.subscribe(lambda room, seq: heard.append((room, seq)))
    await bus.announce("r_1", 7)
    await bus.announce("r_2", 1)
    assert heard == [("r_1", 7), ("r_2", 1)]


async def test_people_have_a_bell_of_their_own(bus: Bus) -> None:
    grown: list[str] = []
    changed: list[str] = []
    bus.subscribe(lambda room, _: grown.append(room))
    bus.subscribe_people(changed.append)
    await bus.announce_people("r_1")
    assert (grown, changed) == ([], ["r_1"])


async def test_who_stopped_hears_no_more(bus: Bus) -> None:
    heard: list[int] = []
    stop = bus.subscribe(lambda _, seq: heard.append(seq))
    await bus.announce("r_1", 1)
    stop()
    stop()
    await bus.announce("r_1", 2)
    assert heard == [1]


async def test_one_that_fails_keeps_nothing_from_the_others(bus: Bus) -> None:
    heard: list[int] = []
    bus.subscribe(lambda _, seq: [][seq])
    bus.subscribe(lambda _, seq: heard.append(seq))
    await bus.announce("r_1", 1)
    assert heard == [1]


async def two_buses(redis_url: str, ends: Ends) -> tuple[RedisBus, RedisBus, list[tuple[str, int]]]:
    here, there = RedisBus(redis_url, ends), RedisBus(redis_url, ends)
    heard: list[tuple[str, int]] = []
    there.subscribe(lambda room, seq: heard.append((room, seq)))
    for bus in (here, there):
        await bus.start()
    return here, there, heard


async def test_another_process_is_told(redis_url: str, ends: Ends) -> None:
    here, there, heard = await two_buses(redis_url, ends)
    changed: list[str] = []
    there.subscribe_people(changed.append)
    await asyncio.sleep(0.2)  # both have subscribed
    await here.announce("r_1", 3)
    await here.announce_people("r_1")
    await until(lambda: bool(heard and changed))
    assert (heard, changed) == ([("r_1", 3)], ["r_1"])
    await here.stop()
    await there.stop()


async def test_ones_own_announcement_is_heard_once(redis_url: str, ends: Ends) -> None:
    here, there, _ = await two_buses(redis_url, ends)
    heard: list[int] = []
    here.subscribe(lambda _, seq: heard.append(seq))
    await asyncio.sleep(0.2)
    await here.announce("r_1", 3)
    await asyncio.sleep(0.2)
    assert heard == [3]
    await here.stop()
    await there.stop()


async def test_what_redis_lost_is_found_at_the_end_of_the_log(redis_url: str, ends: Ends) -> None:
    here, there, heard = await two_buses(redis_url, ends)
    there.watch("r_1")
    ends.grow("r_1", 9)
    ends.grow("r_2", 5)  # nobody has it open
    await until(lambda: ("r_1", 9) in heard)
    assert heard == [("r_1", 9)]
    await here.stop()
    await there.stop()


async def test_rooms_go_on_while_redis_is_away(redis_server: Redis, redis_url: str, ends: Ends) -> None:
    here, there, heard = await two_buses(redis_url, ends)
    there.watch("r_1")
    await asyncio.sleep(0.2)
    redis_server.stop()
    try:
        async with asyncio.timeout(0.5):
            await here.announce("r_1", 4)
        ends.grow("r_1", 4)
        await until(lambda: ("r_1", 4) in heard)
    finally:
        redis_server.start()
    heard.clear()
    async with asyncio.timeout(5):
        while not heard:
            await here.announce("r_2", 5)
            await asyncio.sleep(0.1)
    await here.stop()
    await there.stop()


async def test_a_database_that_does_not_answer_stops_nothing(redis_url: str, ends: Ends) -> None:
    here, there, heard = await two_buses(redis_url, ends)
    there.watch("r_1")
    ends.reachable = False
    await asyncio.sleep(2.2)
    ends.reachable = True
    ends.grow("r_1", 2)
    await until(lambda: ("r_1", 2) in heard)
    await here.stop()
    await there.stop()


async def test_one_process_finds_what_it_wrote_and_told_nobody(ends: Ends) -> None:
    bus = LookingBus(ends)
    heard: list[tuple[str, int]] = []
    bus.subscribe(lambda room, seq: heard.append((room, seq)))
    await bus.start()
    bus.watch("r_1")
    await bus.announce("r_1", 3)
    ends.grow("r_1", 3)
    ends.grow("r_2", 1)  # nobody has it open
    await asyncio.sleep(2.2)
    assert heard == [("r_1", 3)]
    ends.grow("r_1", 4)
    await until(lambda: ("r_1", 4) in heard)
    await bus.stop()


async def test_it_knows_whether_others_are_reached(redis_server: Redis, redis_url: str, ends: Ends) -> None:
    bus = RedisBus(redis_url, ends)
    await bus.start()
    await until(lambda: bus.reaches_others is True)
    redis_server.stop()
    try:
        await until(lambda: bus.reaches_others is False)
    finally:
        redis_server.start()
    await until(lambda: bus.reaches_others is True)
    await bus.stop()
    assert InProcessBus().reaches_others is None


async def test_a_room_that_nobody_has_open_is_not_looked_at(redis_url: str, ends: Ends) -> None:
    bus = RedisBus(redis_url, ends)
    bus.watch("r_1")
    bus.watch("r_1")
    bus.unwatch("r_1")
    assert "r_1" in bus.watched
    bus.unwatch("r_1")
    assert "r_1" not in bus.watched
    await bus.stop()
