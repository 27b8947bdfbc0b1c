"""A log to which a newer version of this program has written, as in a deploy where two versions run side by side."""

import asyncio
import threading

import pytest
from structlog.testing import capture_logs

from server.store import LogNewer, Store
from sessions.codec import VERSION
from tests.contracts.logs import SECRET, a_prepared_room, rows, write_as_a_newer_version, write_note


@pytest.mark.parametrize(("kind", "version"), [("WrittenByANewerVersion", VERSION), ("NoteWritten", VERSION + 1)])
async def test_what_only_a_newer_version_can_read_is_told_and_left_alone(
    store: Store, address: str, kind: str, version: int
) -> None:
    room_id = await a_prepared_room(store)
    write_as_a_newer_version(address, room_id, kind, version)
    ends = rows(address, "SELECT seq, digest FROM rooms")
    with pytest.raises(LogNewer):
        await write_note(store, room_id, "n-2")
    async with Store.opened(address, SECRET) as another:
        with pytest.raises(LogNewer):
            await another.room(room_id)
    assert rows(address, "SELECT seq, digest FROM rooms") == ends


async def test_other_rooms_go_on(store: Store, address: str) -> None:
    newer, other = await a_prepared_room(store), await a_prepared_room(store, "r_2")
    write_as_a_newer_version(address, newer)
    with pytest.raises(LogNewer):
        await write_note(store, newer, "n-2")
    assert (await write_note(store, other, "n-2")).is_new


async def test_other_rooms_of_the_same_batch_are_written_at_once(store: Store, address: str) -> None:
    newer, other = await a_prepared_room(store), await a_prepared_room(store, "r_2")
    write_as_a_newer_version(address, newer)
    free = threading.Event()
    with capture_logs() as logs:
        before = asyncio.create_task(store.write(lambda _: free.wait(5)))  # what comes meanwhile is one batch
        many = [write_note(store, room_id, f"n-{n}") for n, room_id in enumerate((newer, other, newer, other), start=2)]
        waiting = [asyncio.create_task(one) for one in many]
        await asyncio.sleep(0.1)
        free.set()
        outcomes = await asyncio.gather(before, *waiting, return_exceptions=True)
    assert [isinstance(one, LogNewer) for one in outcomes] == [False, True, False, True, False]
    assert logs == []


async def test_a_log_of_a_newer_version_is_proved_as_far_as_it_is_known(store: Store, address: str) -> None:
    room_id = await a_prepared_room(store)
    write_as_a_newer_version(address, room_id)
    assert (await store.verify(room_id)).holds
    ((seq,),) = rows(address, "SELECT seq FROM rooms")
    rows(address, "INSERT INTO texts (room, seq, field, salt, value) VALUES (?, ?, 'text', '', '1')", room_id, seq)
    with pytest.raises(LogNewer):
        await store.verify(room_id)
