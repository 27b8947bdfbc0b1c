"""Many writers at once, in two processes: dense, in order, every command answered and every answer kept."""

import asyncio
import json
import subprocess
import sys

import pytest

from server.store import Store
from tests.contracts.logs import SECRET, a_prepared_room, rows, write_note
from tests.sessions.cast import a_room

WRITERS = 32  # in each of two processes
NOTES = 6
ROOMS = ("r_1", "r_2", "r_3")


def start_process(address: str, name: str) -> subprocess.Popen[str]:
    module = [sys.executable, "-m", "tests.contracts.other_process"]
    return subprocess.Popen(
        [*module, address, name, str(WRITERS), str(NOTES), *ROOMS], stdout=subprocess.PIPE, text=True
    )


@pytest.mark.slow
async def test_two_processes_with_64_writers_make_one_log_of_each_room(store: Store, address: str) -> None:
    for room_id in ROOMS:
        await a_prepared_room(store, room_id)
    both = [start_process(address, name) for name in ("left", "right")]
    printed = await asyncio.gather(*(asyncio.to_thread(process.communicate) for process in both))
    assert [process.returncode for process in both] == [0, 0]
    answered = [tuple(json.loads(line)) for out, _ in printed for line in out.splitlines()]

    written = 2 * WRITERS * NOTES
    assert len(answered) == len({(room, command) for room, command, *_ in answered}) == written
    kept = rows(address, "SELECT room, command, first_seq, last_seq FROM replies")
    assert sorted(kept) == sorted(answered)
    for room_id in ROOMS:
        events = await store.events(room_id, limit=10_000)
        assert [one.seq for one in events] == list(range(1, len(events) + 1))
        assert [one.at for one in events] == sorted(one.at for one in events)
        assert len(events) == len(a_room()) + sum(room == room_id for room, *_ in answered)
        assert (await store.verify(room_id)).holds

    for room, command, first, last in answered[::7]:
        again = await write_note(store, room, command, f"Note {command}", actor=command.rpartition("-")[0])
        assert (again.first_seq, again.last_seq, again.is_new) == (first, last, False)


async def test_two_stores_see_each_others_events(store: Store, address: str) -> None:
    room_id = await a_prepared_room(store)
    async with Store.opened(address, SECRET) as other:
        for number in range(6):
            await write_note((store, other)[number % 2], room_id, f"n-{number}")
        assert await store.room(room_id) == await other.room(room_id)
        assert len((await other.room(room_id)).entries) == 6
        assert (await write_note(other, room_id, "n-0")).recorded == (await write_note(store, room_id, "n-0")).recorded


async def test_what_one_has_heard_of_is_not_asked_for_again(store: Store, address: str) -> None:
    room_id = await a_prepared_room(store)
    async with Store.opened(address, SECRET) as other:
        reply = await write_note(other, room_id, "n-1")
        assert (await store.room(room_id, at_least=reply.last_seq)).seq == reply.last_seq
        assert await store.events(room_id, reply.last_seq - 1, at_least=reply.last_seq) == list(reply.recorded)


async def test_many_readers_of_a_cold_room_share_one_reading(store: Store, address: str) -> None:
    room_id = await a_prepared_room(store)
    async with Store.opened(address, SECRET) as other:
        seen = await asyncio.gather(*(other.room(room_id) for _ in range(50)))
        assert all(room is seen[0] for room in seen)
