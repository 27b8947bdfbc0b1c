"""What the check page found is kept and forgotten alike on both databases."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from server.bus import InProcessBus
from server.directory import Directory
from server.directory.checks import KEPT, MOST_DEVICES
from server.store import Store
from server.tables import CheckRow, RoomRow
from tests.contracts.logs import VirtualClock, a_prepared_room

ROOM, HARROW, LARKFIELD = "r_1", "i_harrow", "i_larkfield"


@pytest.fixture
async def directory(store: Store, clock: VirtualClock) -> Directory:
    """The directory of a store with a room that was to open just now."""
    await a_prepared_room(store, ROOM)

    def today(session: Session) -> None:
        room = session.get(RoomRow, ROOM)
        assert room is not None
        room.starts_at = clock()

    await store.write(today, rooms=[ROOM])
    return Directory(store, InProcessBus(), clock)


def a_check(clock: VirtualClock, institution: str = HARROW, device: int = 1, live: str = "works") -> CheckRow:
    """What one device found."""
    return CheckRow(
        room=ROOM, institution=institution, device=f"{device:016x}", at=clock(), browser="Chrome", live=live,
        live_ms=38, fallback="works", fallback_ms=None, clock=-3, cookies=True, words=False,
    )  # fmt: skip


async def test_the_latest_result_of_each_device_is_kept(directory: Directory, clock: VirtualClock) -> None:
    await directory.keep_check(a_check(clock, live="blocked"))
    await directory.keep_check(a_check(clock, LARKFIELD))
    clock.move(60)
    await directory.keep_check(a_check(clock))
    kept = await directory.checks_of(ROOM)
    assert [(row.institution, row.live, row.at) for row in kept] == [
        (HARROW, "works", clock()), (LARKFIELD, "works", clock() - timedelta(minutes=1)),
    ]  # fmt: skip
    assert (kept[0].cookies, kept[0].words, kept[0].fallback_ms, kept[0].clock) == (True, False, None, -3)


async def test_of_one_institution_the_latest_devices_are_kept(directory: Directory, clock: VirtualClock) -> None:
    await directory.keep_check(a_check(clock, LARKFIELD))
    for device in range(MOST_DEVICES + 3):
        clock.move(1)
        await directory.keep_check(a_check(clock, device=device))
    kept = await directory.checks_of(ROOM)
    assert [row.institution for row in kept].count(HARROW) == MOST_DEVICES
    assert [row.institution for row in kept].count(LARKFIELD) == 1
    assert kept[0].device == f"{MOST_DEVICES + 2:016x}"


async def test_all_of_it_is_forgotten_in_time(directory: Directory, clock: VirtualClock) -> None:
    await directory.keep_check(a_check(clock))
    clock.move(KEPT.total_seconds() - 60)
    await directory.forget_old_checks()
    assert len(await directory.checks_of(ROOM)) == 1
    clock.move(120)
    await directory.forget_old_checks()
    assert await directory.checks_of(ROOM) == []
