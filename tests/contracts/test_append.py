"""Appending: one reply for each command, whatever happens, and an order without holes."""

import asyncio
from datetime import datetime, timedelta

import pytest

from server.store import CommandReused, Head, Limits, NewRoom, Reply, RoomUnknown, Store, StoreBusy
from server.tables import Person, stamp
from sessions import codec
from sessions.events import Event, NoteWritten, PlanChanged, RoomOpened, RoomPrepared
from sessions.evolve import fold
from sessions.refusals import NotNow, Refused
from sessions.room import Room
from tests.contracts.logs import SECRET, Note, VirtualClock, a_prepared_room, rows, write_note
from tests.sessions.cast import START, a_room

PREPARED = len(a_room())


async def test_a_room_is_made_with_its_first_events(store: Store) -> None:
    made = await store.create_room(NewRoom(id="r_1", title="Wexmoor Vale", starts_at=START), a_room())
    assert [one.seq for one in made.reply.recorded] == list(range(1, PREPARED + 1))
    assert await store.events("r_1") == list(made.reply.recorded)
    assert await store.room("r_1") == fold(made.reply.recorded)
    assert len(made.code) == 6


async def test_two_rooms_have_two_codes(store: Store) -> None:
    made = [await store.create_room(NewRoom(id=f"r_{n}", title="A room", starts_at=START), a_room()) for n in range(2)]
    assert made[0].code != made[1].code


async def test_a_room_that_cannot_be_made_leaves_nothing(store: Store, address: str) -> None:
    people = [Person(id="p_1", room="r_1", name="Imogen"), Person(id="p_1", room="r_1", name="Dominic")]
    with pytest.raises(Exception, match="people"):
        await store.create_room(NewRoom(id="r_1", title="A room", starts_at=START), a_room(), people)
    assert rows(address, "SELECT * FROM rooms") == []
    assert await store.events("r_1") == []


async def test_a_command_is_answered_with_its_events(store: Store, clock: VirtualClock) -> None:
    room_id = await a_prepared_room(store)
    reply = await write_note(store, room_id, "n-1")
    assert (reply.first_seq, reply.last_seq, reply.is_new) == (PREPARED + 1, PREPARED + 1, True)
    (recorded,) = reply.recorded
    assert recorded.event == NoteWritten(entry="n-1", slot="slot-1", text="We listen.", by="p_imogen")
    assert recorded.at == clock.now
    assert await store.events(room_id, after=PREPARED) == [recorded]


async def test_the_room_in_memory_is_the_one_that_the_log_makes(store: Store, address: str) -> None:
    room_id = await a_prepared_room(store)
    for number in range(5):
        await write_note(store, room_id, f"n-{number}")
    kept = await store.room(room_id)
    assert kept.entries.keys() == {f"n-{number}" for number in range(5)}
    assert kept == fold(await store.events(room_id))
    async with Store.opened(address, SECRET) as restarted:
        assert await restarted.room(room_id) == kept
        assert await restarted.head(room_id) == await store.head(room_id)


async def test_a_changed_plan_changes_what_a_list_of_rooms_shows(store: Store, address: str) -> None:
    room_id = await a_prepared_room(store)
    start, prepared = START + timedelta(days=7), a_room()[0]
    assert isinstance(prepared, RoomPrepared)
    institutions = prepared.institutions

    def replan(room: Room, _at: datetime) -> list[Event]:
        return [
            PlanChanged(
                title="Autumn review", format=room.format, format_title=room.format_title, start=start,
                time_zone=room.time_zone, mode=room.mode, peer_views=room.peer_views, focus_themes=room.focus_themes,
                ground_rules=room.ground_rules, institutions=institutions, programme=room.programme,
                frameworks=tuple(room.frameworks.values()),
            )
        ]  # fmt: skip

    await store.append(room_id, "c-1", b"{}", "p_rosalind", replan)
    ((title, starts_at),) = rows(address, "SELECT title, starts_at FROM rooms WHERE id = ?", room_id)
    assert (title, starts_at) == ("Autumn review", stamp(start))


