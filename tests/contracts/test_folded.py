"""Rooms put by: quick to open, never believed where they could be wrong, and gone when a word is removed."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from server.store import Store, folded
from server.store.database import open_database
from sessions.events import Event, NoteWritten, TextRemoved
from sessions.evolve import fold
from sessions.room import Room
from tests.contracts.logs import SECRET, a_prepared_room, rows, write_note
from tests.sessions.cast import a_room
from tests.simulation.meeting import play

CANARY = "Jordan Oakley of 9C"
PREPARED = len(a_room())


async def a_long_room(address: str) -> Room:
    """A room of more than a hundred events, put by when its store closed."""

    def many(room: Room, at: datetime) -> Sequence[Event]:  # noqa: ARG001
        return [NoteWritten(entry=f"n-{n}", slot="slot-1", text=f"{CANARY} {n}") for n in range(folded.EVERY)]

    async with Store.opened(address, SECRET) as store:
        room_id = await a_prepared_room(store)
        await store.append(room_id, "many", b"{}", "p_imogen", many)
        return await store.room(room_id)


def loaded(address: str, secret: bytes = SECRET) -> Room | None:
    database = open_database(address)
    with database.reader.connect() as connection:
        room = folded.load(database, connection, secret, "r_1")
    database.close()
    return room


async def test_a_long_room_is_put_by_and_opened_from_there(address: str) -> None:
    room = await a_long_room(address)
    assert loaded(address) == room
    async with Store.opened(address, SECRET) as store:
        assert await store.room("r_1") == room == fold(await store.events("r_1"))
        reply = await write_note(store, "r_1", "after")
        assert reply.last_seq == room.seq + 1
        assert (await store.room("r_1")).entries.keys() - room.entries.keys() == {"after"}


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happened_the_room_comes_out_as_it_went_in(seed: int) -> None:
    recorded = play(seed).log.recorded
    room = fold(recorded)
    again = folded.unpacked(folded.packed(room))
    assert again == room
    assert list(again.texts) == sorted(room.texts, key=lambda place: int(place.split("/")[0]))
    half = len(recorded) // 2
    assert fold(recorded[half:], folded.unpacked(folded.packed(fold(recorded[:half])))) == room


async def test_a_short_room_is_not_put_by(address: str) -> None:
    async with Store.opened(address, SECRET) as store:
        await write_note(store, await a_prepared_room(store), "n-1")
    assert rows(address, "SELECT * FROM folded") == []


async def test_a_room_folded_in_full_is_put_by_again(address: str) -> None:
    room = await a_long_room(address)
    rows(address, "DELETE FROM folded")
    async with Store.opened(address, SECRET) as store:
        assert await store.room("r_1") == room
    assert loaded(address) == room


async def test_what_somebody_changed_is_not_believed(address: str) -> None:
    room = await a_long_room(address)
    assert loaded(address, b"another secret") is None
    rows(address, "UPDATE folded SET seal = 'f00'")
    assert loaded(address) is None
    async with Store.opened(address, SECRET) as store:
        assert await store.room("r_1") == room


async def test_what_another_log_made_is_not_believed(address: str) -> None:
    await a_long_room(address)
    rows(address, "UPDATE events SET digest = 'f00' WHERE seq = ?", PREPARED + folded.EVERY)
    assert loaded(address) is None


async def test_it_goes_with_the_words_that_are_removed(address: str) -> None:
    room = await a_long_room(address)
    async with Store.opened(address, SECRET) as store:
        gone = TextRemoved(removed=PREPARED + 1, field="text", reason="A pupil was named")
        await store.append("r_1", "remove", b"{}", "p_rosalind", lambda *_: [gone])
        assert rows(address, "SELECT * FROM folded") == []
        late = folded.packed(room)  # made before the removal, written after it
        database = open_database(address)
        with database.writer.connect() as connection, connection.begin():
            folded.put_by(database, connection, SECRET, "r_1", room.seq, late)
        database.close()
        assert rows(address, "SELECT * FROM folded") == []
