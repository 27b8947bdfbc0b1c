"""Presence is per person: three devices are one person, here until the last of them goes or falls silent."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from server.over_redis.presence import RedisPresence
from server.presence import SILENCE, InProcessPresence, Presence
from tests.contracts.logs import VirtualClock
from tests.services import Redis


@pytest.fixture
async def presence(redis_or_none: str | None, clock: VirtualClock) -> AsyncIterator[Presence]:
    """A presence of either kind."""
    presence = RedisPresence(redis_or_none, clock) if redis_or_none else InProcessPresence(clock)
    yield presence
    await presence.close()


async def test_who_arrives_is_here(presence: Presence, clock: VirtualClock) -> None:
    assert await presence.present("r_1") == {}
    await presence.arrive("r_1", "p_imogen", "tablet")
    assert await presence.present("r_1") == {"p_imogen": clock.now}
    assert await presence.present("r_2") == {}


async def test_three_devices_are_one_person(presence: Presence) -> None:
    for device in ("tablet", "phone", "laptop"):
        await presence.arrive("r_1", "p_imogen", device)
    assert list(await presence.present("r_1")) == ["p_imogen"]
    assert not await presence.leave("r_1", "p_imogen", "tablet")
    assert not await presence.leave("r_1", "p_imogen", "phone")
    assert await presence.leave("r_1", "p_imogen", "laptop")
    assert await presence.present("r_1") == {}


async def test_a_silent_connection_is_gone(presence: Presence, clock: VirtualClock) -> None:
    await presence.arrive("r_1", "p_imogen", "tablet")
    await presence.arrive("r_1", "p_ruth", "phone")
    clock.move(SILENCE - 1)
    await presence.arrive("r_1", "p_ruth", "phone")
    clock.move(2)
    assert await presence.present("r_1") == {"p_ruth": clock.now - timedelta(seconds=2)}


async def test_leaving_without_having_come_is_nothing(presence: Presence) -> None:
    assert await presence.leave("r_1", "p_imogen", "tablet")


async def test_processes_know_of_each_others_people(redis_url: str, clock: VirtualClock) -> None:
    here, there = RedisPresence(redis_url, clock), RedisPresence(redis_url, clock)
    await here.arrive("r_1", "p_imogen", "tablet")
    await there.arrive("r_1", "p_imogen", "phone")
    await there.arrive("r_1", "p_ruth", "phone")
    assert (await here.present("r_1")).keys() == (await there.present("r_1")).keys() == {"p_imogen", "p_ruth"}
    assert not await there.leave("r_1", "p_imogen", "phone")
    assert await here.leave("r_1", "p_imogen", "tablet")
    await here.close()
    await there.close()


async def test_while_redis_is_away_ones_own_people_are_here(
    redis_server: Redis, redis_url: str, clock: VirtualClock
) -> None:
    presence = RedisPresence(redis_url, clock)
    await presence.arrive("r_1", "p_imogen", "tablet")
    redis_server.stop()
    try:
        await presence.arrive("r_1", "p_ruth", "phone")
        assert (await presence.present("r_1")).keys() == {"p_imogen", "p_ruth"}
    finally:
        redis_server.start()
        await presence.close()