async def test_a_repeat_gets_the_same_answer_and_adds_nothing(store: Store) -> None:
    room_id = await a_prepared_room(store)
    first = await write_note(store, room_id, "n-1")
    await write_note(store, room_id, "n-2")
    again = await write_note(store, room_id, "n-1")
    assert (again.first_seq, again.last_seq, again.recorded) == (first.first_seq, first.last_seq, first.recorded)
    assert not again.is_new
    assert (await store.head(room_id)).seq == PREPARED + 2


async def test_a_repeat_after_a_restart_gets_the_same_answer(store: Store, address: str) -> None:
    room_id = await a_prepared_room(store)
    first = await write_note(store, room_id, "n-1")
    async with Store.opened(address, SECRET) as restarted:
        assert (await write_note(restarted, room_id, "n-1")).recorded == first.recorded


async def test_sent_twice_at_once_counts_once(store: Store) -> None:
    room_id = await a_prepared_room(store)
    replies = await asyncio.gather(*(write_note(store, room_id, "n-1") for _ in range(20)))
    assert {reply.recorded for reply in replies} == {replies[0].recorded}
    assert sum(reply.is_new for reply in replies) == 1
    assert (await store.head(room_id)).seq == PREPARED + 1


@pytest.mark.parametrize("change", [{"text": "Other words"}, {"actor": "p_ruth"}, {"actor": None}])
async def test_an_id_used_for_something_else_is_a_conflict(store: Store, change: dict[str, str | None]) -> None:
    room_id = await a_prepared_room(store)
    await write_note(store, room_id, "n-1")
    with pytest.raises(CommandReused):
        await write_note(store, room_id, "n-1", **change)  # type: ignore[arg-type]
    assert (await store.head(room_id)).seq == PREPARED + 1


async def test_the_same_id_in_another_room_is_another_command(store: Store) -> None:
    await a_prepared_room(store, "r_1")
    await a_prepared_room(store, "r_2")
    assert (await write_note(store, "r_1", "n-1")).is_new
    assert (await write_note(store, "r_2", "n-1", "Other words")).is_new


async def test_an_anonymous_command_is_remembered_without_its_sender(store: Store, address: str) -> None:
    room_id = await a_prepared_room(store)
    first = await write_note(store, room_id, "n-1", actor=None)
    assert (await write_note(store, room_id, "n-1", actor=None)).recorded == first.recorded
    assert rows(address, "SELECT actor FROM replies") == [(None,)]


async def test_what_a_command_said_cannot_be_guessed_from_its_reply(store: Store, address: str) -> None:
    room_id = await a_prepared_room(store)
    await write_note(store, room_id, "n-1")
    ((kept,),) = rows(address, "SELECT body FROM replies")
    assert len(kept) == 64
    assert kept != codec.sealed("", Note("n-1").body.decode()).removeprefix("sha256:")


def _refuse(room: Room, at: datetime) -> list[Event]:  # noqa: ARG001
    raise NotNow("It is done already.")


async def test_a_refusal_writes_nothing_and_may_succeed_later(store: Store, address: str) -> None:
    room_id = await a_prepared_room(store)
    before = rows(address, "SELECT * FROM rooms")
    with pytest.raises(Refused, match="done already"):
        await store.append(room_id, "n-1", Note("n-1").body, "p_imogen", _refuse)
    assert rows(address, "SELECT * FROM replies") == []
    assert rows(address, "SELECT * FROM rooms") == before
    assert (await write_note(store, room_id, "n-1")).is_new


async def test_a_refusal_or_a_mistake_fails_itself_alone(store: Store) -> None:
    room_id = await a_prepared_room(store)

    def mistaken(room: Room, at: datetime) -> list[Event]:  # noqa: ARG001
        raise ZeroDivisionError

    outcomes = await asyncio.gather(
        write_note(store, room_id, "n-1"),
        store.append(room_id, "x-1", b"{}", "p_imogen", _refuse),
        store.append(room_id, "x-2", b"{}", "p_imogen", mistaken),
        write_note(store, room_id, "n-2"),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes] == [Reply, NotNow, ZeroDivisionError, Reply]
    assert (await store.head(room_id)).seq == PREPARED + 2


