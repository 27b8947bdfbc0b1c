"""Removing words for good, and proving that nothing else was changed."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from server.store import Reply, Store
from sessions.events import NoteWritten, PeerViewGiven, TextRemoved
from sessions.evolve import fold
from sessions.room import REMOVED
from tests.contracts.logs import SECRET, a_prepared_room, rows, write_note

CANARY = "Jordan Oakley of 9C"


async def remove_text(store: Store, room_id: str, seq: int, field: str = "text") -> Reply:
    event = TextRemoved(removed=seq, field=field, reason="A pupil was named", by="p_rosalind")
    return await store.append(room_id, f"remove-{seq}-{field}", b"{}", "p_rosalind", lambda *_: [event])


async def a_removed_note(store: Store) -> tuple[str, int]:
    room_id = await a_prepared_room(store)
    seq = (await write_note(store, room_id, "n-1", CANARY)).last_seq
    await write_note(store, room_id, "n-2", "Something else")
    await remove_text(store, room_id, seq)
    return room_id, seq


def on_disk(address: str) -> bytes:
    database = Path(urlsplit(address).path)
    return b"".join(part.read_bytes() for part in database.parent.glob(f"{database.name}*"))


async def test_a_removed_text_is_gone_from_the_database(store: Store, address: str) -> None:
    room_id, seq = await a_removed_note(store)
    assert rows(address, "SELECT * FROM texts WHERE room = ? AND seq = ?", room_id, seq) == []
    assert CANARY not in str([rows(address, f"SELECT * FROM {table}") for table in ("events", "texts", "replies")])
    (event,) = await store.events(room_id, seq - 1, limit=1)
    assert isinstance(event.event, NoteWritten)
    assert event.event.text == REMOVED


async def test_a_removed_text_is_gone_from_memory_too(store: Store) -> None:
    room_id, seq = await a_removed_note(store)
    assert CANARY not in repr(await store.room(room_id))
    assert CANARY not in repr(await store.events(room_id, seq - 1, at_least=seq))


async def test_a_repeated_command_is_answered_without_the_removed_text(store: Store) -> None:
    room_id, seq = await a_removed_note(store)
    again = await write_note(store, room_id, "n-1", CANARY)
    assert again.last_seq == seq
    assert CANARY not in repr(again)


async def test_the_room_folded_anew_is_the_one_in_memory(store: Store, address: str) -> None:
    room_id, _ = await a_removed_note(store)
    async with Store.opened(address, SECRET) as restarted:
        assert await restarted.room(room_id) == await store.room(room_id) == fold(await store.events(room_id))


async def test_another_process_that_knew_the_words_forgets_them(store: Store, address: str) -> None:
    async with Store.opened(address, SECRET) as other:
        room_id = await a_prepared_room(store)
        seq = (await write_note(store, room_id, "n-1", CANARY)).last_seq
        assert CANARY in repr(await other.room(room_id))
        last = (await remove_text(store, room_id, seq)).last_seq
        assert CANARY not in repr(await other.room(room_id, at_least=last))
        assert CANARY not in repr(await other.events(room_id, seq - 1, at_least=last))


async def test_the_words_leave_the_file(store: Store, address: str) -> None:
    if not address.startswith("sqlite"):
        return  # PostgreSQL's files are its own: its vacuum overwrites
    room_id = await a_prepared_room(store)
    seq = (await write_note(store, room_id, "n-1", CANARY)).last_seq
    assert CANARY.encode() in on_disk(address)
    await remove_text(store, room_id, seq)
    assert CANARY.encode() not in on_disk(address)


async def test_the_digest_still_proves_the_log(store: Store) -> None:
    room_id, _ = await a_removed_note(store)
    verdict = await store.verify(room_id)
    head = await store.head(room_id)
    assert (verdict.seq, verdict.digest, verdict.faults) == (head.seq, head.digest, ())


TAMPERING = {
    "an event": "UPDATE events SET record = REPLACE(record, 'p_imogen', 'p_ruth') WHERE seq = 20",
    "a digest": "UPDATE events SET digest = 'f00' WHERE seq = 20",
    "a text": "UPDATE texts SET value = '\"We never said that.\"' WHERE seq = 20",
    "a salt": "UPDATE texts SET salt = 'pepper' WHERE seq = 20",
    "an event that is gone": "DELETE FROM events WHERE seq = 20",
    "an end that is gone": "DELETE FROM events WHERE seq = 22",
    "an event put first": "UPDATE events SET seq = 0 WHERE seq = 20",
    "the head": "UPDATE rooms SET digest = 'f00'",
}


@pytest.mark.parametrize("changed", TAMPERING)
async def test_tampering_is_found(store: Store, address: str, changed: str) -> None:
    room_id = await a_prepared_room(store)
    for number in range(4):
        await write_note(store, room_id, f"n-{number}")
    assert (await store.head(room_id)).seq == 22
    assert (await store.verify(room_id)).holds
    rows(address, TAMPERING[changed])
    assert not (await store.verify(room_id)).holds


async def test_a_blind_level_stands_in_no_event(store: Store, address: str) -> None:
    room_id = await a_prepared_room(store)
    view = PeerViewGiven(slot="slot-1", statement="1.1", holder="i_larkfield", level=3, reason=CANARY, by="p_tomasz")
    seq = (await store.append(room_id, "v-1", b"{}", "p_tomasz", lambda *_: [view])).last_seq
    ((record,),) = rows(address, "SELECT record FROM events WHERE seq = ?", seq)
    assert CANARY not in record
    assert '"level":"sha256:' in record
    assert (await store.events(room_id, seq - 1))[0].event == view