async def test_a_command_that_changes_nothing_is_answered_alike_when_repeated(store: Store) -> None:
    room_id = await a_prepared_room(store)

    def nothing(room: Room, at: datetime) -> list[Event]:  # noqa: ARG001
        return []

    first = await store.append(room_id, "s-1", b"{}", "p_imogen", nothing)
    await write_note(store, room_id, "n-1")
    again = await store.append(room_id, "s-1", b"{}", "p_imogen", nothing)
    assert (first.recorded, first.last_seq) == (again.recorded, again.last_seq) == ((), PREPARED)


async def test_a_command_sees_what_the_one_before_it_did(store: Store) -> None:
    room_id = await a_prepared_room(store)
    seen: list[int] = []

    def looks(room: Room, at: datetime) -> list[Event]:
        seen.append(len(room.entries))
        return Note(f"n-{len(room.entries)}")(room, at)

    await asyncio.gather(*(store.append(room_id, f"c-{n}", b"{}", "p_imogen", looks) for n in range(10)))
    assert seen == list(range(10))


async def test_an_unknown_room_is_told(store: Store) -> None:
    with pytest.raises(RoomUnknown):
        await write_note(store, "r_none", "n-1")
    with pytest.raises(RoomUnknown):
        await store.room("r_none")
    with pytest.raises(RoomUnknown):
        await store.head("r_none")
    with pytest.raises(RoomUnknown):
        await store.verify("r_none")


async def test_time_never_goes_back(store: Store, clock: VirtualClock) -> None:
    room_id = await a_prepared_room(store)
    clock.move(60.0004)
    first = await write_note(store, room_id, "n-1")
    clock.move(-3600)
    second = await write_note(store, room_id, "n-2")
    assert first.recorded[0].at == second.recorded[0].at == START + timedelta(seconds=60)


async def test_people_are_written_with_the_events_that_speak_of_them(store: Store, address: str) -> None:
    room_id = await a_prepared_room(store)
    note, owner = Note("n-1"), Person(id="p_new", room=room_id, name="Imogen")
    await store.append(room_id, "n-1", note.body, "p_imogen", note, [owner])
    await store.append(room_id, "n-1", note.body, "p_imogen", note, [Person(id="p_other", room=room_id, name="X")])
    assert rows(address, "SELECT id, name FROM people") == [("p_new", "Imogen")]
    assert (await store.head(room_id)).people == 1


async def test_the_head_says_where_the_room_is(store: Store) -> None:
    room_id = await a_prepared_room(store)
    before = await store.head(room_id)
    await store.append(room_id, "o-1", b"{}", "p_rosalind", lambda *_: [RoomOpened(by="p_rosalind")])
    after = await store.head(room_id)
    assert (before.state, after.state) == ("prepared", "open")
    assert after == Head(PREPARED + 1, (await store.records(room_id))[-1].digest, "open", 0)
    assert await store.heads([room_id, "r_none"]) == {room_id: after}


async def test_too_many_waiting_are_turned_away_at_once(address: str) -> None:
    async with Store.opened(address, SECRET, limits=Limits(waiting=5, at_once=2)) as store:
        room_id = await a_prepared_room(store)
        outcomes = await asyncio.gather(
            *(write_note(store, room_id, f"n-{n}") for n in range(50)), return_exceptions=True
        )
        busy = sum(isinstance(outcome, StoreBusy) for outcome in outcomes)
        assert 0 < busy < 50
        assert (await store.head(room_id)).seq == PREPARED + 50 - busy


async def test_a_store_that_closes_finishes_what_is_waiting(address: str) -> None:
    store = await Store.open(address, SECRET)
    room_id = await a_prepared_room(store)
    waiting = [asyncio.ensure_future(write_note(store, room_id, f"n-{n}")) for n in range(30)]
    await asyncio.sleep(0)
    await store.close()
    assert len({reply.last_seq for reply in await asyncio.gather(*waiting)}) == 30


async def test_who_stops_waiting_does_not_undo_the_command(store: Store) -> None:
    room_id = await a_prepared_room(store)
    await store.room(room_id)
    waiting = asyncio.ensure_future(write_note(store, room_id, "n-1"))
    await asyncio.sleep(0)
    waiting.cancel()
    assert not (await write_note(store, room_id, "n-1")).is_new
